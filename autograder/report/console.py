"""Where things are printed: results to standard output, progress to standard error."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

WIDTH_OF_A_PIPE = 80


def console(*, stderr: bool = False) -> Console:
    """A console that is not wider than it need be where no terminal tells its width."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH_OF_A_PIPE
    return Console(stderr=stderr, width=width, highlight=False)


def one_line(text: str, limit: int = 200) -> Text:
    """Text from a submission, on one line, with nothing in it that a terminal would obey."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    plain = " ".join(plain.split())
    return Text(plain if len(plain) <= limit else plain[: limit - 1] + "…")


@contextmanager
def progress(task: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on standard error; yields a function that is called with the number done since.

    Where standard error is no terminal, one line when the task is done.
    """
    screen = console(stderr=True)
    started = time.monotonic()
    done = 0
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn() if total is not None else TextColumn(""),
        TimeElapsedColumn(),
        console=screen,
        disable=not screen.is_terminal,
    )
    with bar:
        line = bar.add_task(task, total=total)

        def advance(count: int = 1) -> None:
            nonlocal done
            done += count
            bar.advance(line, count)

        yield advance
    if not screen.is_terminal:
        count = f" {done}" if total is not None else ""
        screen.print(f"{task}:{count} done in {time.monotonic() - started:.1f} s")
