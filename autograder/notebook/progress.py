"""How far a long training is, in one line of a cell's output that changes in place."""

from collections.abc import Callable
from typing import Any

from autograder.notebook.report import Note


def progress(label: str, total: int) -> Callable[[], None]:
    """Show a line such as "batches of 32: epoch 3 of 30"; each call of the result counts one on.

    Without a notebook nothing is shown.
    """
    line = _line(label, total)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        line(Note(f"{label}: epoch {done} of {total}" if done < total else f"{label}: done"))

    return step


def _line(label: str, total: int) -> Callable[[Note], None]:
    """A place in the output that shows the note that it got last."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return lambda note: None
    if get_ipython() is None:
        return lambda note: None
    handle: Any = display(Note(f"{label}: {total} epochs"), display_id=True)  # type: ignore[no-untyped-call]
    return handle.update  # type: ignore[no-any-return]
