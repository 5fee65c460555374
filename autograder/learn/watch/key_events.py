"""Key presses from the terminal, without Enter, on every system."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prompt_toolkit.input import Input, create_input
from prompt_toolkit.keys import Keys

QUIT = "q"
MEANING_QUIT = {Keys.ControlC, Keys.ControlD}


@contextmanager
def key_presses(pressed: Callable[[str], None], terminal: Input | None = None) -> Iterator[None]:
    """Call `pressed` for each key, in the running event loop; Ctrl-C and Ctrl-D count as q.

    Where standard input is not a terminal there are no keys, and Ctrl-C works as in any program.
    """
    if terminal is None and not sys.stdin.isatty():
        yield
        return
    terminal = terminal or create_input()

    def read() -> None:
        for press in terminal.read_keys():
            pressed(QUIT if press.key in MEANING_QUIT else str(press.key))

    with terminal.raw_mode(), terminal.attach(read):
        yield
