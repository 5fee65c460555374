"""Work that would go to new processes, done in the test's own: for tests of something else.

A grader process costs a second of processor time before it grades anything.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any, TypeVar
from unittest import mock

from autograder.submissions.submission import Submission
from tests.support.isolation import proven_once

Value = TypeVar("Value")


class InThisProcess(Executor):
    """Runs each call at once; takes the arguments of a pool of processes and needs none."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        pass

    def submit(self, function: Callable[..., Value], /, *args: Any, **kwargs: Any) -> Future[Value]:
        future: Future[Value] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def _one_batch(submissions: Iterator[Submission], jobs: int) -> Iterator[list[Submission]]:
    """A session of pytest begins with each batch: here one is enough."""
    if everyone := list(submissions):
        yield everyone


@contextmanager
def no_new_processes() -> Iterator[None]:
    """Grade, and write feedback pages, without grader processes; the sandbox stays as it is."""
    with (
        proven_once(),
        mock.patch("autograder.grading.grade.process_pool", InThisProcess),
        mock.patch("autograder.grading.grade._batches", _one_batch),
        mock.patch("autograder.nbgrader_plugins.feedback_pages.ProcessPoolExecutor", InThisProcess),
    ):
        yield
