"""A stub is the reference without what the learner is to write."""

import subprocess
import sys
from typing import Any

import pytest

from autograder.errors import CourseError
from autograder.release.stub import strip_solution
from autograder.solution_markers import without_markers

REFERENCE = '''\
"""A module."""

import numpy as np


def double(x):
    """Twice x.

        2 x

    x: array of any shape.
    """
    ### BEGIN SOLUTION
    two = 2.0

    return np.multiply(two, x)  # elementwise
    ### END SOLUTION


def given(x):
    """Given."""
    return double(x)
'''

STUB = '''\
"""A module."""

import numpy as np


def double(x):
    """Twice x.

        2 x

    x: array of any shape.
    """
    # TODO: write it; the docstring says what goes in, what comes out and how.
    raise NotImplementedError("double is waiting for you: see the TODO here.")


def given(x):
    """Given."""
    return double(x)
'''


def refusal(source):
    with pytest.raises(CourseError) as error:
        strip_solution(source, "solutions/x/line.py")
    return str(error.value)


def test_docstrings_and_given_code_stay_and_the_solution_goes():
    assert strip_solution(REFERENCE) == STUB


def test_a_call_of_the_stub_says_kindly_what_to_do():
    namespace: dict[str, Any] = {}
    exec(STUB, namespace)
    with pytest.raises(NotImplementedError, match="double is waiting for you"):
        namespace["given"](1.0)


def test_the_marker_may_say_what_to_do():
    source = REFERENCE.replace("BEGIN SOLUTION", "BEGIN SOLUTION: one line is enough.")
    assert "    # TODO: one line is enough.\n    raise" in strip_solution(source)


def test_a_region_within_a_function_keeps_its_indent_and_the_lines_around_it():
    source = """\
def f(x):
    if x:
        y = 1
        ### BEGIN SOLUTION
        y = 2
        ### END SOLUTION
        return y
    return 0
"""
    assert strip_solution(source).splitlines()[2:6] == [
        "        y = 1",
        "        # TODO: write it; the docstring says what goes in, what comes out and how.",
        '        raise NotImplementedError("f is waiting for you: see the TODO here.")',
        "        return y",
    ]


def test_the_innermost_function_is_named():
    source = """\
def outer():
    def inner():
        ### BEGIN SOLUTION
        return 1
        ### END SOLUTION
    return inner
"""
    assert '"inner is waiting' in strip_solution(source)


def test_outside_a_function_the_stub_can_still_be_imported():
    source = "x = 1\n### BEGIN SOLUTION\ny = 2\n### END SOLUTION\n"
    assert strip_solution(source) == "x = 1\n# TODO: write this part.\n"


def test_hidden_tests_are_no_part_of_a_module():
    source = REFERENCE + "\n\n### BEGIN HIDDEN TESTS\nassert double(1) == 2\n### END HIDDEN TESTS\n"
    assert "line.py:25: a module has no HIDDEN TESTS" in refusal(source)


def test_a_person_reads_the_reference_without_its_markers():
    source = REFERENCE.replace("BEGIN SOLUTION", "BEGIN SOLUTION: one line is enough.")
    assert without_markers(source) == "".join(
        line for line in REFERENCE.splitlines(keepends=True) if "SOLUTION" not in line
    )


def test_the_stub_is_as_ruff_would_format_it_and_clean_but_for_imports_that_wait(tmp_path):
    stub = tmp_path / "stub.py"
    stub.write_text(strip_solution(REFERENCE), encoding="utf-8")
    for command in (
        ["check", "--isolated", "--ignore", "F401"],
        ["format", "--isolated", "--check"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, stub], capture_output=True, check=False
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["### BEGIN SOLUTION", "x = 1"], "1: BEGIN SOLUTION without an END SOLUTION below it"),
        (["x = 1", "### END SOLUTION"], "2: END SOLUTION without a BEGIN SOLUTION above it"),
        (["### BEGIN SOLUTION", "### BEGIN SOLUTION"], "2: BEGIN SOLUTION inside the region of l"),
        (["### BEGIN SOLUTION", "### END HIDDEN TESTS"], "2: END HIDDEN TESTS closes BEGIN SOLUT"),
        (["x = 1"], "1: nothing for a learner to write: no ### BEGIN SOLUTION"),
        (["x = ("], "1: this isn't Python: '(' was never closed"),
    ],
)
def test_a_mistake_is_reported_with_file_and_line(lines, message):
    assert refusal("\n".join(lines)).startswith(f"solutions/x/line.py:{message}")


def test_what_is_left_must_be_python():
    source = "x = [\n    1,\n    ### BEGIN SOLUTION\n    2]\n    ### END SOLUTION\n"
    assert "x/line.py:3: without this region the module isn't Python any more" in refusal(source)
