"""How far a learner is: what a verdict changes in the state, and the table of it all."""

from dataclasses import dataclass

from autograder.course import Assignment
from autograder.grading.results import Result, TaskResult
from autograder.learn.checks.verdict import status_of
from autograder.learn.workspace.progress_file import SeenMisconception, Solved, State, TaskState
from autograder.learn.workspace.workspace import Workspace


@dataclass(frozen=True)
class Summary:
    """Where a learner stands in the whole course."""

    tasks_passed: int
    tasks: int
    points: float
    max_points: float
    streak: int
    """tasks passed last in a row without a hint"""
    hints: int
    """rungs taken in all"""

    def __str__(self) -> str:
        streak = f"{self.streak} in a row without a hint" if self.streak > 1 else ""
        parts = [
            f"{self.tasks_passed} of {self.tasks} tasks",
            f"{self.points:g} of {self.max_points:g} points",
            f"{self.hints} hint{'' if self.hints == 1 else 's'} taken",
            streak,
        ]
        return ", ".join(part for part in parts if part)


def summarize(workspace: Workspace, state: State) -> Summary:
    """Count up what the state holds, over the tasks of the workspace's assignments."""
    all_tasks = [(a, task) for a in workspace.assignments() for task in a.tasks]
    known = [(task, task_state(state, a, task.name)) for a, task in all_tasks]
    return Summary(
        tasks_passed=sum(remembered.passed for _, remembered in known),
        tasks=len(known),
        points=sum(earned(task.points, remembered) for task, remembered in known),
        max_points=sum(task.points for task, _ in known),
        streak=state.streak(),
        hints=sum(remembered.hints for _, remembered in known),
    )


def task_state(state: State, assignment: Assignment, task: str) -> TaskState:
    """What is remembered of a task; nothing is begun by asking."""
    known = state.assignments.get(assignment.name)
    return (known and known.tasks.get(task)) or TaskState()


def earned(points: float, remembered: TaskState) -> float:
    """The points of a task that were earned: checked with public checks, their share of them."""
    return points * remembered.score / remembered.max_score if remembered.max_score else 0.0


def remember(state: State, assignment: Assignment, result: Result) -> list[str]:
    """Note a verdict. Returns the tasks that passed for the first time ever.

    What was not judged this time (the module can't be loaded, a loop never ended) stands as before.
    """
    if result.status != "graded":
        return []
    here = state.assignment(assignment.name)
    before = {(s.assignment, s.task) for s in state.solved}
    first_passes = []
    for task in result.tasks:
        if status_of(task) == "not run":
            continue
        remembered = here.task(task.task)
        remembered.score, remembered.max_score = task.score, task.max_score
        if remembered.passed and (assignment.name, task.task) not in before:
            first_passes.append(task.task)
            state.solved.append(
                Solved(
                    assignment=assignment.name,
                    task=task.task,
                    hints=remembered.hints,
                    solution_seen=remembered.solution_seen,
                )
            )
        _remember_misconceptions(here.misconceptions, task, passed=remembered.passed)
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
