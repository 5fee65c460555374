"""Whose score a run moved, and every grading that is kept, as terminal tables of 80 columns."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from autograder.grading.moves import tasks_told
from autograder.report.console import plain
from autograder.text import number

if TYPE_CHECKING:
    from autograder.grading.moves import Grading, Move

MOST_ROWS = 40
LONGEST_NAME = 14
LONGEST_REASON = 120
CHANGED = {
    "first": "first score",
    "file": "file",
    "grader": "grader",
    "file and grader": "both",
    "nothing": "neither",
}
"""what a table calls that which changed"""


def moves_table(moved: Sequence["Move"]) -> RenderableType:
    """The students whose score moved, the largest moves first, and what did it."""
    table = _table("student", "before", "now", "changed", "because of")
    ordered = sorted(moved, key=lambda move: (-move.size, move.student))
    for move in ordered[:MOST_ROWS]:
        table.add_row(
            plain(move.student, LONGEST_NAME),
            _score(move.before),
            _score(move.after),
            CHANGED[move.changed],
            _reason(move),
        )
    if len(ordered) > MOST_ROWS:
        table.add_row("…", "", "", "", f"and {len(ordered) - MOST_ROWS} more; all: --json FILE")
    return table


def moves_summary(moves: Sequence["Move"], students: int, dry_run: bool) -> Text:
    """How many of the graded have moved, how many of them with the same file, how many are new."""
    moved = [move for move in moves if move.moved]
    same_file = sum(move.without_new_file for move in moved)
    new = sum(move.changed == "first" for move in moves)
    verb = "would move" if dry_run else "moved"
    parts = [f"{len(moved)} of {students} marks {verb}"]
    if moved:
        parts[0] += f", {same_file} of them with the same file"
    if new:
        parts.append(f"{new} without a score before")
    if dry_run:
        parts.append("nothing is written")
    return Text("; ".join(parts) + ".")


def history_table(gradings: Sequence["Grading"], zone: tzinfo | None) -> RenderableType:
    """Every grading, oldest first; times in this zone, by default in UTC."""
    table = _table("graded", "student", "before", "now", "changed", "because of", grader=True)
    for grading in gradings:
        move = grading.move
        when = datetime.fromisoformat(grading.graded_at)
        local = when.astimezone(zone) if zone else when
        table.add_row(
            f"{local:%Y-%m-%d %H:%M}",
            plain(move.student, LONGEST_NAME),
            "" if move.changed == "first" else _score(move.before),
            _score(move.after),
            CHANGED[move.changed],
            grading.grader[:6],
            _reason(move),
        )
    return table


def _table(*names: str, grader: bool = False) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    *first, last = names
    for name in first:
        right = name in ("before", "now")
        width = LONGEST_NAME if name == "student" else None
        table.add_column(name, no_wrap=True, justify="right" if right else "left", max_width=width)
    if grader:
        table.add_column("grader", no_wrap=True)
    table.add_column(last)
    return table


def _score(score: float | None) -> Text:
    return Text("none" if score is None else number(score))


def _reason(move: "Move") -> Text:
    if move.after is None:
        return Text("the grader failed")
    return plain(tasks_told(move.tasks, move.covered_by_hand), LONGEST_REASON)
