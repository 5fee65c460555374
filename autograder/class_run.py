"""What a run that grades a class shows while it runs, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from autograder.course import Assignment, Course
from autograder.grading.moves import Move, RunResults
from autograder.grading.results import Result
from autograder.sandbox import Isolation


class GradingProgress(Protocol):
    """Shows how far the grading of a class is."""

    def begin(self, to_grade: int, unchanged: int, isolation: Isolation | None) -> None:
        """Grading begins, under this isolation; None where there is nothing to grade."""

    def graded(self, result: Result) -> None:
        """One more submission is graded."""

    def say(self, line: str) -> None:
        """A message that a person should read now."""


@dataclass(frozen=True)
class ClassRun:
    """The outcome of grading a class."""

    results: tuple[Result, ...]
    """of all requested students, in the order of the student ids, unchanged ones included"""
    moves: Mapping[str, Move]
    """of those that were graded in this run, by student"""
    dry_run: bool = False
    """whether nothing was written"""

    @property
    def graded(self) -> int:
        """How many submissions were graded in this run."""
        return len(self.moves)

    @property
    def moved(self) -> tuple[Move, ...]:
        """Those whose score is another now, in the order of the student ids."""
        return tuple(self.moves[name] for name in sorted(self.moves) if self.moves[name].moved)

    @property
    def exit_code(self) -> int:
        """1 where the grader itself failed on a submission, else 0."""
        return int(any(result.status == "error" for result in self.results))

    def to_json(self, course: Course, assignment: Assignment) -> str:
        """The contract's JSON."""
        return RunResults(
            course=course.id,
            assignment=assignment.name,
            max_score=assignment.max_score,
            results=self.results,
            dry_run=self.dry_run,
            moved=self.moved,
        ).to_json()
