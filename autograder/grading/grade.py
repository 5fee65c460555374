"""Grading many submissions: in batches, in grader processes; each result as soon as it is there."""

import itertools
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess

from autograder.child_processes import children_deaf_to_ctrl_c
from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.grading.batch import Plan, grade_batch
from autograder.grading.results import Result
from autograder.sandbox import Isolation, graders_that_fit
from autograder.submissions.submission import Submission

LARGEST_BATCH = 32
BATCHES_AHEAD = 2
"""batches that each process has at a time: one that it grades, one that waits"""

MakeExecutor = Callable[[int], Executor]


def grade_submissions(
    course: Course,
    assignment: Assignment,
    submissions: Iterable[Submission],
    *,
    isolation: Isolation,
    jobs: int | None = None,
    make_executor: MakeExecutor | None = None,
    secret: bytes | None = None,
    line_hints: bool = True,
) -> Generator[Result]:
    """Grade submissions in `jobs` processes (default: one for each core, as far as memory goes).

    Yields each result as soon as it is there, in no particular order. Where the grader itself
    fails, or its process dies, the submission gets the status "error" and the run goes on.
    `make_executor(jobs)` may return any executor of `concurrent.futures`, also one of a cluster; it
    is called again when an executor breaks. `secret` comes in place of the course's own.
    Without `line_hints` no line is looked for, whatever the course says.

    Raises CourseError when the secret side cannot be loaded. When the iteration ends early, or with
    Ctrl-C, the processes end.
    """
    jobs = jobs or os.cpu_count() or 1
    if make_executor is None:
        jobs = graders_that_fit(jobs, course.limits.memory_mib)
    plan = Plan.of(course, assignment, isolation, secret, line_hints)
    run = _Run(plan, jobs, make_executor or process_pool)
    try:
        yield from run.results(submissions)
    except BaseException:
        run.abandon()
        raise
    run.close()


def process_pool(jobs: int) -> ProcessPoolExecutor:
    """New grader processes on this machine; they end when this process ends."""
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin_process)


def _begin_process() -> None:
    """Leave Ctrl-C to the parent, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


class _Run:
    """One run over submissions, and the executor that it uses now."""

    def __init__(self, plan: Plan, jobs: int, make_executor: MakeExecutor) -> None:
        self._plan = plan
        self._jobs = jobs
        self._make_executor = make_executor
        self._executor = make_executor(jobs)

    def results(self, submissions: Iterable[Submission]) -> Iterator[Result]:
        """All results. A batch that failed is graded again at the end, one submission at a time."""
        suspects: list[Submission] = []
        batches = _batches(iter(submissions), self._jobs)
        at_work: dict[Future[list[Result]], list[Submission]] = {}
        while True:
            for batch in itertools.islice(batches, self._jobs * BATCHES_AHEAD - len(at_work)):
                at_work[self._submit(batch)] = batch
            if not at_work:
                break
            for future in wait(at_work, return_when=FIRST_COMPLETED).done:
                batch = at_work.pop(future)
                try:
                    yield from future.result()
                except CourseError:
                    raise
                except Exception:
                    suspects += batch
        for submission in suspects:
            yield self._by_itself(submission)

    def _by_itself(self, submission: Submission) -> Result:
        try:
            return self._submit([submission]).result()[0]
        except CourseError:
            raise
        except BrokenExecutor:
            return self._plan.error(submission, "the grader process died while grading it")
        except Exception as error:
            return self._plan.error(
                submission, f"the grader failed: {type(error).__name__}: {error}"
            )

    def _submit(self, batch: list[Submission]) -> Future[list[Result]]:
        with children_deaf_to_ctrl_c():
            try:
                return self._executor.submit(grade_batch, self._plan, batch)
            except BrokenExecutor:
                self._executor.shutdown(wait=False)
                self._executor = self._make_executor(self._jobs)
                return self._executor.submit(grade_batch, self._plan, batch)

    def close(self) -> None:
        """End the processes; they are idle."""
        self._executor.shutdown()

    def abandon(self) -> None:
        """End the processes now, whatever they are doing."""
        processes = getattr(self._executor, "_processes", None) or {}
        for process in list(processes.values()):
            process.terminate()
        self._executor.shutdown(cancel_futures=True)


def _batches(submissions: Iterator[Submission], jobs: int) -> Iterator[list[Submission]]:
    """Small batches first, so that the first results are there soon; then larger ones."""
    for round_number in itertools.count():
        size = min(2**round_number, LARGEST_BATCH)
        for _ in range(jobs):
            batch = list(itertools.islice(submissions, size))
            if not batch:
                return
            yield batch
