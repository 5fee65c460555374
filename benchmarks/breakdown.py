"""Where the time of one submission goes, in one process, so that the parts add up."""

import functools
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from autograder.course import Assignment, Course
from autograder.demo.sample import Member
from autograder.gradebook.book import GradeBook, open_gradebook
from autograder.gradebook.recorded import Graded
from autograder.grading import grader_fingerprint
from autograder.grading.batch import Plan, grade_batch
from autograder.grading.secret import course_secret
from autograder.grading.session import _Plugin
from autograder.sandbox import ProcessWorker, Sandbox, choose_isolation
from autograder.submissions.contents import fingerprinted
from autograder.submissions.folder import list_submissions
from autograder.submissions.module import read_module
from benchmarks.classes import fresh_submissions

WORKER = "worker: start, load, calls, end"
PYTEST = "pytest: checks, reference, comparison"
MARKING = "marking, diagnosis, messages"
NOTEBOOK = "autograded notebook and files"
GRADEBOOK = "gradebook"
READING = "reading and fingerprints"

PARTS = (
    (Sandbox, "worker", WORKER),
    (ProcessWorker, "_ask", WORKER),
    (ProcessWorker, "close", WORKER),
    (_Plugin, "_run", PYTEST),
    (GradeBook, "_write", NOTEBOOK),
)


def milliseconds_by_part(
    course: Course, assignment: Assignment, members: Sequence[Member]
) -> dict[str, float]:
    """Milliseconds of one stream for each submission, by part."""
    fresh_submissions(course, assignment, members)
    isolation = choose_isolation()
    secret = course_secret(course)
    folder = course.require_solution_dir(assignment)
    plan = Plan(assignment, folder, course.limits, secret, isolation, line_hints=True)
    grade_batch(plan, [])  # what starts once is not a submission's
    watch = Stopwatch()
    with watch.on(PARTS), open_gradebook(course) as book:
        book.prepare(assignment)
        watch.times.clear()
        with watch.part(READING):
            grader = grader_fingerprint(course, assignment)
            submissions = [
                read_module(fingerprinted(submission, assignment, grader), assignment)
                for submission in list_submissions(course, assignment)
            ]
        with watch.part(MARKING):
            results = grade_batch(plan, submissions)
        pairs = zip(results, submissions, strict=True)
        graded = [Graded(result, submission, grader[:12]) for result, submission in pairs]
        with watch.part(GRADEBOOK):
            book.record(assignment, graded)
    return {part: 1000 * watch.times[part] / len(members) for part in ORDER}


ORDER = (READING, WORKER, PYTEST, MARKING, NOTEBOOK, GRADEBOOK)


class Stopwatch:
    """Seconds by part; a part within a part counts for the inner one alone."""

    def __init__(self) -> None:
        self.times: dict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count what happens in the `with` statement."""
        self._settle()
        self._running.append(name)
        try:
            yield
        finally:
            self._settle()
            self._running.pop()

    @contextmanager
    def on(self, parts: Sequence[tuple[type, str, str]]) -> Iterator[None]:
        """Count every call of these methods."""
        originals = [(owner, method, getattr(owner, method)) for owner, method, _ in parts]
        for owner, method, name in parts:
            setattr(owner, method, self._timed(getattr(owner, method), name))
        try:
            yield
        finally:
            for owner, method, original in originals:
                setattr(owner, method, original)

    def _timed(self, function: Any, name: str) -> Any:
        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.part(name):
                return function(*args, **kwargs)

        return timed

    def _settle(self) -> None:
        now = time.perf_counter()
        if self._running:
            self.times[self._running[-1]] += now - self._since
        self._since = now
