"""What makes a regrade necessary."""

import pytest

from autograder.course import load_course
from autograder.grading import grader_fingerprint


def now(tiny):
    course = load_course(tiny.course.root)
    return grader_fingerprint(course, course.assignment("double"))


@pytest.mark.parametrize(
    "name",
    ["double.py", "graders/test_double.py", "graders/test_new.py", "misconceptions/double.yml"],
)
def test_it_changes_with_what_a_score_depends_on(tiny, name):
    before = now(tiny)
    with (tiny.folder / name).open("a") as file:
        file.write("\n# changed\n")
    assert now(tiny) != before


def test_it_changes_with_a_file_that_misconceptions_include(tiny):
    elsewhere = tiny.folder.parent / "shared.yml"
    elsewhere.write_text("times-three:\n  fails: values\n  edit: {2 * x: 3 * x}\n  message: No.\n")
    (tiny.folder / "misconceptions" / "double.yml").write_text("include: ../../shared.yml\n")
    before = now(tiny)
    elsewhere.write_text(elsewhere.read_text().replace("No.", "Three times. Count again."))
    assert now(tiny) != before


@pytest.mark.parametrize(
    ("old", "new"), [("points: 10", "points: 11"), ("seconds: 1,", "seconds: 2,")]
)
def test_it_changes_with_points_and_limits(tiny, old, new):
    before = now(tiny)
    path = tiny.course.root / "course.yml"
    path.write_text(path.read_text().replace(old, new))
    assert now(tiny) != before


def test_it_changes_when_a_line_moves_to_another_file(tiny):
    before = now(tiny)
    one, other = (tiny.folder / "graders" / f"test_{task}.py" for task in ("double", "quadruple"))
    one.rename(tiny.folder / "graders" / "moved.py")
    other.rename(one)
    (tiny.folder / "graders" / "moved.py").rename(other)
    assert now(tiny) != before


@pytest.mark.parametrize("name", ["wheats/new.py", "hints.md", "double.md"])
def test_it_stays_with_all_else(tiny, name):
    before = now(tiny)
    (tiny.folder / "wheats").mkdir()
    (tiny.folder / name).write_text("new")
    path = tiny.course.root / "course.yml"
    path.write_text(path.read_text().replace("A tiny course", "Another title"))
    assert now(tiny) == before
