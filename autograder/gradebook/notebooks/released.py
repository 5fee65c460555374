"""The released notebook: every autograded notebook is made from it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.course import Assignment, Course
from autograder.errors import CourseError

Cell = dict[str, Any]
NO_METADATA: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Released:
    """A released notebook, and what nbgrader's gradebook stores about its cells."""

    cells: list[Cell]
    metadata: dict[str, Any]
    digest: str
    """changes when anything in the release changes that goes into an autograded notebook"""

    @cached_property
    def by_id(self) -> dict[str, Cell]:
        """The cells that nbgrader knows, by their `grade_id`."""
        return {grade_id: cell for cell in self.cells if (grade_id := grade_id_of(cell))}

    @cached_property
    def task_ids(self) -> frozenset[str]:
        """The `grade_id`s of the cells that carry a task's score."""
        return frozenset(i for i, cell in self.by_id.items() if _is_test(cell))

    @cached_property
    def manual_ids(self) -> frozenset[str]:
        """The `grade_id`s of the cells that are marked by hand."""
        return frozenset(i for i in self.answer_ids if nbgrader_of(self.by_id[i]).get("grade"))

    @cached_property
    def answer_ids(self) -> frozenset[str]:
        """The `grade_id`s of the cells that a student writes in, marked by hand or not at all."""
        return frozenset(i for i, cell in self.by_id.items() if nbgrader_of(cell).get("solution"))


def nbgrader_of(cell: Cell) -> Mapping[str, Any]:
    """A cell's metadata for nbgrader; empty for an ordinary cell, and where they are no dict."""
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else NO_METADATA


def grade_id_of(cell: Cell) -> str:
    """The name under which nbgrader knows a cell; empty for an ordinary one, as in nbgrader."""
    meta = nbgrader_of(cell)
    marked = any(meta.get(key) for key in ("grade", "solution", "locked", "task"))
    grade_id = meta.get("grade_id")
    return grade_id if marked and isinstance(grade_id, str) else ""


def source_of(cell: Cell) -> str:
    """A cell's text; a notebook may hold it as one string or as a list of lines."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def checksum(source: str, cell_type: str, meta: Mapping[str, Any]) -> str:
    """nbgrader's checksum of a cell (`nbgrader.utils.compute_checksum`), without its import."""
    grade, solution = bool(meta.get("grade")), bool(meta.get("solution"))
    locked = not solution and (grade or bool(meta.get("locked")))
    parts = [source, cell_type, str(grade), str(solution), str(locked), str(meta["grade_id"])]
    if grade:
        parts.append(str(float(meta["points"])))
    return hashlib.md5("".join(parts).encode(errors="replace")).hexdigest()


def read_released(course: Course, assignment: Assignment) -> Released:
    """The released notebook of an assignment.

    Raises CourseError when it is absent or doesn't fit `course.yml`.
    """
    path = course.release_dir(assignment) / assignment.notebook
    remedy = f"run: autograder release {assignment.name}"
    try:
        content = path.read_bytes()
        notebook = json.loads(content)
        cells, metadata = list(notebook["cells"]), dict(notebook["metadata"])
    except FileNotFoundError:
        raise CourseError(f"{path}: there is no such file; {remedy}") from None
    except OSError as error:
        raise CourseError(f"{path}: can't be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CourseError(f"{path}: this isn't a notebook; {remedy}") from None
    released = Released(cells, metadata, hashlib.sha256(content).hexdigest())
    points = {i: float(nbgrader_of(released.by_id[i])["points"]) for i in released.task_ids}
    wanted = {task.name: task.points_in_maximum for task in assignment.tasks}
    if points != wanted:
        raise CourseError(
            f"{path}: its graded cells are worth {_listed(points)}, but course.yml says "
            f"{_listed(wanted)}; {remedy}"
        )
    return released


def _is_test(cell: Cell) -> bool:
    meta = nbgrader_of(cell)
    return bool(meta.get("grade")) and not meta.get("solution")


def _listed(points: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {points[name]:g}" for name in sorted(points)) or "nothing"
