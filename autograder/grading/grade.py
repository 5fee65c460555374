"""Grading many submissions: batches in grader processes, results as they come."""

import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
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
from autograder.sandbox import Isolation
from autograder.submissions.submission import Submission

LARGEST_BATCH = 32
BATCHES_AHEAD = 2
"""batches for each process that are handed out at a time: one at work, one waiting"""

MakeExecutor = Callable[[int], Executor]


def grade_submissions(
    course: Course,
    assignment: Assignment,
    submissions: Iterable[Submission],
    *,
    isolation: Isolation,
    jobs: int | None = None,
    make_executor: MakeExecutor | None = None,
) -> Iterator[Result]:
    """Grade submissions in `jobs` processes (default: as many as cores), results as they come.

    They come in no order. A submission on which the grader itself fails, or whose grader process
    dies, has the status "error", and the run goes on. `make_executor(jobs)` may give any executor
    of `concurrent.futures`, a cluster's too; it is called again when an executor broke.

    Raises CourseError when the secret side cannot be loaded. Ending the iteration early, or
    Ctrl-C, ends the processes.
    """
    jobs = jobs or os.cpu_count() or 1
    run = _Run(Plan.of(course, assignment, isolation), jobs, make_executor or process_pool)
    try:
        yield from run.results(submissions)
    except BaseException:
        run.abandon()
        raise
    run.close()


def process_pool(jobs: int) -> ProcessPoolExecutor:
    """Grader processes on this machine, started afresh; they end with this process."""
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin_process)


def _begin_process() -> None:
    """Leave Ctrl-C to the parent, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


class _Run:
    """One run over submissions, and the executor of the moment."""

    def __init__(self, plan: Plan, jobs: int, make_executor: MakeExecutor) -> None:
        self._plan = plan
        self._jobs = jobs
        self._make_executor = make_executor
        self._executor = make_executor(jobs)

    def results(self, submissions: Iterable[Submission]) -> Iterator[Result]:
        """All results; batches that broke are graded again at the end, one submission at a time."""
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
            yield self._alone(submission)

    def _alone(self, submission: Submission) -> Result:
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
        """End the processes when they are done."""
        self._executor.shutdown()

    def abandon(self) -> None:
        """End the processes now, whatever they are at."""
        processes = getattr(self._executor, "_processes", None) or {}
        for process in list(processes.values()):
            process.terminate()
        self._executor.shutdown(cancel_futures=True)


def _batches(submissions: Iterator[Submission], jobs: int) -> Iterator[list[Submission]]:
    """Small ones first, so that results come soon; then larger, so that a session pays off."""
    for round_number in itertools.count():
        size = min(2**round_number, LARGEST_BATCH)
        for _ in range(jobs):
            batch = list(itertools.islice(submissions, size))
            if not batch:
                return
            yield batch
