"""Text for a person: what a learner's program may put into it, and numbers."""

import pytest

from autograder.text import clean, error_text, one_line, score_text, visible


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\tb\nc", "a   b\nc"),
        ("\x1b[2Jred\x07", "[2Jred"),
        ("left\u202eright\u200b", "leftright"),
        ("<f at 0x7F00aa>", "<f>"),
    ],
)
def test_text_is_made_harmless(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_text_has_a_limit() -> None:
    assert clean("x" * 11, 10) == "x" * 9 + "…"
    assert clean("x" * 10, 10) == "x" * 10


def test_one_line() -> None:
    assert one_line("  a\n\n b\x1b ") == "a b"
    assert visible("a\n  b") == "a   b"


class UnprintableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("no\x1b"), "no"),
        (UnprintableError(), ""),
        (SyntaxError("'(' was never closed", ("toy.py", 3, 1, "f(")), "'(' was never closed"),
        (SyntaxError(), ""),
    ],
)
def test_what_an_exception_says(error: Exception, text: str) -> None:
    assert error_text(error) == text


def test_what_an_exception_says_has_a_limit() -> None:
    assert error_text(ValueError("x" * 100), limit=10) == "x" * 9 + "…"


def test_a_score_as_a_person_writes_it() -> None:
    assert score_text(100 / 3, 100.0) == "33.33/100"
