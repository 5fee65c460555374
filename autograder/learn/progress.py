"""How far a learner is in the whole course."""

from dataclasses import dataclass

from autograder.learn.workspace.progress_file import State
from autograder.learn.workspace.workspace import Workspace
from autograder.text import number


@dataclass(frozen=True)
class Summary:
    """The sums over all tasks."""

    tasks_passed: int
    tasks: int
    points: float
    max_points: float
    streak: int
    """how many of the last tasks passed without a hint"""
    hints: int
    """rungs seen, of all ladders"""

    def __str__(self) -> str:
        streak = f"{self.streak} in a row without a hint" if self.streak > 1 else ""
        parts = [
            f"{self.tasks_passed} of {self.tasks} tasks",
            f"{number(self.points)} of {number(self.max_points)} points",
            f"{self.hints} hint{'' if self.hints == 1 else 's'} taken",
            streak,
        ]
        return ", ".join(part for part in parts if part)


def summarize(workspace: Workspace, state: State) -> Summary:
    """The sums of what the state holds, over the tasks of the workspace's assignments."""
    tasks = [(a.name, task) for a in workspace.assignments() for task in a.tasks]
    known = [(task, state.known(name, task.name)) for name, task in tasks]
    return Summary(
        tasks_passed=sum(progress.passed for _, progress in known),
        tasks=len(known),
        points=sum(progress.earned(task.points) for task, progress in known),
        max_points=sum(task.points_in_maximum for task, _ in known),
        streak=state.streak(),
        hints=sum(progress.hints for _, progress in known),
    )
