"""How a report looks in a notebook: as HTML, for light and dark backgrounds, and as text."""

import sys
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

from autograder.any_encoding import print_anything
from autograder.message_parts import EXPECTED, Part, joined
from autograder.number_tables import NumberTable, laid_out

State = Literal["passed", "waiting", "failed"]

_ORDER: tuple[State, ...] = ("failed", "waiting", "passed")
WIDTH = 80
"""characters of the numbers of an example"""
MARKS: dict[State, str] = {"passed": "✓", "waiting": "○", "failed": "✗"}
# They can be read on white and on black: each has a contrast of at least 3 with both.
COLOURS: dict[State, str] = {"passed": "#2f9e63", "waiting": "#8a8a8a", "failed": "#d9534f"}
CODE = (
    "margin:.3em 0 .5em 1.6em;padding:.5em .7em;border-left:3px solid {colour};"
    "background:rgba(127,127,127,.12);color:inherit;font-size:.92em;white-space:pre-wrap;"
    "word-break:normal;overflow-wrap:anywhere"
)


@dataclass(frozen=True)
class Line:
    """One check: its title, and what there is to say where it doesn't pass."""

    state: State
    title: str
    parts: tuple[Part, ...] = ()
    numbers: tuple[NumberTable, ...] = ()
    printed: tuple[Part, ...] = ()

    def message(self) -> str:
        """The words, what was printed, and the numbers, as one text."""
        words = joined(part for part in self.parts if part != (EXPECTED, self.title))
        said = (f"{call} printed:\n{text}" for call, text in self.printed)
        return "\n".join(filter(None, [words, *said, *laid_out(self.numbers, WIDTH)]))


@dataclass(frozen=True)
class Report:
    """The checks of one task, or why they could not run."""

    task: str
    lines: list[Line]
    trouble: str = ""
    advice: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """what is wrong although the checks pass"""

    @property
    def state(self) -> State:
        """The state of the whole task."""
        states = {line.state for line in self.lines} or {"failed"}
        return next(state for state in _ORDER if state in states)

    def headline(self) -> str:
        """The verdict, in a few words."""
        passed = sum(line.state == "passed" for line in self.lines)
        if not self.lines:
            return "not yet"
        if self.state == "passed":
            return "all public checks pass"
        if all(line.state == "waiting" for line in self.lines):
            return "your turn"
        return f"{passed} of {len(self.lines)} public checks pass"

    def first(self) -> Line | None:
        """The one to look at: the first that fails, else one that waits, else one that printed."""
        worth = [line for line in self.lines if line.state != "passed" or line.printed]
        return min(worth, key=lambda line: _ORDER.index(line.state), default=None)

    def closing(self) -> str:
        """A last remark; empty where there is nothing to say."""
        if not self.advice:
            return ""
        warned = "; ".join(self.advice[:2])
        return f"NumPy warned: {warned}. A warning costs no points; check if it is harmless."

    def __repr__(self) -> str:
        rows = [f"{self.task}: {self.headline()}"]
        rows += [self.trouble] if self.trouble else []
        for line in self.lines:
            rows.append(f"  {MARKS[line.state]} {line.title}")
            if line is self.first():
                rows += [f"      {row}" for row in line.message().splitlines()]
        rows += [self.closing()] if self.advice else []
        rows += self.notes
        return "\n".join(rows)

    def _repr_html_(self) -> str:
        parts = [
            f'<div style="margin:.4em 0"><strong style="color:{COLOURS[self.state]}">'
            f"{escape(self.task)}</strong>: {escape(self.headline())}"
        ]
        if self.trouble:
            parts.append(_code(self.trouble, "failed"))
        for line in self.lines:
            mark = f'<span style="color:{COLOURS[line.state]}">{MARKS[line.state]}</span>'
            parts.append(f'<div style="margin-left:.6em">{mark} {escape(line.title)}</div>')
            if line is self.first() and line.message():
                parts.append(_code(line.message(), line.state))
        if self.advice:
            parts.append(f'<div style="opacity:.75">{escape(self.closing())}</div>')
        parts += [_code(note, "failed") for note in self.notes]
        return "".join(parts) + "</div>"


@dataclass(frozen=True)
class Note:
    """A remark in place of an output that can't be made yet."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return _code(self.text, "waiting")


def _code(text: str, state: State) -> str:
    return f'<pre style="{CODE.format(colour=COLOURS[state])}">{escape(text)}</pre>'


def show(thing: Report | Note) -> None:
    """Show it in the cell's output; print it where there is no notebook."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        _print(thing)
        return
    if get_ipython() is None:
        _print(thing)
    else:
        display(thing)  # type: ignore[no-untyped-call]


def _print(thing: Any) -> None:
    print_anything(sys.stdout)
    print(thing)
