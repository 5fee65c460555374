"""One text that has many variants of a program in it: the number `__variant__` chooses.

So a program is compiled once and not once for each variant, which takes most of the time. An
expression becomes `((it) if not 3 <= __variant__ <= 4 else (…) if __variant__ == 3 else (…))`, a
statement an `if` of its own. A place inside of another one becomes one inside of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.grading.edits import Edit
from autograder.grading.generic_edits import GenericEdit
from autograder.sandbox.inside.variants import CHOSEN

DEEPEST = 40
"""places inside of each other; Python allows 200 open brackets"""


@dataclass(frozen=True)
class Variants:
    """A program with variants: its own text, the one with all of them, each number's edit."""

    source: str
    text: str
    edits: dict[int, GenericEdit]


@dataclass
class _Place:
    """An expression or a statement, and what may stand there instead."""

    start: int
    end: int
    is_statement: bool
    others: list[GenericEdit]
    inside: list["_Place"]


def with_variants(source: str, edits: Sequence[GenericEdit]) -> Variants:
    """The text of a program with these edits as variants 1, 2, …; those too deep are left out."""
    writer = _Writer(source)
    text = writer.text(0, len(source), _nested(edits))
    return Variants(source, text, writer.edits)


def _nested(edits: Sequence[GenericEdit]) -> list[_Place]:
    """The places of the edits, the smaller ones inside of the larger ones."""
    places: dict[tuple[int, int, bool], _Place] = {}
    for edit in edits:
        if _fits(edit):
            key = edit.whole.start, edit.whole.end, edit.is_statement
            places.setdefault(key, _Place(*key, [], [])).others.append(edit)
    top: list[_Place] = []
    around: list[_Place] = []
    for place in sorted(places.values(), key=lambda p: (p.start, -p.end, not p.is_statement)):
        while around and around[-1].end <= place.start:
            around.pop()
        if len(around) < DEEPEST:
            (around[-1].inside if around else top).append(place)
            around.append(place)
    return top


def _fits(edit: GenericEdit) -> bool:
    """Whether the new text is one statement where a statement stood."""
    return not (edit.is_statement and edit.whole.text[:1].isspace())


class _Writer:
    def __init__(self, source: str) -> None:
        self.source = source
        self.edits: dict[int, GenericEdit] = {}

    def text(self, start: int, end: int, places: Sequence[_Place]) -> str:
        """The text from `start` to `end`, with these places in it."""
        pieces, position = [], start
        for place in places:
            inside = self.text(place.start, place.end, place.inside)
            pieces += [self.source[position : place.start], self.place(place, inside)]
            position = place.end
        return "".join([*pieces, self.source[position:end]])

    def place(self, place: _Place, own: str) -> str:
        """The text of a place; `own` is what stands there, with the places inside of it."""
        first = len(self.edits) + 1
        numbered = dict(enumerate(place.others, first))
        self.edits |= numbered
        if place.is_statement:
            return self.statement(place, own, {k: e.whole for k, e in numbered.items()})
        *tested, last = numbered.items()
        others = "".join(f"({e.whole.text}) if {CHOSEN} == {k} else " for k, e in tested)
        unchosen = f"not {first} <= {CHOSEN} <= {first + len(tested)}"
        return f"(({own}) if {unchosen} else {others}({last[1].whole.text}))"

    def statement(self, place: _Place, own: str, others: dict[int, Edit]) -> str:
        """An `if` with a branch for each variant, each on a line of its own."""
        line = self.source.rfind("\n", 0, place.start) + 1
        indent = self.source[line : place.start]
        word, pieces = "if", list[str]()
        for number, other in others.items():
            pieces.append(f"{word} {CHOSEN} == {number}: {other.text}\n{indent}")
            word = "elif"
        return f"{''.join(pieces)}else: {own}"
