"""Whose score a grading moved, by which checks, and whether the file or the grader changed."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from autograder.grading.results import CheckResult, Result, ResultSet, TaskResult
from autograder.text import number

Changed = Literal["first", "file", "grader", "file and grader", "nothing"]
"""what is new since the grading before; "first" where there was none with a score"""
MOST_CHECKS = 3
"""named of a task, where there is a line to tell it"""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class CheckMove(_Record):
    """A check whose points moved."""

    check: str
    before: float
    after: float
    reweighted: bool = False
    """whether it earned the same share, of other points"""


class TaskMove(_Record):
    """A task whose points moved, and the checks that did it."""

    task: str
    before: float
    after: float
    checks: tuple[CheckMove, ...] = ()


class Move(_Record):
    """One student's score before and after a grading."""

    student: str
    before: float | None
    """None where there was no score"""
    after: float | None
    """None where the grader failed"""
    changed: Changed
    tasks: tuple[TaskMove, ...] = ()
    """those whose points moved"""
    covered_by_hand: tuple[str, ...] = ()
    """names of the tasks whose automatic score doesn't count, because a person gave another"""

    @property
    def moved(self) -> bool:
        """Whether there was a score that is another now."""
        return self.changed != "first" and self.before != self.after

    @property
    def without_new_file(self) -> bool:
        """Whether the score moved although the student's program is the same."""
        return self.moved and "file" not in self.changed

    @property
    def size(self) -> float:
        """By how much the score moved; a score that is lost moved by all of it."""
        return abs((self.after or 0.0) - (self.before or 0.0))


@dataclass(frozen=True)
class Grading:
    """One grading of one submission."""

    graded_at: str
    """in UTC, as ISO 8601"""
    grader: str
    """the identity of graders, reference, points, limits, engine and course secret"""
    module: str
    """the first digits of the module's SHA-256; empty without a module"""
    move: Move

    def as_row(self) -> dict[str, Any]:
        """What JSON says of it."""
        move = self.move.model_dump(mode="json", exclude={"covered_by_hand"})
        return {"graded_at": self.graded_at, "grader": self.grader, "module": self.module} | move


class RunResults(ResultSet):
    """The results of a run that grades a class, and whose scores it moved."""

    dry_run: bool
    moved: tuple[Move, ...]


def move_of(before: Result | None, grader_before: str, after: Result, grader: str) -> Move:
    """What a grading did to a student's score.

    `grader_before` and `grader` are the identities of the graders; the first is empty where a
    gradebook doesn't have it.
    """
    if before is None:
        return Move(student=after.student, before=None, after=after.score, changed="first")
    return Move(
        student=after.student,
        before=before.score,
        after=after.score,
        changed=_changed(before, grader_before, after, grader),
        tasks=tuple(_task_moves(before, after)) if before.score != after.score else (),
        covered_by_hand=after.covered_by_hand,
    )


def _changed(before: Result, grader_before: str, after: Result, grader: str) -> Changed:
    """Only the module decides a score; where the graders aren't known, the scores tell."""
    new_file = before.sha256 != after.sha256
    if grader_before:
        new_grader = grader_before != grader
    else:
        new_grader = not new_file and before.score != after.score
    if new_file:
        return "file and grader" if new_grader else "file"
    return "grader" if new_grader else "nothing"


def _task_moves(before: Result, after: Result) -> Iterator[TaskMove]:
    earlier, later = ({task.task: task for task in result.tasks} for result in (before, after))
    for name in dict.fromkeys([*later, *earlier]):
        old, new = earlier.get(name), later.get(name)
        scores = _score(old), _score(new)
        checks = tuple(_check_moves(old, new))
        if scores[0] != scores[1]:
            yield TaskMove(task=name, before=scores[0], after=scores[1], checks=checks)


def _check_moves(old: TaskResult | None, new: TaskResult | None) -> Iterator[CheckMove]:
    """A check that is on one side only had no points on the other; largest moves first.

    Where weights change, every check of the task moves a little: those come last.
    """
    earlier, later = (
        {check.name: check for check in task.checks} if task else {} for task in (old, new)
    )
    moves = []
    for name in dict.fromkeys([*later, *earlier]):
        was, now = earlier.get(name), later.get(name)
        before, after = was.points if was else 0.0, now.points if now else 0.0
        if before != after:
            same = bool(was and now) and math.isclose(_share(was), _share(now), abs_tol=1e-6)
            moves.append(CheckMove(check=name, before=before, after=after, reweighted=same))
    yield from sorted(moves, key=lambda move: (move.reweighted, -abs(move.after - move.before)))


def _share(check: CheckResult | None) -> float:
    return check.points / check.max_points if check and check.max_points else 0.0


def _score(task: TaskResult | None) -> float:
    return task.score if task else 0.0


def tasks_told(tasks: Iterable[TaskMove], covered_by_hand: Iterable[str] = ()) -> str:
    """The tasks in a line: `backward +14 (mean), loss -2 (values; a score by hand counts)`."""
    covered = set(covered_by_hand)
    return ", ".join(_told(move, move.task in covered) for move in tasks)


def _told(move: TaskMove, covered: bool) -> str:
    names = [check.check for check in move.checks if not check.reweighted]
    if move.checks and not names:
        names = ["other weights"]
    more = f" and {len(names) - MOST_CHECKS} more" if len(names) > MOST_CHECKS else ""
    notes = [", ".join(names[:MOST_CHECKS]) + more] if names else []
    notes += ["a score by hand counts"] if covered else []
    points = number(abs(move.after - move.before))
    sign = "+" if move.after > move.before else "-"
    return f"{move.task} {sign}{points}" + (f" ({'; '.join(notes)})" if notes else "")
