"""Wrong programs of people who had not seen the graders: each loses its own tasks, most are explained.

They were written from the stub alone, 60 for each of 01 to 03, 87 for 04, 30 for 05. `UNEXPLAINED`
has those for which no mistake and no line is named yet.
"""

from pathlib import Path

import pytest
import yaml

from autograder.course import load_course
from autograder.grading.grade import grade_submissions
from autograder.sandbox import choose_isolation
from autograder.submissions.submission import Submission
from tests.support.processes import no_new_processes

COURSE = load_course(Path(__file__).parents[2])
PROGRAMS = Path(__file__).parent / "learners"
UNEXPLAINED = {
    "01-neuron": {"p08", "p40"},
    "02-network": {"p04", "p25"},
    "03-deep": {"p07", "p08", "p57"},
    "04-training": {"p01", "p17", "p27", "p45", "p50", "p56"},
    "05-autograd": set(),
}
SHARES = 3
"""parts of the programs, so that several processes can grade them"""


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(SHARES))
@pytest.mark.parametrize("name", UNEXPLAINED)
def test_each_loses_its_own_tasks_and_is_explained(name, part):
    programs = yaml.safe_load((PROGRAMS / f"{name}.yml").read_text(encoding="utf-8"))
    chosen = dict(list(programs.items())[part::SHARES])
    submissions = [Submission(key, one["program"].encode()) for key, one in chosen.items()]
    isolation = choose_isolation(unsafe=True)
    with no_new_processes():
        results = list(
            grade_submissions(
                COURSE, COURSE.assignment(name), submissions, isolation=isolation, secret=b"one"
            )
        )
    lost, explained = {}, set()
    for result in results:
        assert result.status in ("graded", "invalid"), result.message
        tasks = [task for task in result.tasks if task.score < task.max_score]
        lost[result.student] = {task.task for task in tasks} - {"train"}
        lines = any(check.lines for task in tasks for check in task.checks)
        if lines or result.status == "invalid" or any(task.misconceptions for task in tasks):
            explained.add(result.student)
    expected = {key: set(one["wrong"]) for key, one in chosen.items()}
    graded = {result.student for result in results if result.status == "graded"}
    assert {k: v for k, v in lost.items() if k in graded} == {
        k: v for k, v in expected.items() if k in graded
    }
    assert chosen.keys() - explained <= UNEXPLAINED[name]
