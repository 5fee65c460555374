"""Grading a class: where grading and gradebook meet.

What is new or changed is graded, and recorded in batches as it comes, so a run that is stopped is
taken up by the next one where it stopped.
"""

import hashlib
import itertools
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.gradebook.alone import grading_alone
from autograder.gradebook.nbgrader_import import import_meanwhile, nbgrader_api
from autograder.gradebook.notebooks.released import read_released
from autograder.gradebook.patience import PATIENCE, Patience
from autograder.gradebook.recorded import Graded, graded_unconfined, stored_results, up_to_date
from autograder.gradebook.sharing import SharedParts
from autograder.grading import grade_submissions, grader_fingerprint, read_submission
from autograder.grading.results import Result, ResultSet
from autograder.grading.secret import course_secret
from autograder.sandbox import Isolation, SandboxUnavailable, choose_isolation
from autograder.submissions.folder import Handin, fingerprint, list_handins

COMMIT_BATCH = 40
"""submissions in one transaction: what a crash can cost, against what a commit costs"""
COMMIT_SECONDS = 5.0
"""or the submissions of so many seconds, where they are slow"""


class GradingProgress(Protocol):
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
    progress: GradingProgress,
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
    grader = _grader(course, assignment)
    waiting = Patience(patience, progress.say)
    with grading_alone(course):
        fingerprints = {
            student: fingerprint(handin.contents, assignment, grader)
            for student, handin in sound.items()
        }
        unchanged = set() if force else up_to_date(course, assignment, fingerprints, waiting)
        unsandboxed = unchanged & graded_unconfined(course, assignment, waiting)
        if unsandboxed and _isolation(unsafe).confined:
            unchanged -= unsandboxed
        todo = {student: handin for student, handin in sound.items() if student not in unchanged}
        before = {r.student: r for r in stored_results(course, assignment, todo, waiting)}
        isolation = _isolation(unsafe) if todo else None
        progress.begin(len(todo), len(unchanged), isolation)
        import_meanwhile()  # which takes as long as grading some dozens
        results: Iterator[Result] = iter(())
        if isolation:
            submissions = (
                read_submission(handin.folder, assignment, student=student)
                for student, handin in todo.items()
            )
            results = _watched(
                grade_submissions(course, assignment, submissions, isolation=isolation, jobs=jobs),
                progress,
            )
        new, kept = _record(
            course,
            assignment,
            _commit_batches(results, todo, fingerprints),
            unchanged,
            progress,
            waiting,
        )
    everything = sorted([*unfit, *new, *kept], key=lambda result: result.student)
    return ClassRun(tuple(everything), len(new), before)


def _grader(course: Course, assignment: Assignment) -> str:
    """What a result hangs on besides the submission; of the course secret only a digest."""
    secret = hashlib.sha256(b"autograder fingerprint\0" + course_secret(course.root)).hexdigest()
    released = read_released(course, assignment)
    return f"{grader_fingerprint(course, assignment)} {released.digest} {secret}"


def _isolation(unsafe: bool) -> Isolation:
    try:
        return choose_isolation(unsafe=unsafe)
    except SandboxUnavailable as error:
        raise CourseError(str(error)) from error


def _watched(results: Iterable[Result], progress: GradingProgress) -> Iterator[Result]:
    for result in results:
        progress.graded(result)
        yield result


def _commit_batches(
    results: Iterable[Result], handins: Mapping[str, Handin], fingerprints: Mapping[str, str]
) -> Iterator[list[Graded]]:
    """The results as they come, in batches worth a transaction.

    What is finished when Ctrl-C comes makes a last one.
    """
    batch: list[Graded] = []
    began = time.monotonic()
    try:
        for result in results:
            batch.append(Graded(result, handins[result.student], fingerprints[result.student]))
            if len(batch) >= COMMIT_BATCH or time.monotonic() - began > COMMIT_SECONDS:
                yield batch
                batch, began = [], time.monotonic()
    except KeyboardInterrupt:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _record(
    course: Course,
    assignment: Assignment,
    batches: Iterator[list[Graded]],
    unchanged: Collection[str],
    progress: GradingProgress,
    waiting: Patience,
) -> tuple[list[Result], list[Result]]:
    """Record the batches as they come; the new results, and those of the unchanged."""
    first = next(batches, [])
    nbgrader_api()  # the import that goes on in the background is waited for
    from autograder.gradebook.book import open_gradebook

    new: list[Result] = []
    noted: dict[str, list[str]] = {}
    shared = SharedParts()
    with open_gradebook(course, patience=waiting.seconds, say=waiting.say) as book:
        book.prepare(assignment)
        for batch in itertools.chain([first], batches):
            written = [one.result for one in book.record(assignment, batch)]
            new += map(shared.of, written)
            for result in written:
                if result.status == "graded" and result.message:  # a damaged notebook, an odd time
                    noted.setdefault(result.message, []).append(result.student)
            present = {result.student for result in written}
            for student in sorted({one.handin.student for one in batch} - present):
                progress.say(f"{student}: taken away while it was graded, nothing is recorded")
        for note, (student, *others) in noted.items():
            more = f" and {len(others)} more" if others else ""
            progress.say(f"{student}{more}: {note}")
        book.refresh(assignment)
        return new, book.results(assignment, unchanged)


def _unfit(assignment: Assignment, handin: Handin) -> Result:
    """The result of one that nbgrader can't hold."""
    shown = handin.student if handin.student.isprintable() else ascii(handin.student)[1:-1]
    return Result(
        student=shown,
        status="invalid",
        score=0.0,
        max_score=assignment.max_score,
        parts=(("", f"{handin.flaw[0].upper()}{handin.flaw[1:]}."),),
    )
