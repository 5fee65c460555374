"""Grading a class: where grading and gradebook meet.

Submissions that are new or changed are graded. Their results are recorded in batches during the
run, so after an interruption the next run goes on where this one ended.
"""

import hashlib
import itertools
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path

from autograder.class_recording import record_results, try_results
from autograder.class_run import ClassRun, GradingProgress
from autograder.cluster.connecting import Graders, check_scheduler, cluster_graders
from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.gradebook.held_moves import Allow, hold_back
from autograder.gradebook.locking import LONGEST_WAIT, LockWait, grading_lock
from autograder.gradebook.nbgrader_import import import_in_background
from autograder.gradebook.notebooks.autograded_folder import has_notebook
from autograder.gradebook.notebooks.feedback_cells import score_of
from autograder.gradebook.notebooks.released import read_released
from autograder.gradebook.recorded import (
    Graded,
    Recorded,
    read_proof,
    read_recorded,
)
from autograder.gradebook.roster import read_roster, roster_lines
from autograder.grading import grade_submissions, grader_fingerprint
from autograder.grading.fingerprint import grader_identity
from autograder.grading.proof import proof_of, proven, right_programs
from autograder.grading.results import Result
from autograder.grading.secret import course_secret, make_new_secret, secret_to_try
from autograder.sandbox import Isolation, SandboxUnavailable, choose_isolation
from autograder.submissions.contents import fingerprinted
from autograder.submissions.folder import list_submissions
from autograder.submissions.module import read_module
from autograder.submissions.submission import Submission
from autograder.submissions.timestamp import time_lines

UNCONFINED = "none"  # the name of the isolation that doesn't isolate


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
    scheduler: str = "",
    new_secret: bool = False,
    check_wheats: bool = False,
    dry_run: bool = False,
    allow: Allow | None = None,
    wait_seconds: float = LONGEST_WAIT,
) -> ClassRun:
    """Grade what is new or changed into the gradebook.

    `submitted` is the folder of the students' folders, by default the course's own; `students` are
    the ids to look at, by default all; with `force`, unchanged submissions are graded, too;
    `scheduler` is Dask's address, or `local:N`, where its workers do the work;
    with `new_secret`, the course gets another secret first, so everything is graded on other data;
    with `dry_run`, nothing is written; `allow` is asked before many marks move without a changed
    file, by default they may; `wait_seconds` is how long to wait for another program that uses the
    gradebook.

    The reference is graded first, where the graders have changed since that was done; with
    `check_wheats`, every wheat, too. Where one of them loses a point, nothing is recorded.

    Raises CourseError for that, and where the course, the gradebook or this machine doesn't allow
    grading. A submission that can't be graded never stops the others.
    """
    if scheduler:
        check_scheduler(scheduler)
    listed = list_submissions(course, assignment, submitted, students)
    if new_secret and not dry_run:
        make_new_secret(course)
    secret = secret_to_try(course, another=new_secret) if dry_run else course_secret(course)
    grader = _Grader.of(course, assignment, secret)
    wait = LockWait(wait_seconds, progress.say)
    with nullcontext() if dry_run else grading_lock(course), ExitStack() as stack:
        submissions = {
            submission.student: fingerprinted(submission, assignment, grader.fingerprint)
            for submission in listed
            if not submission.invalid_reason
        }
        recorded = read_recorded(course, assignment, submissions, wait)
        roster = read_roster(course, assignment, wait)
        unchanged = {} if force else _unchanged(course, assignment, submissions, recorded, unsafe)
        to_grade = {s: one for s, one in submissions.items() if s not in unchanged}
        proof = _proof(course, assignment, grader.fingerprint, check_wheats, wait)
        to_prove = proof.programs if to_grade or check_wheats else []
        graders: Graders | None = None
        if to_grade or to_prove:
            where = _graders(course, assignment, scheduler, unsafe, progress)
            graders = stack.enter_context(where)
        progress.begin(len(to_grade), len(unchanged), graders.isolation if graders else None)
        import_in_background()  # of nbgrader, which takes as long as grading some dozens
        results = _nothing()
        if graders:
            sources = (read_module(one, assignment) for one in to_grade.values())
            everybody = itertools.chain(to_prove, sources)
            found = grade_submissions(
                course,
                assignment,
                everybody,
                isolation=graders.isolation,
                jobs=jobs or graders.jobs,
                make_executor=graders.make_executor,
                secret=secret,
            )
            results = proven(found, to_prove, assignment)
        with closing(results):  # now and in this thread, whatever ends the run
            graded: Iterator[Graded] = (
                Graded(one, to_grade[one.student], grader.identity, recorded.get(one.student))
                for one in _shown(results, progress)
            )
            if dry_run:
                new, kept = try_results(assignment, graded, unchanged.values(), recorded, progress)
            else:
                if allow:
                    graded = hold_back(graded, assignment, len(roster.graded), allow)
                new, kept = record_results(
                    course,
                    assignment,
                    graded,
                    unchanged.values(),
                    (proof.kind, proof.digest) if to_prove else None,
                    progress,
                    wait,
                )
    whole_class = submitted is None and not students
    for line in roster_lines(roster, [one.student for one in listed], whole_class=whole_class):
        progress.say(line)
    results_now = [*(one.result for one in new), *kept]
    done = [submissions[result.student] for result in results_now]
    for line in time_lines(done, assignment, course.late_policy(assignment)):
        progress.say(line)
    invalid = [_invalid(assignment, one) for one in listed if one.invalid_reason]
    everything = sorted([*invalid, *results_now], key=lambda result: result.student)
    return ClassRun(tuple(everything), {one.result.student: one.move for one in new}, dry_run)


@dataclass(frozen=True)
class _Grader:
    """What a result depends on besides the submission; of the course secret only a digest."""

    fingerprint: str
    identity: str
    """short, and of what decides a score alone"""

    @classmethod
    def of(cls, course: Course, assignment: Assignment, secret: bytes) -> "_Grader":
        digest = hashlib.sha256(b"autograder fingerprint\0" + secret).hexdigest()
        own = grader_fingerprint(course, assignment)
        released = read_released(course, assignment)
        return cls(f"{own} {released.digest} {digest}", grader_identity(own, secret))


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


def _graders(
    course: Course,
    assignment: Assignment,
    scheduler: str,
    unsafe: bool,
    progress: GradingProgress,
) -> AbstractContextManager[Graders]:
    """Who grades: Dask's workers, or processes of this machine."""
    if scheduler:
        return cluster_graders(course, assignment, scheduler, unsafe=unsafe, say=progress.say)
    return nullcontext(Graders(_isolation(unsafe)))


def _isolation(unsafe: bool) -> Isolation:
    try:
        return choose_isolation(unsafe=unsafe)
    except SandboxUnavailable as error:
        raise CourseError(str(error)) from error


def _nothing() -> Generator[Result]:
    yield from ()


def _shown(results: Iterable[Result], progress: GradingProgress) -> Iterator[Result]:
    for result in results:
        progress.graded(result)
        yield result


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
