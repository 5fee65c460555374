"""An assignment and its cells in nbgrader's database, as `generate_assignment` saves them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.gradebook.database import Database
from autograder.gradebook.nbgrader_import import NbgraderApi
from autograder.gradebook.notebooks.released import Released, nbgrader_of, source_of
from autograder.gradebook.our_assignments import mark_as_ours

CellKey = tuple[str, str]
"""the name of nbgrader's class for the cell, and its `grade_id`"""
Columns = Mapping[str, Any]


@dataclass(frozen=True)
class AssignmentIds:
    """The keys of an assignment's rows, by which scores are written."""

    assignment: str
    notebook: str
    graded: Mapping[str, str]
    """base cell of each cell that carries a score, by `grade_id`"""
    commented: Mapping[str, str]
    """base cell of each cell that carries a comment, by `grade_id`"""


def save_assignment(
    database: Database, course_id: str, assignment: Assignment, released: Released
) -> AssignmentIds:
    """Make the database agree with `course.yml` and the released notebook.

    A due date that `course.yml` doesn't give stays as it is. Raises CourseError where cells were
    added or removed and there are submissions already, as nbgrader does; GradebookError.
    """
    with database.writing() as session:
        api = database.api
        row = session.query(api.Assignment).filter_by(name=assignment.name).one_or_none()
        if row is None:
            row = api.Assignment(name=assignment.name, course_id=course_id)
            session.add(row)
        row.duedate = due_date(row, assignment)
        notebook = _save_notebook(session, api, row, assignment, released)
        _save_cells(session, api, notebook, assignment, released)
        session.flush()
        mark_as_ours(session, row.id)
        session.expire_all()
        return _ids(row, notebook)


def find_assignment(session: Session, api: NbgraderApi, assignment: Assignment) -> Any:
    """The assignment's row. Raises CourseError where nothing of it was ever graded."""
    row = session.query(api.Assignment).filter_by(name=assignment.name).one_or_none()
    if row is None:
        raise CourseError(
            f"the gradebook holds nothing of {assignment.name} yet; first run: "
            f"autograder grade {assignment.name}"
        )
    return row


def stored_ids(row: Any, assignment: Assignment) -> AssignmentIds | None:
    """The keys as the gradebook has them; None where it has no notebook of this name."""
    notebooks = [notebook for notebook in row.notebooks if notebook.name == assignment.stem]
    return _ids(row, notebooks[0]) if notebooks else None


def due_date(row: Any, assignment: Assignment) -> datetime | None:
    """The due date of `course.yml`, as nbgrader stores it; without one there, nbgrader's own."""
    return row.duedate if assignment.due is None else _as_stored(assignment.due)


def _ids(row: Any, notebook: Any) -> AssignmentIds:
    kinds = _cells_by_kind(notebook)
    return AssignmentIds(
        row.id,
        notebook.id,
        {cell.name: cell.id for cell in kinds["GradeCell"] + kinds["TaskCell"]},
        {cell.name: cell.id for cell in kinds["SolutionCell"] + kinds["TaskCell"]},
    )


def _save_notebook(
    session: Session, api: NbgraderApi, row: Any, assignment: Assignment, released: Released
) -> Any:
    """The row of the assignment's one notebook."""
    found = None
    for notebook in list(row.notebooks):
        if notebook.name == assignment.stem:
            found = notebook
        elif notebook.submissions:
            raise CourseError(
                f"{assignment.name}: the gradebook has submissions of a notebook "
                f"{notebook.name}, which is no longer part of this assignment; keep the name of "
                "its module, or remove them with: nbgrader db assignment remove "
                f"{assignment.name}"
            )
        else:
            for cells in _cells_by_kind(notebook).values():
                for cell in cells:
                    session.delete(cell)
            session.delete(notebook)
    if found is None:
        kernelspec = json.dumps(released.metadata.get("kernelspec", {}))
        found = api.Notebook(name=assignment.stem, assignment=row, kernelspec=kernelspec)
        session.add(found)
    session.flush()
    return found


def _save_cells(
    session: Session, api: NbgraderApi, notebook: Any, assignment: Assignment, released: Released
) -> None:
    """Add, change and remove the rows of the notebook's cells."""
    wanted = _wanted(released)
    present = {
        (kind, cell.name): cell
        for kind, cells in _cells_by_kind(notebook).items()
        for cell in cells
    }
    if (
        set(present) != set(wanted)
        and session.query(api.SubmittedNotebook).filter_by(notebook_id=notebook.id).count()
    ):
        raise CourseError(_changed(assignment, present, wanted))
    for key in set(present) - set(wanted):
        session.delete(present[key])
    for (kind, name), columns in wanted.items():
        cell = present.get((kind, name))
        if cell is None:
            session.add(getattr(api, kind)(name=name, notebook=notebook, **columns))
        else:
            for column, value in columns.items():
                setattr(cell, column, value)


def _wanted(released: Released) -> dict[CellKey, Columns]:
    """The rows that each cell should have."""
    rows: dict[CellKey, Columns] = {}
    for name, cell in released.by_id.items():
        meta, cell_type = nbgrader_of(cell), cell["cell_type"]
        solution, grade, task = (bool(meta.get(k)) for k in ("solution", "grade", "task"))
        graded = {"cell_type": cell_type, "max_score": float(meta.get("points", 0))}
        if grade:
            rows["GradeCell", name] = graded
        if solution:
            rows["SolutionCell", name] = {}
        if task:
            rows["TaskCell", name] = graded
        rows["SourceCell", name] = {
            "cell_type": cell_type,
            "locked": not solution and (grade or bool(meta.get("locked"))),
            "source": source_of(cell),
            "checksum": meta.get("checksum"),
        }
    return rows


def _cells_by_kind(notebook: Any) -> dict[str, list[Any]]:
    return {
        "GradeCell": notebook.grade_cells,
        "SolutionCell": notebook.solution_cells,
        "TaskCell": notebook.task_cells,
        "SourceCell": list(notebook.source_cells),
    }


def _changed(assignment: Assignment, present: Iterable[CellKey], wanted: Iterable[CellKey]) -> str:
    added = ", ".join(sorted({name for _, name in set(wanted) - set(present)})) or "none"
    removed = ", ".join(sorted({name for _, name in set(present) - set(wanted)})) or "none"
    return (
        f"{assignment.name}: graded cells were added ({added}) or removed ({removed}) after "
        "submissions were graded, which nbgrader doesn't allow; undo the change, or remove "
        f"the assignment's grades with: nbgrader db assignment remove {assignment.name}"
    )


def _as_stored(moment: datetime) -> datetime:
    """A time with a zone as nbgrader stores it: in UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)
