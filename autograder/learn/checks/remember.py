"""What a workspace remembers of a verdict."""

from autograder.course import Assignment
from autograder.grading.results import Result, TaskResult
from autograder.learn.checks.verdict import status_of
from autograder.learn.workspace.progress_file import SeenMisconception, Solved, State


def remember(state: State, assignment: Assignment, result: Result) -> list[str]:
    """Note a verdict. Returns the tasks that passed for the first time.

    What could not be judged this time (the module can't be loaded, a loop never ended) stays as it
    was.
    """
    if result.status != "graded":
        return []
    here = state.assignment(assignment.name)
    passed_before = {(s.assignment, s.task) for s in state.solved}
    first_passes = []
    for task in result.tasks:
        known = here.task(task.task)
        known.solution_asked = False
        if status_of(task) == "not run" or task.borrowed:
            continue
        known.score, known.max_score = task.score, task.max_score
        if known.passed and (assignment.name, task.task) not in passed_before:
            first_passes.append(task.task)
            state.solved.append(
                Solved(
                    assignment=assignment.name,
                    task=task.task,
                    hints=known.hints,
                    solution_seen=known.solution_seen,
                )
            )
        _remember_misconceptions(here.misconceptions, task, passed=known.passed)
    return first_passes


def _remember_misconceptions(
    seen: dict[str, SeenMisconception], task: TaskResult, *, passed: bool
) -> None:
    for found in task.misconceptions:
        known = seen.setdefault(
            found.id, SeenMisconception(task=task.task, message=found.message, times=0)
        )
        known.message, known.solved = found.message, False
        known.times += 1
    for known in seen.values():
        if passed and known.task == task.task:
            known.solved = True
