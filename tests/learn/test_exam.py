"""An exam: until its end a learner has the public checks alone."""

from contextlib import closing

import pytest

from autograder.errors import CourseError
from autograder.learn.checks.checking import check_once, open_checks
from autograder.learn.hints import next_hint
from autograder.learn.show.verdict_panel import commands_for
from autograder.learn.solution import may_see_solution
from autograder.learn.workspace.workspace import find_workspace

GOES_ON, IS_OVER = "2999-01-01T00:00:00+01:00", "2001-01-01T00:00:00+01:00"


@pytest.fixture
def exam(workspace, course_root):
    """The workspace, when the course's assignment is an exam until then."""
    file = course_root / "course.yml"
    text = file.read_text()

    def begin(until):
        module = "    module: toy.py\n"
        assert module in text
        file.write_text(text.replace(module, f"{module}    exam: {{until: {until}}}\n"))
        return find_workspace(workspace.root)

    return begin


def test_an_exam_has_no_hint_no_solution_and_no_hidden_check(exam, write):
    write("def double(x):\n    return 3 * x\n\ndef shift(x, by):\n    return x + by\n")
    now = exam(GOES_ON)
    [assignment] = now.course.assignments
    task = assignment.task("double")
    with pytest.raises(CourseError, match=r"exam. Nothing is explained before 2999-01-01 00:00"):
        next_hint(now, assignment, task)
    with pytest.raises(CourseError, match="This is an exam"):
        may_see_solution(now, assignment, task)
    assert not now.course.shows_lines(assignment)
    with closing(open_checks(now, assignment)) as checks:
        assert not checks.hidden
    verdict = check_once(now, assignment)
    assert not verdict.hidden
    assert [label for label, _ in commands_for(now, verdict)] == ["Debug"]


def test_after_the_exam_everything_is_there(exam):
    now = exam(IS_OVER)
    [assignment] = now.course.assignments
    assert next_hint(now, assignment, assignment.task("double")).number == 1
    assert now.has_solutions(assignment)
    assert now.course.shows_lines(assignment)


def test_the_end_of_an_exam_needs_a_time_zone(exam):
    with pytest.raises(CourseError, match="'until' has no time zone"):
        exam("2999-01-01T00:00:00")
    with pytest.raises(
        CourseError, match="'until' can't be empty; allowed: date, time and time zone"
    ):
        exam("")
