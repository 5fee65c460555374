"""The autograded notebook: the submitted notebook, made safe, with the result of each task.

It is what nbgrader's own preprocessors would have made (ClearOutput, DeduplicateIds,
OverwriteKernelspec, OverwriteCells), and more: a deleted graded cell comes back, and of the
student's notebook only the text of the cells is used. Every page that shows this text escapes it;
the file itself is plain JSON, which no text can damage.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.gradebook.notebooks.released import (
    Cell,
    Released,
    checksum,
    grade_id_of,
    nbgrader_of,
    source_of,
)
from autograder.gradebook.notebooks.words_elsewhere import (
    answer_with,
    answer_with_file,
    lines_in,
    says_more,
)
from autograder.submissions.contents import LARGEST_NOTEBOOK
from autograder.submissions.safe_reading import read_file
from autograder.submissions.similar_names import is_like
from autograder.text import one_line

MOST_CELLS = 2000
CELL_TYPES = ("code", "markdown", "raw")
PICTURE = re.compile(r"image/(png|jpeg|gif|webp)")
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class StudentNotebook:
    """The cells of a notebook, sanitized and completed."""

    cells: list[Cell]
    answered: frozenset[str]
    """`grade_id`s of the cells meant to be written in that differ from the released ones"""
    note: str = ""
    """a message for the student about the notebook itself"""


def read_notebook(path: Path, released: Released) -> StudentNotebook:
    """The submitted notebook; where it is missing or damaged, the released one.

    A damaged one may hold an answer, so a person sees its text.
    """
    content = b""
    try:
        content = read_file(path, LARGEST_NOTEBOOK)
        submitted = _parse(content)
    except (FileNotFoundError, NotADirectoryError):
        return _missing(released, f"There is no notebook {path.name}{_other_name(path)}")
    except OSError as error:
        what = f"The notebook can't be read ({error.strerror or error})"
        return _damaged(released, what, content)
    except ValueError as error:
        return _damaged(released, f"The notebook {path.name} is damaged ({error})", content)
    return sanitize(submitted, released)


def _other_name(path: Path) -> str:
    """`; found network (1).ipynb, rename it`, where a notebook has almost the right name."""
    try:
        names = sorted(name for name in os.listdir(path.parent) if is_like(name, path.name))
    except OSError:
        return ""
    return f"; found {one_line(names[0], 60)}, rename it" if names else ""


def _missing(released: Released, what: str) -> StudentNotebook:
    note = f"{what}: the released one is used, and its written question counts as not answered."
    return StudentNotebook(sanitize(released.cells, released).cells, frozenset(), note)


def _damaged(released: Released, what: str, content: bytes) -> StudentNotebook:
    cells = sanitize(released.cells, released).cells
    known = {grade_id: cell for cell in cells if (grade_id := grade_id_of(cell))}
    for grade_id in released.manual_ids:
        answer_with_file(known[grade_id], what, content)
    person = ", and a person reads what is in the file" if released.manual_ids else ""
    return StudentNotebook(cells, released.manual_ids, f"{what}: the released one is used{person}.")


def sanitize(submitted: Iterable[Any], released: Released) -> StudentNotebook:
    """The cells that may stay, with nbgrader's cells as they were released.

    Of a cell that nbgrader doesn't lock, the text stays the student's. Where two cells have the
    same `grade_id`, the last one counts, as in nbgrader. No word of the student's is lost.
    """
    cells = [cell if isinstance(cell, dict) else {"source": cell} for cell in submitted]
    kept = [_ordinary(cell) for cell in cells]
    known: dict[str, Cell] = {}
    overwritten: list[tuple[Cell, Cell]] = []
    for grade_id, index in _places(cells, released).items():
        overwritten.append((cell := _known(cells[index], released.by_id[grade_id]), kept[index]))
        kept[index] = known[grade_id] = cell
    _restore_missing(kept, known, released)
    _keep_words(kept, known, overwritten, released)
    _name_cells(kept)
    return StudentNotebook(kept, _answered(known, released))


def render(
    notebook: StudentNotebook, outputs: Mapping[str, list[Any]], released: Released
) -> bytes:
    """The notebook as a file, `outputs[grade_id]` under each graded cell."""
    cells = [_cell("markdown", f"**Note.** {notebook.note}", id="note")] if notebook.note else []
    for cell in notebook.cells:
        output = outputs.get(grade_id_of(cell))
        cells.append(cell if output is None else {**cell, "outputs": output})
    content = {
        "cells": cells,
        "metadata": released.metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def _parse(content: bytes) -> list[Any]:
    """The cells. Raises ValueError where this is no notebook."""
    try:
        notebook = json.loads(content, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except UnicodeDecodeError:
        raise ValueError("it isn't UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it has no cells")
    if len(cells) > MOST_CELLS:
        raise ValueError(f"it has more than {MOST_CELLS} cells")
    return cells


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _cell(cell_type: str, source: str, *, id: str = "", nbgrader: Any = None) -> Cell:
    cell: Cell = {
        "cell_type": cell_type,
        "id": id,
        "metadata": {"nbgrader": nbgrader} if nbgrader else {},
        "source": source,
    }
    if cell_type == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell


def _places(cells: list[Cell], released: Released) -> dict[str, int]:
    """Where nbgrader's cells are. Without metadata, which Colab can lose, by id or by text."""
    places = {i: n for n, cell in enumerate(cells) if (i := grade_id_of(cell)) in released.by_id}
    taken = set(places.values())
    for grade_id, original in released.by_id.items():
        if grade_id not in places:
            same_id = (n for n, cell in enumerate(cells) if _id(cell) == original.get("id"))
            same_text = (n for n, cell in enumerate(cells) if _text(cell) == source_of(original))
            found = (n for n in (*same_id, *same_text) if n not in taken)
            if (place := next(found, None)) is not None:
                places[grade_id] = place
                taken.add(place)
    return places


def _ordinary(cell: Cell) -> Cell:
    cell_type = cell.get("cell_type")
    kept = _cell(cell_type if cell_type in CELL_TYPES else "raw", _text(cell), id=_id(cell))
    return _with_pictures(kept, cell)


def _known(cell: Cell, original: Cell) -> Cell:
    """The student's version of a cell that nbgrader knows."""
    meta = nbgrader_of(original)
    source = _text(cell) if meta.get("solution") or meta.get("task") else source_of(original)
    kept = _cell(original["cell_type"], source, id=_id(cell), nbgrader=meta)
    return _with_pictures(kept, cell)


def _text(cell: Cell) -> str:
    """A cell's text, also where it is of another kind than a notebook allows."""
    source = cell.get("source")
    return "".join(map(_as_text, source if isinstance(source, list) else [source]))


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    try:
        return "" if value is None else json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "(nested too deeply to be shown)"


def _id(cell: Cell) -> str:
    found = cell.get("id")
    return found if isinstance(found, str) and CELL_ID.fullmatch(found) else ""


def _with_pictures(kept: Cell, cell: Cell) -> Cell:
    """Keep the pictures that a student pasted into a text cell."""
    attachments = cell.get("attachments")
    if kept["cell_type"] == "markdown" and isinstance(attachments, dict):
        pictures = {
            name: {kind: data}
            for name, bundle in attachments.items()
            if isinstance(bundle, dict)
            for kind, data in bundle.items()
            if isinstance(data, str) and PICTURE.fullmatch(kind)
        }
        if pictures:
            kept["attachments"] = pictures
    return kept


def _restore_missing(kept: list[Cell], known: dict[str, Cell], released: Released) -> None:
    """Put every missing graded cell back, after the cell that it followed."""
    previous: Cell | None = None
    for grade_id, original in released.by_id.items():
        if grade_id not in known and nbgrader_of(original).get("grade"):
            known[grade_id] = _known(original, original)
            after = (index for index, cell in enumerate(kept, 1) if cell is previous)
            kept.insert(next(after, len(kept)), known[grade_id])
        previous = known.get(grade_id, previous)


def _keep_words(
    kept: list[Cell],
    known: Mapping[str, Cell],
    overwritten: Iterable[tuple[Cell, Cell]],
    released: Released,
) -> None:
    """Keep what was written in locked cells, and show all words beside a question left open."""
    lines = lines_in(released.cells)
    for cell, students in overwritten:
        texts = {other["source"] for other in kept}
        if says_more(students, lines) and students["source"] not in texts:
            index = next(n for n, other in enumerate(kept, 1) if other is cell)
            kept.insert(index, students)
    others = [cell for cell in kept if not grade_id_of(cell) and says_more(cell, lines)]
    for grade_id in sorted(released.manual_ids & known.keys()):
        if others and not says_more(known[grade_id], lines):
            answer_with(known[grade_id], others)


def _name_cells(cells: list[Cell]) -> None:
    """Give every cell an id of its own, which the notebook format requires."""
    used: set[str] = {"note", ""}
    for index, cell in enumerate(cells):
        wanted = cell["id"]
        if wanted in used:
            wanted = f"cell-{index}"
            while wanted in used:
                wanted += "-"
            cell["id"] = wanted
        used.add(wanted)


def _answered(known: Mapping[str, Cell], released: Released) -> frozenset[str]:
    return frozenset(
        grade_id
        for grade_id in released.answer_ids & known.keys()
        if (cell := known[grade_id])
        and checksum(cell["source"], cell["cell_type"], nbgrader_of(cell))
        != nbgrader_of(cell).get("checksum")
    )
