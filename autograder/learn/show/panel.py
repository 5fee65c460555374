"""Rows in a frame, as many of them as fit: the most useful ones stay."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from autograder.learn.show.panel_rows import Row
from autograder.message_parts import EXPECTED
from autograder.number_tables import laid_out
from autograder.text import one_line

WIDEST = 100
"""columns; long lines are hard to read"""
ONE_COLUMN = 60
"""columns; in a narrower panel the labels have no column of their own"""
LABELS = 9


def width_of(console: Console) -> int:
    """The width to use: not all of a wide terminal."""
    return min(console.width, WIDEST)


def flowed(words: Iterable[Text], gap: str, width: int) -> list[Text]:
    """Words with gaps between them, as many lines as it takes; no word is broken."""
    lines: list[Text] = []
    for word in words:
        if lines and len(lines[-1]) + len(gap) + len(word) <= width:
            lines[-1] = Text.assemble(lines[-1], gap, word)
        else:
            lines.append(word)
    return lines


def panel(
    title: str, rows: Sequence[Row], console: Console, room: int | None
) -> tuple[RenderableType, bool]:
    """The rows in a frame of at most `room` lines inside, and whether that is all of them.

    What is expected is left out where the heading says it already.
    """
    width = width_of(console)
    heading = one_line(title, 200)
    if len(heading) <= width - 6:
        rows = [r for r in rows if r.label != EXPECTED or not heading.endswith(f": {r.text}")]
    else:
        heading = f"{heading[: width - 7]}…"
    labels = max([LABELS, *(len(row.label) for row in rows)])
    blocks = [(row.rank, list(_lines(row, width - 4, labels, console))) for row in rows]
    lengths = [len(block) for _, block in blocks]
    kept = _fitting(blocks, room)
    lines = [line for _, block in kept for line in block]
    whole = len(lines) == sum(lengths)
    frame = Panel(Group(*lines), title=Text(heading), title_align="left", width=width)
    return frame, whole


def _fitting(
    blocks: list[tuple[int, list[Text]]], room: int | None
) -> list[tuple[int, list[Text]]]:
    """The most useful blocks, and of the others all that still fit, in their order."""
    if room is None:
        return blocks
    kept: set[int] = set()
    for number in sorted(range(len(blocks)), key=lambda n: blocks[n][0]):
        rank, lines = blocks[number]
        if rank == 0 or len(lines) <= room:
            kept.add(number)
            room -= len(lines)
    return _shortened([block for number, block in enumerate(blocks) if number in kept], -room)


def _shortened(blocks: list[tuple[int, list[Text]]], too_many: int) -> list[tuple[int, list[Text]]]:
    """Lines are taken from the end of the longest block, so that something of each one stays."""
    kept = [len(lines) for _, lines in blocks]
    for _ in range(too_many):
        kept[kept.index(max(kept))] -= 1
    return [
        (rank, lines if count == len(lines) else _cut(lines[:count]))
        for (rank, lines), count in zip(blocks, kept, strict=True)
    ]


def _cut(lines: list[Text]) -> list[Text]:
    """The lines with a sign at their end that there are more."""
    if not lines:
        return []
    last = lines[-1].copy()
    last.rstrip()
    last.truncate(max(len(last) - 2, 0))
    return [*lines[:-1], last.append(" …")]


def _lines(row: Row, width: int, labels: int, console: Console) -> Iterator[Text]:
    """A row as the lines that it takes: its label in a column of its own, where there is room."""
    if row.numbers:
        yield from (Text(line, no_wrap=True, overflow="ellipsis") for line in _numbers(row, width))
    elif width < ONE_COLUMN:
        yield from _in_one_column(row, width, console)
    else:
        for number, line in enumerate(_wrapped(row, width - labels - 1, console)):
            label = row.label if number == 0 else ""
            yield Text.assemble((f"{label:<{labels}} ", "bold"), line)


def _in_one_column(row: Row, width: int, console: Console) -> Iterator[Text]:
    if row.code:
        if row.label:
            yield Text(row.label, "bold")
        yield from _wrapped(row, width, console)
        return
    whole = Text.assemble((f"{row.label}: " if row.label else "", "bold"), row.text)
    yield from whole.wrap(console, width)


def _wrapped(row: Row, width: int, console: Console) -> Iterator[Text]:
    for line in row.text.split("\n"):
        if row.code:
            text = Text(line)
            text.truncate(width, overflow="ellipsis")
            yield text
        else:
            yield from Text(line).wrap(console, width)


def _numbers(row: Row, width: int) -> list[str]:
    return laid_out(row.numbers, width)
