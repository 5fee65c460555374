"""Dask's workers as an executor of `concurrent.futures`, as grading expects one."""

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import Client, KilledWorker
from distributed.cfexecutor import ClientExecutor

from autograder.cluster.on_worker import Job, grade_job
from autograder.errors import CourseError
from autograder.grading.batch import Plan
from autograder.grading.results import Result
from autograder.submissions.submission import Submission

RETRIES = 2
"""of a batch that raised an exception; where its worker died, Dask tries it again by itself"""


class WorkersDied(BrokenExecutor):
    """Several workers died while they graded the same batch."""


class GradingExecutor(ClientExecutor):  # type: ignore[misc]
    """Sends batches to the fit workers of a run, with the secret side as bytes."""

    def __init__(self, client: Client, run: str, secret_side: bytes, root: Path) -> None:
        super().__init__(client, pure=False, resources={run: 1}, retries=RETRIES)
        self._run = run
        self._secret_side = secret_side
        self._root = root

    def submit(
        self, function: Callable[..., Any], plan: Plan, batch: Sequence[Submission], /
    ) -> Future[list[Result]]:
        """Grade a batch somewhere; `function` is what would do it here."""
        folder = plan.folder.relative_to(self._root).as_posix()
        away = replace(plan, folder=Path())
        job = Job(self._run, away, folder, self._secret_side)
        sent = [replace(submission, folder=Path()) for submission in batch]
        inner: Future[list[Result]] = super().submit(grade_job, job, sent)
        outer: Future[list[Result]] = Future()
        inner.add_done_callback(lambda done: self._pass_on(done, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As executors have it; Dask's own doesn't know `cancel_futures`."""
        super().shutdown(wait=wait and not cancel_futures)

    def _pass_on(self, done: Future[list[Result]], outer: Future[list[Result]]) -> None:
        try:
            outer.set_result(done.result())
        except CancelledError:
            outer.set_exception(
                CourseError(
                    "the connection to the scheduler is lost; what was finished is kept, and the "
                    "next run goes on from there"
                )
            )
        except KilledWorker:
            outer.set_exception(WorkersDied("the workers died while grading it"))
        except BaseException as error:
            outer.set_exception(error)
