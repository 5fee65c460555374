"""The written question for somebody who learns alone: the model answer, and points to tick off.

The model answer is in the text of the notebook, `solutions/NAME/STEM.md`, in the cell of the
question. The points are the items `- [ ]` at its end. The learner's own answer is in the notebook.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.learn.workspace.workspace import Workspace
from autograder.solution_markers import without_markers
from autograder.text import clean

REGION = re.compile(r"<!-- #region nbgrader=(\{.*?\}) -->\n(.*?)<!-- #endregion -->", re.DOTALL)
POINT = re.compile(r"^- \[ \] (.*(?:\n  .*)*)$", re.MULTILINE)
LONGEST_ANSWER = 20_000  # characters


@dataclass(frozen=True)
class ModelAnswer:
    """What a good answer says, as markdown, and the points that it has to make."""

    grade_id: str
    text: str
    points: tuple[str, ...]


def model_answer(workspace: Workspace, assignment: Assignment) -> ModelAnswer:
    """The model answer. Raises CourseError in a student's install, and without a question."""
    file = workspace.course.solution_dir(assignment) / f"{assignment.stem}.md"
    if assignment.why_unexplained or not file.is_file():
        why = workspace.why_no_solutions(assignment)
        raise CourseError(f"The model answer is not here: {why}")
    for options, text in REGION.findall(file.read_text(encoding="utf-8")):
        cell = json.loads(options)
        if cell.get("grade") and cell.get("solution"):
            plain = without_markers(text).strip()
            points = tuple(" ".join(point.split()) for point in POINT.findall(plain))
            return ModelAnswer(cell["grade_id"], POINT.sub("", plain).strip(), points)
    raise CourseError(f"{assignment.name} has no written question")


def own_answer(workspace: Workspace, assignment: Assignment, grade_id: str) -> str:
    """What the learner wrote, as markdown; empty where nothing is written yet.

    An answer in new cells counts where the cell of the question is as it was. Raises CourseError
    where the notebook can't be read.
    """
    file = workspace.folder(assignment) / assignment.notebook
    copy = workspace.private / "course" / "assignments" / assignment.name / assignment.notebook
    released = {_source(cell) for cell in _cells(copy)} if copy.is_file() else set()
    written = [
        cell
        for cell in _cells(file)
        if cell.get("cell_type") == "markdown" and _source(cell) not in {*released, ""}
    ]
    in_place = [cell for cell in written if _grade_id(cell) == grade_id]
    return clean("\n\n".join(map(_source, in_place or written)), LONGEST_ANSWER)


def tick(workspace: Workspace, assignment: Assignment, ticked: Iterable[int], count: int) -> None:
    """Remember which of the points the learner's answer makes; they count from 1."""
    with workspace.state.edit() as state:
        known = state.assignment(assignment.name)
        known.ticked, known.to_tick = sorted(set(ticked)), count


def _cells(file: Path) -> list[dict[str, Any]]:
    try:
        cells = json.loads(file.read_bytes())["cells"]
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CourseError(f"{file}: the notebook can't be read: {reason}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CourseError(f"{file}: this is no notebook any more") from None
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str)).strip()


def _grade_id(cell: dict[str, Any]) -> str:
    match cell.get("metadata"):
        case {"nbgrader": {"grade_id": str(name)}}:
            return name
    return ""
