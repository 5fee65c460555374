"""The console for all output: results to standard output, progress to standard error."""

import sys

from rich.console import Console
from rich.text import Text

from autograder.text import one_line

WIDTH_OF_A_PIPE = 80


def console(*, stderr: bool = False) -> Console:
    """A console, 80 columns wide where the output is no terminal."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH_OF_A_PIPE
    return Console(stderr=stderr, width=width, highlight=False)


def plain(text: str, limit: int = 200) -> Text:
    """Text from a submission, on one line, without control characters for a terminal."""
    return Text(one_line(text, limit))
