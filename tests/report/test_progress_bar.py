"""A longer job shows how far it is and what is left; where nobody looks, there is no bar."""

import sys
from io import StringIO

import pytest

from autograder.report.progress_bar import Bar


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def drawn(stream: StringIO, monkeypatch: pytest.MonkeyPatch, *, summary: bool) -> str:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys, "stderr", stream)
    with Bar("Collecting", 4, summary=summary) as bar:
        bar.advance(3)
        bar.say("one line")
    return stream.getvalue()


def test_a_terminal_shows_how_much_is_done_and_the_time_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = drawn(Terminal(), monkeypatch, summary=False)
    for words in ("Collecting", "3/4", "left:", "one line"):
        assert words in shown


def test_elsewhere_there_are_lines_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(StringIO(), monkeypatch, summary=False) == "one line\n"
    assert drawn(StringIO(), monkeypatch, summary=True).startswith("one line\nCollecting: 3 in ")
