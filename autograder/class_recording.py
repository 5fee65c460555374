"""The results of a run on their way into the gradebook, in batches; of a dry run, nowhere."""

import itertools
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from autograder.class_run import GradingProgress
from autograder.course import Assignment, Course
from autograder.gradebook.locking import LockWait
from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.gradebook.recorded import Graded, Recorded, SharedParts
from autograder.grading.results import Result

COMMIT_BATCH = 40
"""submissions in one transaction: what a crash can cost, against what a commit costs"""
COMMIT_SECONDS = 5.0
"""or the submissions of so many seconds, where they are slow"""


def record_results(
    course: Course,
    assignment: Assignment,
    graded: Iterable[Graded],
    unchanged: Iterable[Result],
    proof: tuple[str, str] | None,
    progress: GradingProgress,
    wait: LockWait,
) -> tuple[list[Graded], list[Result]]:
    """Record what is graded, in batches; the new results, and those of the unchanged.

    `proof` is the kind and the digest of what has just proven the graders.
    """
    batches = _commit_batches(graded)
    first = next(batches, [])
    nbgrader_api()  # wait for the import in the background
    from autograder.gradebook.book import open_gradebook
    from autograder.gradebook.overrides import override_lines

    new: list[Graded] = []
    shared = SharedParts()
    with open_gradebook(course, wait) as book:
        book.prepare(assignment)
        if proof:
            book.keep_proof(assignment, *proof)
        for batch in itertools.chain([first], batches):
            written = book.record(assignment, batch)
            new += (replace(one, result=shared.of(one.result)) for one in written)
            gone = {one.submission.student for one in batch} - {w.result.student for w in written}
            for student in sorted(gone):
                progress.say(f"{student}: removed while it was graded, nothing is recorded")
        for line in _notes(one.result for one in new):
            progress.say(line)
        book.refresh(assignment)
        kept = book.as_now(assignment, unchanged)
        students = [one.result.student for one in new] + [result.student for result in kept]
        for line in override_lines(book.overrides(assignment, students)):
            progress.say(line)
        return new, kept


def try_results(
    assignment: Assignment,
    graded: Iterable[Graded],
    unchanged: Iterable[Result],
    recorded: Mapping[str, Recorded],
    progress: GradingProgress,
) -> tuple[list[Graded], list[Result]]:
    """What a dry run does instead of that: marks by hand count, lateness is as it was."""
    from autograder.gradebook.overrides import override_lines, overrides_of

    shared = SharedParts()
    overrides = []

    def as_now(result: Result) -> Result:
        if (before := recorded.get(result.student)) is None:
            return result
        found = overrides_of(result, before.scores, before.by_hand)
        overrides.extend(found)
        covering = {override.task for override in found}
        covered = tuple(task.name for task in assignment.tasks if task.name in covering)
        late = before.result.late_seconds
        return result.model_copy(update={"covered_by_hand": covered, "late_seconds": late})

    new = [replace(one, result=as_now(shared.of(one.result))) for one in graded]
    kept = [as_now(result) for result in unchanged]
    for line in override_lines(sorted(overrides, key=lambda one: one.student)):
        progress.say(line)
    return new, kept


def _commit_batches(graded: Iterable[Graded]) -> Iterator[list[Graded]]:
    """The results in batches worth a transaction; at Ctrl-C, what is finished makes a last one."""
    batch: list[Graded] = []
    began = time.monotonic()
    try:
        for one in graded:
            batch.append(one)
            if len(batch) >= COMMIT_BATCH or time.monotonic() - began > COMMIT_SECONDS:
                yield batch
                batch, began = [], time.monotonic()
    except KeyboardInterrupt:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _notes(results: Iterable[Result]) -> Iterator[str]:
    """One line for each note on valid submissions: a damaged notebook, an odd timestamp."""
    students: dict[str, list[str]] = {}
    for result in results:
        if result.status == "graded" and result.message:
            students.setdefault(result.message, []).append(result.student)
    for note, (student, *others) in students.items():
        more = f" and {len(others)} more" if others else ""
        yield f"{student}{more}: {note}"
