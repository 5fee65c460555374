"""Grading a class: where grading and gradebook meet.

What is new or changed is graded, and recorded in lots as it comes, so a run that is stopped is
taken up by the next one where it stopped.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Protocol

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.gradebook.book import (
    GradeBook,
    Graded,
    open_gradebook,
    stored_results,
    up_to_date,
)
from autograder.gradebook.database import PATIENCE
from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.gradebook.released import read_released
from autograder.gradebook.sharing import SharedParts
from autograder.gradebook.submitted import Handin, fingerprint, list_handins
from autograder.grading import grade_submissions, grader_fingerprint, read_submission
from autograder.grading.results import Result, ResultSet
from autograder.sandbox import Isolation, SandboxUnavailable, choose_isolation

LOT = 40  # submissions in one transaction: what a crash can cost, against what a commit costs
LOT_SECONDS = 5.0  # or what came in so long, where submissions are slow


class Watcher(Protocol):
    """Is told how the grading of a class goes."""

    def begin(self, to_grade: int, unchanged: int, isolation: Isolation | None) -> None:
        """Grading begins, under this isolation; None where there is nothing to grade."""

    def graded(self, result: Result) -> None:
        """One more submission is graded."""

    def say(self, line: str) -> None:
        """Something that a person should know now."""


@dataclass(frozen=True)
class ClassRun:
    """What grading a class came to."""

    results: tuple[Result, ...]
    """of everyone asked for, in the order of the student ids, unchanged ones included"""
    graded: int
    """how many of them were graded now"""
    before: Mapping[str, Result]
    """what was recorded before, of those that were graded now"""

    @property
    def moved(self) -> list[tuple[Result, Result]]:
        """Result before and after of those whose score a regrade changed."""
        pairs = ((self.before[r.student], r) for r in self.results if r.student in self.before)
        return [(old, new) for old, new in pairs if old.score != new.score]

    @property
    def exit_code(self) -> int:
        """1 where the grader itself failed on a submission, else 0."""
        return int(any(result.status == "error" for result in self.results))

    def to_json(self, course: Course, assignment: Assignment) -> str:
        """The contract's JSON."""
        return ResultSet.of(
            course.id, assignment.name, assignment.max_score, self.results
        ).to_json()


def grade_class(
    course: Course,
    assignment: Assignment,
    *,
    watcher: Watcher,
    submitted: Path | None = None,
    students: Sequence[str] = (),
    jobs: int | None = None,
    force: bool = False,
    unsafe: bool = False,
    patience: float = PATIENCE,
) -> ClassRun:
    """Grade what is new or changed into the gradebook.

    `submitted` is the folder of the students' folders, by default the course's own; `students` are
    the ids to look at, by default all; `force` grades what is unchanged, too; `patience` is how
    many seconds another program that holds the gradebook is waited for. Raises CourseError where
    the course, the gradebook or this machine doesn't allow it. A submission that can't be graded
    never stops the others.
    """
    handins = list_handins(course, assignment, submitted, students)
    unfit = [_unfit(assignment, handin) for handin in handins if handin.flaw]
    sound = {handin.student: handin for handin in handins if not handin.flaw}
    grader = f"{grader_fingerprint(course, assignment)} {read_released(course, assignment).digest}"
    prints = {student: fingerprint(handin.folder, grader) for student, handin in sound.items()}
    unchanged = set() if force else up_to_date(course, assignment, prints)
    todo = [handin for student, handin in sound.items() if student not in unchanged]
    before = _before(course, assignment, todo)
    isolation = _isolation(unsafe) if todo else None
    watcher.begin(len(todo), len(unchanged), isolation)
    Thread(target=nbgrader_api, daemon=True).start()  # its import takes as long as some grading
    results: Iterator[Result] = iter(())
    if isolation:
        submissions = (read_submission(h.folder, assignment, student=h.student) for h in todo)
        results = grade_submissions(course, assignment, submissions, isolation=isolation, jobs=jobs)
    new: list[Result] = []
    shared = SharedParts()
    with ExitStack() as stack:
        book: GradeBook | None = None
        for lot in _lots(_watched(results, watcher), sound, prints):
            book = book or stack.enter_context(_open(course, assignment, patience, watcher))
            new += map(shared.of, _record(book, assignment, lot, watcher))
        book = book or stack.enter_context(_open(course, assignment, patience, watcher))
        book.refresh(assignment)
        kept = book.results(assignment, unchanged)
    everything = sorted([*kept, *new, *unfit], key=lambda result: result.student)
    return ClassRun(tuple(everything), len(new), before)


def _isolation(unsafe: bool) -> Isolation:
    try:
        return choose_isolation(unsafe=unsafe)
    except SandboxUnavailable as error:
        raise CourseError(str(error)) from error


def _before(course: Course, assignment: Assignment, todo: Iterable[Handin]) -> dict[str, Result]:
    students = {handin.student for handin in todo}
    return {result.student: result for result in stored_results(course, assignment, students)}


@contextmanager
def _open(
    course: Course, assignment: Assignment, patience: float, watcher: Watcher
) -> Iterator[GradeBook]:
    with open_gradebook(course, patience=patience, say=watcher.say) as book:
        book.prepare(assignment)
        yield book


def _watched(results: Iterable[Result], watcher: Watcher) -> Iterator[Result]:
    for result in results:
        watcher.graded(result)
        yield result


def _lots(
    results: Iterable[Result], handins: Mapping[str, Handin], prints: Mapping[str, str]
) -> Iterator[list[Graded]]:
    """The results as they come, in lots worth a transaction.

    What is finished when Ctrl-C comes makes a last one.
    """
    lot: list[Graded] = []
    began = time.monotonic()
    try:
        for result in results:
            lot.append(Graded(result, handins[result.student], prints[result.student]))
            if len(lot) >= LOT or time.monotonic() - began > LOT_SECONDS:
                yield lot
                lot, began = [], time.monotonic()
    except KeyboardInterrupt:
        if lot:
            yield lot
        raise
    if lot:
        yield lot


def _record(
    book: GradeBook, assignment: Assignment, lot: Sequence[Graded], watcher: Watcher
) -> list[Result]:
    """Record a lot, and tell who isn't there any more."""
    written = book.record(assignment, lot)
    present = {one.handin.student for one in written}
    for one in lot:
        if one.handin.student not in present:
            watcher.say(
                f"{one.handin.student}: taken away while it was graded, nothing is recorded"
            )
    return [one.result for one in written]


def _unfit(assignment: Assignment, handin: Handin) -> Result:
    """The result of one that nbgrader can't hold."""
    shown = handin.student if handin.student.isprintable() else ascii(handin.student)[1:-1]
    return Result(
        student=shown,
        status="invalid",
        score=0.0,
        max_score=assignment.max_score,
        message=f"{handin.flaw[0].upper()}{handin.flaw[1:]}.",
    )
