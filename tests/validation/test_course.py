"""The course's own assignments are proven, and no score depends on the course's secret."""

from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.sandbox import choose_isolation
from autograder.validation import validate

COURSE = load_course(Path(__file__).parents[2])
PRESENT = [a for a in COURSE.assignments if (COURSE.solution_dir(a) / a.module).is_file()]


@pytest.mark.slow
@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("assignment", PRESENT, ids=lambda a: a.name)
def test_the_graders_are_proven(assignment, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "of the proof")
    report = validate(COURSE, assignment, isolation=choose_isolation(), secrets=5)
    assert report.problems == ()
    assert report.count("wheat") >= 12
    assert report.count("misconception") >= 50
    assert all(gap.largest_right < 1 < gap.smallest_wrong for gap in report.gaps)
