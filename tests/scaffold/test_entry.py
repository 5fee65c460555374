"""A new assignment's entry goes after the last one, and the rest of course.yml stays the same."""

import pytest
import yaml

from autograder.errors import CourseError
from autograder.scaffold.entry import with_entry

ENTRY = "- name: new\n  module: new.py\n"
HEAD = "# a comment\nschema: 1\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "assignments:\n  - name: old  # keep\n    tasks:\n      - {name: a}\n\n# the end\n",
            "assignments:\n  - name: old  # keep\n    tasks:\n      - {name: a}\n"
            "  - name: new\n    module: new.py\n\n# the end\n",
        ),
        (
            "assignments:\n- name: old\n  needs: [a,\n    b]\nid: x\n",
            "assignments:\n- name: old\n  needs: [a,\n    b]\n"
            "- name: new\n  module: new.py\nid: x\n",
        ),
        (
            "assignments:\n  - name: old\n    title: |\n      two\n      lines\nid: x\n",
            "assignments:\n  - name: old\n    title: |\n      two\n      lines\n"
            "  - name: new\n    module: new.py\nid: x\n",
        ),
        (
            "assignments:\n  - name: old",
            "assignments:\n  - name: old\n  - name: new\n    module: new.py\n",
        ),
        ("assignments: []\nid: x\n", "assignments:\n  - name: new\n    module: new.py\nid: x\n"),
    ],
)
def test_the_entry_comes_after_the_last_assignment(before, after):
    assert with_entry(HEAD + before, ENTRY) == HEAD + after
    assert yaml.safe_load(after)["assignments"][-1] == {"name": "new", "module": "new.py"}


def test_a_list_in_brackets_is_refused_with_its_line():
    with pytest.raises(CourseError, match=r"course\.yml:3: write the assignments as a list with a"):
        with_entry(HEAD + "assignments: [{name: old}]\n", ENTRY)
