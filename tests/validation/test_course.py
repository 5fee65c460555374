"""The course's own assignments are proven, and no score depends on the course's secret."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.sandbox import choose_isolation
from autograder.validation import validate
from tests.support.local_worker import local_workers

COURSE = load_course(Path(__file__).parents[2])
PRESENT = [a for a in COURSE.assignments if (COURSE.solution_dir(a) / a.module).is_file()]


@pytest.mark.slow
@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize(
    ("secret", "workers", "secrets"),
    [
        ("one", nullcontext, 1),
        pytest.param("another", local_workers, 1, marks=pytest.mark.thorough),
        pytest.param("others", local_workers, 5, marks=pytest.mark.thorough),
    ],
    ids=["one", "another", "others"],
)
@pytest.mark.parametrize("assignment", PRESENT, ids=lambda a: a.name)
def test_the_graders_are_proven(assignment, secret, workers, secrets, monkeypatch):
    """In the sandbox on the data of one secret; without it, which is faster, on others."""
    monkeypatch.setenv("AUTOGRADER_SECRET", secret)
    with workers():
        report = validate(COURSE, assignment, isolation=choose_isolation(), secrets=secrets)
    assert report.problems == ()
    assert report.count("wheat") >= 12
    assert report.count("misconception") >= 50
    assert all(gap.largest_right < 1 < gap.smallest_wrong for gap in report.gaps)
