"""Pairs of misconceptions of one function, as programs: is each named as what it is?"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Literal

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.grading import Submission
from autograder.grading.edits import Version, combined
from autograder.grading.grade import grade_submissions
from autograder.grading.misconceptions import Misconception
from autograder.grading.results import Result, TaskResult
from autograder.sandbox import Isolation

Outcome = Literal["both", "one", "another", "nothing", "right"]

LEAST_SHARE = 0.95
"""of the wrong pairs must be named"""
FEW_UNNAMED = 3
"""fewer than these may be without a name, however few pairs there are"""


@dataclass(frozen=True)
class Pair:
    """Two mistakes in one function."""

    one: Misconception
    other: Misconception
    version: Version

    @property
    def ids(self) -> frozenset[str]:
        """The ids of both."""
        return frozenset({self.one.id, self.other.id})

    @property
    def student(self) -> str:
        """The id that it is graded under."""
        return f"pair {self.one.id} and {self.other.id}"


@dataclass(frozen=True)
class PairReport:
    """How pairs were named."""

    results: Mapping[Pair, TaskResult]

    def of(self, *outcomes: Outcome) -> list[Pair]:
        """The pairs with one of these outcomes."""
        return [pair for pair, task in self.results.items() if outcome_of(pair, task) in outcomes]

    @property
    def wrong(self) -> int:
        """How many pairs fail a check; two mistakes may cancel each other."""
        return len(self.results) - len(self.of("right"))

    @property
    def share(self) -> float:
        """The share of these that was named."""
        return len(self.of("both", "one", "another")) / self.wrong if self.wrong else 1.0

    def names(self, pair: Pair) -> str:
        """What a pair was named as."""
        return ", ".join(m.id for m in self.results[pair].misconceptions) or "nothing"


def outcome_of(pair: Pair, task: TaskResult) -> Outcome:
    """How a pair was named.

    Whatever is named gives the same results on every recorded call: "one" of them where the other
    one doesn't show in the checks that ran, "another" mistake, or two, that do the same.
    """
    named = {m.id for m in task.misconceptions}
    if all(check.outcome in ("passed", "skipped") for check in task.checks):
        return "right"
    if named == pair.ids:
        return "both"
    if not named:
        return "nothing"
    return "one" if named < pair.ids else "another"


def pairs_of(misconceptions: Iterable[Misconception], most: int | None = None) -> list[Pair]:
    """The pairs of one function each that can be combined; at most so many, the same each time."""
    found = []
    for _, own in groupby(misconceptions, key=lambda m: m.replaces):
        for one, other in combinations(own, 2):
            version = combined(one.version, other.version)
            if version is not None and _is_python(version):
                found.append(Pair(one, other, version))
    if most is not None and len(found) > most:
        chosen = sorted(random.Random(0).sample(range(len(found)), most))
        found = [found[number] for number in chosen]
    return found


def _is_python(version: Version) -> bool:
    try:
        version.function  # noqa: B018
    except CourseError:
        return False
    return True


def grade_pairs(
    course: Course,
    assignment: Assignment,
    pairs: Sequence[Pair],
    *,
    isolation: Isolation,
    jobs: int | None = None,
    graded: Callable[[Result], None] = lambda result: None,
) -> PairReport:
    """Grade pairs like submissions of students. Raises CourseError as grading does."""
    tasks = {function: t.name for t in assignment.tasks for function in t.functions}
    submissions = [Submission(pair.student, pair.version.program.encode()) for pair in pairs]
    results: dict[str, Result] = {}
    for result in grade_submissions(
        course, assignment, submissions, isolation=isolation, jobs=jobs
    ):
        graded(result)
        results[result.student] = result
    return PairReport(
        {
            pair: task
            for pair in pairs
            for task in results[pair.student].tasks
            if task.task == tasks[pair.one.replaces]
        }
    )
