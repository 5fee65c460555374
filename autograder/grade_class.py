"""Grading a class: where grading and gradebook meet.

Submissions that are new or changed are graded. Their results are recorded in batches during the
run, so after an interruption the next run goes on where this one ended.
"""

import hashlib
import itertools
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.gradebook.locking import LONGEST_WAIT, LockWait, grading_lock
from autograder.gradebook.nbgrader_import import import_in_background, nbgrader_api
from autograder.gradebook.notebooks.autograded_folder import has_notebook
from autograder.gradebook.notebooks.feedback_cells import score_of
from autograder.gradebook.notebooks.released import read_released
from autograder.gradebook.recorded import (
    Graded,
    Recorded,
    SharedParts,
    read_proof,
    read_recorded,
)
from autograder.gradebook.roster import read_roster, roster_lines
from autograder.grading import grade_submissions, grader_fingerprint
from autograder.grading.proof import proof_of, proven, right_programs
from autograder.grading.results import Result, ResultSet
from autograder.grading.secret import course_secret, make_new_secret
from autograder.sandbox import Isolation, SandboxUnavailable, choose_isolation
from autograder.submissions.contents import fingerprinted
from autograder.submissions.folder import list_submissions
from autograder.submissions.module import read_module
from autograder.submissions.submission import Submission
from autograder.submissions.timestamp import time_lines

COMMIT_BATCH = 40
"""submissions in one transaction: what a crash can cost, against what a commit costs"""
COMMIT_SECONDS = 5.0
"""or the submissions of so many seconds, where they are slow"""
UNCONFINED = "none"  # the name of the isolation that doesn't isolate


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
    graded: int
    """how many of them were graded in this run"""
    before: Mapping[str, Result]
    """the results recorded before, of those that were graded in this run"""

    @property
    def changed(self) -> list[tuple[Result, Result]]:
        """Result before and after of each student whose score changed."""
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
    new_secret: bool = False,
    check_wheats: bool = False,
    wait_seconds: float = LONGEST_WAIT,
) -> ClassRun:
    """Grade what is new or changed into the gradebook.

    `submitted` is the folder of the students' folders, by default the course's own; `students` are
    the ids to look at, by default all; with `force`, unchanged submissions are graded, too;
    with `new_secret`, the course gets another secret first, so everything is graded on other data;
    `wait_seconds` is how long to wait for another program that uses the gradebook.

    The reference is graded first, where the graders have changed since that was done; with
    `check_wheats`, every wheat, too. Where one of them loses a point, nothing is recorded.

    Raises CourseError for that, and where the course, the gradebook or this machine doesn't allow
    grading. A submission that can't be graded never stops the others.
    """
    listed = list_submissions(course, assignment, submitted, students)
    if new_secret:
        make_new_secret(course)
    grader = _grader(course, assignment)
    wait = LockWait(wait_seconds, progress.say)
    with grading_lock(course):
        submissions = {
            submission.student: fingerprinted(submission, assignment, grader)
            for submission in listed
            if not submission.invalid_reason
        }
        recorded = read_recorded(course, assignment, submissions, wait)
        roster = read_roster(course, assignment, wait)
        unchanged = {} if force else _unchanged(course, assignment, submissions, recorded, unsafe)
        to_grade = {s: one for s, one in submissions.items() if s not in unchanged}
        proof = _proof(course, assignment, grader, check_wheats, wait)
        to_prove = proof.programs if to_grade or check_wheats else []
        isolation = _isolation(unsafe) if to_grade or to_prove else None
        progress.begin(len(to_grade), len(unchanged), isolation)
        import_in_background()  # of nbgrader, which takes as long as grading some dozens
        results: Iterator[Result] = iter(())
        if isolation:
            sources = (read_module(one, assignment) for one in to_grade.values())
            everybody = itertools.chain(to_prove, sources)
            found = grade_submissions(course, assignment, everybody, isolation=isolation, jobs=jobs)
            results = _shown(proven(found, to_prove, assignment), progress)
        batches = _commit_batches(results, to_grade)
        new, kept = _record(
            course,
            assignment,
            batches,
            unchanged.values(),
            proof if to_prove else None,
            progress,
            wait,
        )
    whole_class = submitted is None and not students
    for line in roster_lines(roster, [one.student for one in listed], whole_class=whole_class):
        progress.say(line)
    done = [submissions[result.student] for result in (*new, *kept)]
    for line in time_lines(done, assignment, course.late_policy(assignment)):
        progress.say(line)
    invalid = [_invalid(assignment, one) for one in listed if one.invalid_reason]
    everything = sorted([*invalid, *new, *kept], key=lambda result: result.student)
    before = {s: recorded[s].result for s in to_grade if s in recorded}
    return ClassRun(tuple(everything), len(new), before)


def _grader(course: Course, assignment: Assignment) -> str:
    """What a result depends on besides the submission; of the course secret only a digest."""
    secret = hashlib.sha256(b"autograder fingerprint\0" + course_secret(course)).hexdigest()
    released = read_released(course, assignment)
    return f"{grader_fingerprint(course, assignment)} {released.digest} {secret}"


@dataclass(frozen=True)
class _Proof:
    """What proves the graders, as the gradebook remembers it."""

    kind: str
    digest: str
    programs: list[Submission]
    """that have still to prove them; none where they did so before"""


def _proof(
    course: Course, assignment: Assignment, grader: str, check_wheats: bool, wait: LockWait
) -> _Proof:
    kind = "reference and wheats" if check_wheats else "reference"
    programs = right_programs(course, assignment, check_wheats)
    digest = proof_of(grader, programs)
    known = read_proof(course, assignment, kind, wait)
    return _Proof(kind, digest, [] if digest == known else programs)


def _unchanged(
    course: Course,
    assignment: Assignment,
    submissions: Mapping[str, Submission],
    recorded: Mapping[str, Recorded],
    unsafe: bool,
) -> dict[str, Result]:
    """The results of those that need no grading: same fingerprint, and the notebook is there.

    Where the gradebook says something else than we recorded, somebody else has graded in between.
    What was graded without a sandbox is graded again where there is one.
    """
    found = {
        student: recorded[student].result
        for student, submission in submissions.items()
        if student in recorded
        and recorded[student].fingerprint == submission.fingerprint
        and has_notebook(course, assignment, student)
        and _agrees(assignment, recorded[student])
    }
    unconfined = {s for s, result in found.items() if result.isolation == UNCONFINED}
    if unconfined and _isolation(unsafe).confined:
        return {s: result for s, result in found.items() if s not in unconfined}
    return found


def _agrees(assignment: Assignment, recorded: Recorded) -> bool:
    """Whether the gradebook still holds the scores that were recorded."""
    return all(
        recorded.scores.get(task.name) == score_of(task, recorded.result)
        for task in assignment.tasks
    )


def _isolation(unsafe: bool) -> Isolation:
    try:
        return choose_isolation(unsafe=unsafe)
    except SandboxUnavailable as error:
        raise CourseError(str(error)) from error


def _shown(results: Iterable[Result], progress: GradingProgress) -> Iterator[Result]:
    for result in results:
        progress.graded(result)
        yield result


def _commit_batches(
    results: Iterable[Result], submissions: Mapping[str, Submission]
) -> Iterator[list[Graded]]:
    """The results in batches worth a transaction; at Ctrl-C, what is finished makes a last one."""
    batch: list[Graded] = []
    began = time.monotonic()
    try:
        for result in results:
            batch.append(Graded(result, submissions[result.student]))
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
    unchanged: Iterable[Result],
    proof: _Proof | None,
    progress: GradingProgress,
    wait: LockWait,
) -> tuple[list[Result], list[Result]]:
    """Record each batch when it is finished; the new results, and those of the unchanged."""
    first = next(batches, [])
    nbgrader_api()  # wait for the import in the background
    from autograder.gradebook.book import open_gradebook
    from autograder.gradebook.overrides import override_lines

    new: list[Result] = []
    shared = SharedParts()
    with open_gradebook(course, wait) as book:
        book.prepare(assignment)
        if proof:
            book.keep_proof(assignment, proof.kind, proof.digest)
        for batch in itertools.chain([first], batches):
            written = {one.result.student: one.result for one in book.record(assignment, batch)}
            new += map(shared.of, written.values())
            for student in sorted({one.submission.student for one in batch} - set(written)):
                progress.say(f"{student}: removed while it was graded, nothing is recorded")
        for line in _notes(new):
            progress.say(line)
        book.refresh(assignment)
        kept = book.as_now(assignment, unchanged)
        students = [result.student for result in (*new, *kept)]
        for line in override_lines(book.overrides(assignment, students)):
            progress.say(line)
        return new, kept


def _notes(results: Iterable[Result]) -> Iterator[str]:
    """One line for each note on valid submissions: a damaged notebook, an odd timestamp."""
    students: dict[str, list[str]] = {}
    for result in results:
        if result.status == "graded" and result.message:
            students.setdefault(result.message, []).append(result.student)
    for note, (student, *others) in students.items():
        more = f" and {len(others)} more" if others else ""
        yield f"{student}{more}: {note}"


def _invalid(assignment: Assignment, submission: Submission) -> Result:
    """The result of a submission that nbgrader's gradebook has no place for."""
    student = submission.student
    return Result(
        student=student if student.isprintable() else ascii(student)[1:-1],
        status="invalid",
        score=0.0,
        max_score=assignment.max_score,
        parts=(("", submission.invalid_reason),),
    )
