"""Whether a mark by hand is still for the answer that was marked.

nbgrader asks a person to look again after every new grading. We ask only where the answer changed.
So one table of our own keeps two digests for each grade: of the answer that was graded last, and
of the answer that a person marked. Which answer that was shows at the next grading: a mark that
isn't flagged "needs manual grade" was given for the answer that was graded last.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.gradebook.notebooks.released import (
    Cell,
    checksum,
    grade_id_of,
    nbgrader_of,
    source_of,
)

TABLE = "autograder_answers"
CREATE = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (
    grade_id VARCHAR(32) PRIMARY KEY NOT NULL,
    seen TEXT NOT NULL,
    marked TEXT
)"""
READ = f"SELECT grade_id, seen, marked FROM {TABLE} WHERE grade_id IN "
WRITE = f"INSERT OR REPLACE INTO {TABLE} (grade_id, seen, marked) VALUES (?, ?, ?)"
FORGET_ORPHANS = f"DELETE FROM {TABLE} WHERE grade_id NOT IN (SELECT id FROM grade)"
AT_ONCE = 500  # SQLite's older versions take 999 values in a statement


@dataclass(frozen=True)
class Answer:
    """The digests that belong to a grade."""

    seen: str | None = None
    """of the answer that was graded last; None where we never graded one"""
    marked: str | None = None
    """of the answer that a person marked; None where nobody did"""


@dataclass(frozen=True)
class Grade:
    """The columns of a grade that decide who has to look at it."""

    automatic: float | None
    by_hand: float | None
    flagged: bool
    """nbgrader's `needs_manual_grade`, which saving a mark in the formgrader takes away"""


def look_again(grade: Grade, before: Answer, now: str) -> tuple[bool, Answer]:
    """Whether a person has to mark the answer `now`, and what to remember of it."""
    if grade.by_hand is None:
        return grade.automatic is None, Answer(now)
    if not grade.flagged:
        marked = before.seen
    elif before.seen is not None and before.seen == before.marked:
        return True, Answer(now, before.marked)  # a person asks for another look
    else:
        marked = before.marked
    return marked != now, Answer(now, marked)


def written_answer(cells: Iterable[Cell], grade_id: str) -> str:
    """A digest of what a student wrote for a question.

    Where the cell of the question is untouched, the answer may be in any cell of the student's.
    """
    written, others = "", []
    for cell in cells:
        found = grade_id_of(cell)
        if found == grade_id and not _is_untouched(cell):
            written += _content(cell)
        elif not found and cell.get("id") != "note":
            others.append(_content(cell))
    return _digest(written or "\0".join(others))


def task_answer(module_sha256: str, automatic: float) -> str:
    """A digest of what a mark for a task is about: the program, and its automatic score."""
    return _digest(f"{module_sha256} {automatic!r}")


def read_answers(connection: Any, grades: Collection[str]) -> dict[str, Answer]:
    """What is remembered of these grades, by their keys in the database."""
    keys, found = list(grades), {}
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        places = ", ".join("?" * len(some))
        for key, seen, marked in connection.exec_driver_sql(f"{READ} ({places})", tuple(some)):
            found[key] = Answer(seen, marked)
    return found


def write_answers(connection: Any, answers: Mapping[str, Answer]) -> None:
    """Remember them, by the keys of the grades."""
    if answers:
        rows = [(key, answer.seen, answer.marked) for key, answer in answers.items()]
        connection.exec_driver_sql(WRITE, rows)


def _is_untouched(cell: Cell) -> bool:
    meta = nbgrader_of(cell)
    return checksum(source_of(cell), cell["cell_type"], meta) == meta.get("checksum")


def _content(cell: Cell) -> str:
    pictures = json.dumps(cell.get("attachments") or {}, sort_keys=True)
    return f"{source_of(cell)}\0{pictures}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
