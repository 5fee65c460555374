"""A program that is right only where a typical check looks loses points, the same in every draw."""

from pathlib import Path

import pytest
from tests.assignments.typical_cases import TYPICAL
from tests.support.processes import no_new_processes

from autograder.course import load_course
from autograder.grading.grade import grade_submissions
from autograder.sandbox import choose_isolation
from autograder.submissions.submission import Submission

COURSE = load_course(Path(__file__).parents[2])
SECRETS = [b"one", b"another", b"a third"]


@pytest.mark.thorough
@pytest.mark.parametrize("name", TYPICAL)
def test_each_is_caught_in_its_own_task_and_costs_the_same(name: str) -> None:
    assignment = COURSE.assignment(name)
    source = (COURSE.solution_dir(assignment) / assignment.module).read_text(encoding="utf-8")
    submissions, lost = [], {}
    for label, changes in TYPICAL[name].items():
        program = source
        for old, new in changes.items():
            assert program.count(old) == 1, (label, old)
            program = program.replace(old, new)
        submissions.append(Submission(label, program.encode()))
        lost[label] = set[tuple[tuple[str, float], ...]]()
    isolation = choose_isolation(unsafe=True)
    for secret in SECRETS:
        with no_new_processes():
            for result in grade_submissions(
                COURSE, assignment, submissions, isolation=isolation, secret=secret
            ):
                assert result.status == "graded", (result.student, result.message)
                tasks = [t for t in result.tasks if t.score < t.max_score]
                lost[result.student].add(tuple((t.task, t.score) for t in tasks))
    wrong = {label.partition(" ")[0]: None for label in lost}
    assert wrong.keys() <= {task.name for task in assignment.tasks}
    caught = {label: [[task for task, _ in found] for found in draws] for label, draws in lost.items()}
    assert caught == {label: [[label.partition(" ")[0]]] for label in lost}
