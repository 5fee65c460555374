"""The progress of a longer job: a bar on standard error; in a file, one line at its end."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from autograder.report.console import console

if TYPE_CHECKING:
    from autograder.grading.results import Result
    from autograder.sandbox import Isolation


class Bar:
    """A progress bar for a `with` statement, with the time that is left.

    `summary` says whether the number and the time are printed at the end.
    """

    def __init__(self, task: str, total: int | None = None, *, summary: bool = True) -> None:
        self._task = task
        self._summary = summary
        self._done = 0
        self._screen = console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left:"),
            TimeRemainingColumn(),
            console=self._screen,
            disable=not self._screen.is_terminal,
            transient=True,
        )
        self._line = self._bar.add_task(task, total=total)

    def __enter__(self) -> Self:
        """Show the bar."""
        self._started = time.monotonic()
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Remove the bar and print how much was done in what time."""
        self._bar.stop()
        if kind is None and self._done and self._summary:
            seconds = time.monotonic() - self._started
            self.say(f"{self._task}: {self._done} in {seconds:.1f} s")

    def expect(self, total: int) -> None:
        """Set how much there is to do."""
        self._bar.update(self._line, total=total)

    def advance(self, count: int = 1) -> None:
        """So much more is done."""
        self._done += count
        self._bar.advance(self._line, count)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Without the bar, so that a person can be asked something."""
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

    def say(self, line: str) -> None:
        """Print a line, above the bar."""
        self._screen.print(line, markup=False, soft_wrap=True)


class GradingBar(Bar):
    """Shows the grading of a class."""

    def __init__(self, assignment: str) -> None:
        super().__init__(f"Grading {assignment}")

    def begin(self, to_grade: int, unchanged: int, isolation: "Isolation | None") -> None:
        """Print how much there is to do, and under which isolation."""
        rest = f", {unchanged} unchanged" if unchanged else ""
        self.say(f"{to_grade} to grade{rest}")
        if isolation:
            self.say(f"isolation: {isolation.name}")
        if isolation and isolation.note:
            self.say(f"no stronger isolation because {isolation.note}")
        self.expect(to_grade)

    def graded(self, result: "Result") -> None:
        """One more is done; a failure of the grader itself is printed at once."""
        self.advance()
        if result.status == "error":
            self.say(f"{result.student}: {result.message}")
