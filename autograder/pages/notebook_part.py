"""What a student wrote in the notebook: the answers that a person marks, and everything else."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.gradebook.notebooks.released import (
    Cell,
    Released,
    grade_id_of,
    nbgrader_of,
    source_of,
)
from autograder.gradebook.notebooks.words_elsewhere import lines_in, says_more

NOTE = "note"
NOTE_HEAD = "**Note.** "


@dataclass(frozen=True)
class Question:
    """A question that a person marks, and what the student wrote."""

    grade_id: str
    answer: Cell
    answered: bool


@dataclass(frozen=True)
class NotebookPart:
    """What the page shows of a notebook."""

    questions: Sequence[Question]
    own: Sequence[Cell]
    """the other cells that say more than the released notebook, in their order"""
    note: str
    """what is odd about the notebook itself"""


def read_notebook_part(path: Path, released: Released) -> NotebookPart:
    """From the graded notebook. Raises OSError, ValueError where it can't be read."""
    cells = [cell for cell in _cells(path) if isinstance(cell, dict)]
    by_id = {grade_id: cell for cell in cells if (grade_id := grade_id_of(cell))}
    lines = lines_in(released.cells)
    questions = [
        Question(name, cell, says_more(cell, lines) or _has_picture(cell))
        for name in questions_of(released)
        if (cell := by_id.get(name))
    ]
    own = [
        cell
        for cell in cells
        if grade_id_of(cell) not in released.manual_ids
        and cell.get("id") != NOTE
        and (says_more(cell, lines) or _has_picture(cell))
    ]
    notes = (source_of(cell) for cell in cells if cell.get("id") == NOTE)
    return NotebookPart(questions, own, next(notes, "").removeprefix(NOTE_HEAD))


def questions_of(released: Released) -> dict[str, str]:
    """The text of each question by `grade_id`: the last section of the text above its cell.

    It is empty where the question is in the answer's own cell.
    """
    found: dict[str, str] = {}
    above = ""
    for cell in released.cells:
        grade_id = grade_id_of(cell)
        if grade_id in released.manual_ids:
            found[grade_id] = _last_section(above)
        is_text = cell["cell_type"] == "markdown" and not nbgrader_of(cell).get("solution")
        above = source_of(cell) if is_text else ""
    return found


def title_of(grade_id: str) -> str:
    """The name of a question as words: `why-the-start-matters` is "Why the start matters"."""
    words = " ".join(grade_id.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:]


def _cells(path: Path) -> list[Any]:
    try:
        cells = json.loads(path.read_bytes())["cells"]
    except (KeyError, TypeError, RecursionError):
        raise ValueError(f"{path}: this isn't a notebook") from None
    if not isinstance(cells, list):
        raise ValueError(f"{path}: this isn't a notebook")
    return cells


def _last_section(text: str) -> str:
    lines = text.splitlines()
    headings = [number for number, line in enumerate(lines) if line.startswith("#")]
    return "\n".join(lines[headings[-1] + 1 :] if headings else lines).strip()


def _has_picture(cell: Cell) -> bool:
    return bool(cell.get("attachments"))
