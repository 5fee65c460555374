"""A message as parts, each a label and a text: who shows it chooses among them and lays them out.

`("Called", "sigmoid(z (4, 7))")`, `("Got", "…")`, `("Line 30", "return z")`; a part with the label
"" is a sentence of its own.
"""

import linecache
from collections.abc import Iterable
from pathlib import Path

from autograder.text import LONGEST_MESSAGE, clean

Part = tuple[str, str]

CALLED = "Called"
GOT = "Got"
EXPECTED = "Expected"
NEXT = "Next"
NOTE = "Note"
WHERE = "Where"
"""the line of the learner's own that decides"""
TO_DO = "To do"
"""the function is still the stub that the learner received"""
NOT_RUN = "Not run"
"""the check was not tried, because an earlier one did not come to an end"""


def joined(parts: Iterable[Part]) -> str:
    """The message as plain text: a line for each part, after its label."""
    return "\n".join(f"{label}: {text}" if label else text for label, text in parts)


def bounded(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts with harmless texts, together no longer than a person reads."""
    kept: list[Part] = []
    room = LONGEST_MESSAGE
    for label, text in parts:
        room -= len(f"{label}: \n")
        if room <= 0:
            break
        kept.append((label, clean(text, room)))
        room -= len(kept[-1][1])
    return tuple(kept)


def gist(parts: Iterable[Part]) -> str:
    """The one part to show where there is room for one: what the call returned or raised."""
    parts = list(parts)
    got = [text for label, text in parts if label == GOT]
    others = [text for label, text in parts if label != CALLED]
    return next(iter(got or others), "")


def has(parts: Iterable[Part], label: str) -> bool:
    """Whether a part has this label."""
    return any(label == known for known, _ in parts)


def read_line(file: Path, number: int) -> str:
    """A line of a file as it is now; empty where there is none."""
    linecache.checkcache(str(file))
    return linecache.getline(str(file), number)


def source_line(number: int, line: str, column: int | None = None) -> Part:
    """A line of the learner's file as it is indented, with a mark under its column (from 1)."""
    text = line.rstrip()
    if column is not None and 0 < column <= len(text) + 1:
        text += "\n" + " " * (column - 1) + "^"
    return f"Line {number}", text
