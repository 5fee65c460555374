"""Arrays as a person reads them: few rows and columns, wrong entries marked, beside each other.

A table holds texts, not numbers, so it can be sent and stored; who shows it chooses the width.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Literal

import numpy as np

Array = np.ndarray[Any, Any]
Role = Literal["input", "yours", "expected"]

MOST_ROWS, MOST_COLUMNS = 5, 8
FEWEST_COLUMNS = 3
MOST_TABLES = 8
LEFT_OUT = "…"
WRONG = "*"
LEGEND = f"{WRONG} wrong"
_DIGITS = range(4, 18)
_GAP = "  "


@dataclass(frozen=True)
class NumberTable:
    """One array: its name with its shape, and its entries as texts."""

    role: Role
    name: str
    rows: tuple[tuple[str, ...], ...]
    wrong: tuple[tuple[int, int], ...] = ()
    """places in `rows`, row and column"""


def input_table(name: str, value: Any) -> NumberTable | None:
    """An argument of a call; None for what isn't numbers."""
    flat = _flat(value)
    if flat is None:
        return None
    rows = _shown(range(flat.shape[0]), MOST_ROWS, ())
    columns = _shown(range(flat.shape[1]), MOST_COLUMNS, ())
    return NumberTable("input", _named(name, value), _texts(flat, rows, columns, _DIGITS[0]))


def compared_tables(name: str, got: Any, want: Any, wrong: Any) -> list[NumberTable]:
    """What came and what is expected, the same entries of both; `wrong` says which are wrong.

    Where the shapes differ, each array is shown by itself, and nothing is marked.
    """
    ours, theirs = _flat(want), _flat(got)
    if ours is None:
        return []
    if theirs is None or np.shape(got) != np.shape(want):
        tables = [input_table(name, got), input_table(name, want)]
        roles: tuple[Role, Role] = ("yours", "expected")
        return [
            NumberTable(role, table.name, table.rows)
            for role, table in zip(roles, tables, strict=True)
            if table
        ]
    marks = np.broadcast_to(np.asarray(wrong, bool), np.shape(want)).reshape(ours.shape)
    rows = _shown(range(ours.shape[0]), MOST_ROWS, np.flatnonzero(marks.any(axis=1)))
    columns = _shown(range(ours.shape[1]), MOST_COLUMNS, np.flatnonzero(marks.any(axis=0)))
    digits = _digits_that_differ(theirs[marks], ours[marks])
    places = tuple(
        (i, j)
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
        if row is not None and column is not None and marks[row, column]
    )
    title = _named(name, want)
    return [
        NumberTable("yours", title, _texts(theirs, rows, columns, digits), places),
        NumberTable("expected", "", _texts(ours, rows, columns, digits)),
    ]


def laid_out(tables: Sequence[NumberTable], width: int) -> list[str]:
    """The tables as lines of at most `width` characters: inputs first, then yours and expected."""
    lines: list[str] = []
    for table in tables:
        if table.role == "input":
            (fitting,) = _narrowed([table], width - 2)
            lines += _under_its_name(table.name, _lines(fitting), width)
    yours = next((t for t in tables if t.role == "yours"), None)
    expected = next((t for t in tables if t.role == "expected"), None)
    return lines + _beside(yours, expected, width)


def _beside(yours: NumberTable | None, expected: NumberTable | None, width: int) -> list[str]:
    """Both tables side by side where there is room, else one below the other."""
    both = [table for table in (yours, expected) if table]
    if len(both) == 2:
        blocks = [[_title(table), *(f"  {line}" for line in _lines(table))] for table in both]
        widths = [max(map(len, block)) for block in blocks]
        if sum(widths) + len(_GAP) <= width:
            pairs = zip_longest(*blocks, fillvalue="")
            return [f"{a:<{widths[0]}}{_GAP}{b}".rstrip() for a, b in pairs]
    return [
        line
        for table in _narrowed(both, width - 2)
        for line in _under_its_name(_title(table), _lines(table), width)
    ]


def _title(table: NumberTable) -> str:
    legend = f" ({LEGEND})" if table.wrong else ""
    return f"{table.role}{legend}: {table.name}" if table.name else table.role


def _under_its_name(name: str, lines: list[str], width: int) -> list[str]:
    """One line where the entries have room beside the name."""
    if len(lines) == 1 and len(name) + len(_GAP) + len(lines[0]) <= width:
        return [f"{name}{_GAP}{lines[0].strip()}"]
    return [name, *(f"  {line}" for line in lines)]


def _lines(table: NumberTable) -> list[str]:
    """The entries in columns, one line for each row."""
    columns = [_cells(table, column) for column in range(len(table.rows[0]))]
    return [" ".join(row).rstrip() for row in zip(*columns, strict=True)]


def _cells(table: NumberTable, column: int) -> list[str]:
    """One column, each entry with its mark, all as wide as the widest."""
    marked = [
        row[column] + (WRONG if (i, column) in table.wrong else " ")
        for i, row in enumerate(table.rows)
    ]
    return [f"{text:>{max(map(len, marked))}}" for text in marked]


def _narrowed(tables: list[NumberTable], width: int) -> list[NumberTable]:
    """The tables without as many columns as it takes to fit, in each the same ones."""
    while tables and max(len(line) for table in tables for line in _lines(table)) > width:
        entries = [j for j, text in enumerate(tables[0].rows[0]) if not _is_gap(tables[0], j)]
        inner = entries[1:-1]
        if len(entries) <= FEWEST_COLUMNS or len({len(t.rows[0]) for t in tables}) > 1:
            break
        wrong = {j for table in tables for _, j in table.wrong}
        least = [j for j in inner if j not in wrong] or inner
        dropped = least[len(least) // 2]
        tables = [_without(table, dropped) for table in tables]
    return tables


def _is_gap(table: NumberTable, column: int) -> bool:
    return all(row[column] == LEFT_OUT for row in table.rows)


def _without(table: NumberTable, dropped: int) -> NumberTable:
    """The table with a gap in the place of a column; two gaps side by side become one."""
    gaps = {j for j in range(len(table.rows[0])) if j == dropped or _is_gap(table, j)}
    kept = [j for j in range(len(table.rows[0])) if not (j in gaps and j - 1 in gaps)]
    rows = tuple(tuple(LEFT_OUT if j in gaps else row[j] for j in kept) for row in table.rows)
    wrong = tuple((i, kept.index(j)) for i, j in table.wrong if j != dropped)
    return NumberTable(table.role, table.name, rows, wrong)


def _flat(value: Any) -> Array | None:
    """The numbers in two dimensions; None for anything else."""
    if isinstance(value, bool | str | bytes) or value is None:
        return None
    if not isinstance(value, int | float | np.number | np.ndarray):
        return None
    array = np.asarray(value)
    if array.dtype.kind not in "fiub" or array.size == 0:
        return None
    return array.reshape(1, -1) if array.ndim < 2 else array.reshape(-1, array.shape[-1])


def _named(name: str, value: Any) -> str:
    return f"{name} {np.shape(value)}" if np.ndim(value) else name


def _shown(every: range, most: int, wrong: Iterable[int]) -> list[int | None]:
    """The places to show, None where some are left out: both ends, and a wrong one."""
    if len(every) <= most:
        return list(every)
    half = most // 2
    kept = {*every[:half], *every[half - most :]}
    first = next(iter(wrong), None)
    if first is not None and not kept.intersection(wrong):
        kept = {*every[: half - 1], int(first), *every[half - most :]}
    ordered: list[int | None] = []
    for place in sorted(kept):
        if ordered and place != ordered[-1] + 1:  # type: ignore[operator]
            ordered.append(None)
        ordered.append(place)
    return ordered


def _texts(
    array: Array, rows: Sequence[int | None], columns: Sequence[int | None], digits: int
) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(LEFT_OUT if i is None or j is None else _text(array[i, j], digits) for j in columns)
        for i in rows
    )


def _text(number: Any, digits: int) -> str:
    if isinstance(number, np.bool_ | np.integer):
        return str(number)
    return f"{float(number):.{digits}g}"


def _digits_that_differ(got: Array, want: Array) -> int:
    """So many digits that what is wrong looks different."""
    pairs = list(zip(got[:50].tolist(), want[:50].tolist(), strict=True))
    for digits in _DIGITS:
        if all(_text(a, digits) != _text(b, digits) for a, b in pairs):
            return digits
    return _DIGITS[-1]
