"""The notebook of an assignment, built from its text source (jupytext markdown).

The same text gives the same bytes. A cell that carries a task's check needs no more than
`nbgrader={"grade_id": "TASK"}`: the rest, its points among it, comes from course.yml.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.atomic import replace_file
from autograder.course import Assignment, Course
from autograder.course.model import did_you_mean
from autograder.errors import CourseError
from autograder.solution_markers import find_regions

NBGRADER_SCHEMA = 3
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def write_notebook(course: Course, assignment: Assignment) -> Path:
    """Build the instructor's notebook from its text; nbgrader's generate step starts from it.

    Raises CourseError as `build_notebook` does, and where somebody has edited the notebook, whose
    work would be lost.
    """
    import nbformat

    path = course.solution_dir(assignment) / assignment.notebook
    notebook = build_notebook(course, assignment)
    if _was_edited(path, notebook):
        raise CourseError(
            f"{path.relative_to(course.root)}: was edited, but only {assignment.stem}.md "
            f"counts; copy the edits (jupytext --to md {path.name}) or delete this notebook"
        )
    replace_file(path, f"{nbformat.writes(notebook)}\n".encode())
    return path


def build_stale_notebooks(course: Course) -> None:
    """Build each notebook whose text is newer, because nbgrader looks for `*.ipynb` there.

    A mistake in one is printed, and the others are built. A notebook with a mistake can't be
    released, because the exporter builds it again.
    """
    for assignment in course.assignments:
        folder = course.solution_dir(assignment)
        text, notebook = folder / f"{assignment.stem}.md", folder / assignment.notebook
        if not text.is_file() or _is_newer(notebook, [text, course.root / "course.yml"]):
            continue
        try:
            write_notebook(course, assignment)
        except CourseError as error:
            print(f"nbgrader: {error}", file=sys.stderr)


def _is_newer(made: Path, sources: list[Path]) -> bool:
    return made.is_file() and all(
        made.stat().st_mtime_ns > source.stat().st_mtime_ns for source in sources
    )


def _was_edited(path: Path, built: Any) -> bool:
    """Whether the notebook is newer than its text, and different from it."""
    text = path.with_suffix(".md")
    if not path.is_file() or path.stat().st_mtime_ns <= text.stat().st_mtime_ns:
        return False
    try:
        cells = json.loads(path.read_bytes())["cells"]
        there = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError):
        return False
    return there != [(cell.cell_type, cell.source) for cell in built.cells]


def build_notebook(course: Course, assignment: Assignment) -> Any:
    """The notebook with its solutions, as nbformat's object: no outputs, stable cell ids.

    Raises CourseError, with the line of the text, where it isn't a notebook, its markers don't
    pair up, or its graded cells don't agree with course.yml.
    """
    import jupytext
    from nbformat import NotebookNode

    path = course.require_solution_dir(assignment) / f"{assignment.stem}.md"
    place = str(path.relative_to(course.root))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{place}: the notebook's text can't be read: {error}") from None
    find_regions(text, place)
    notebook = jupytext.reads(text, fmt="md")
    notebook.metadata = NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    for cell in notebook.cells:
        cell.metadata.pop("lines_to_next_cell", None)
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader = NotebookNode(_completed(cell.metadata.nbgrader, assignment))
    mistakes = sorted(_mistakes(notebook, text, assignment))
    if mistakes:
        raise CourseError("\n".join(f"{place}:{line}: {what}" for line, what in mistakes))
    _name_cells(notebook)
    return notebook


def _completed(given: dict[str, Any], assignment: Assignment) -> Any:
    points = {task.name: task.points_in_maximum for task in assignment.tasks}
    name = str(given.get("grade_id", ""))
    is_check = name in points
    filled = {
        "grade": is_check,
        "locked": is_check,
        "solution": False,
        "task": False,
        "schema_version": NBGRADER_SCHEMA,
        **given,
    }
    if is_check:
        worth = points[name]
        filled.setdefault("points", int(worth) if worth.is_integer() else worth)
    return dict(sorted(filled.items()))


def _mistakes(notebook: Any, text: str, assignment: Assignment) -> Iterator[tuple[int, str]]:
    """Where the graded cells don't agree with course.yml: line of the text, and what is wrong."""
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        if "incorrectly_encoded_metadata" in cell.metadata:
            broken = cell.metadata["incorrectly_encoded_metadata"]
            yield _line_of(text, broken), f"these options of a cell can't be read: {broken}"
        if "nbgrader" not in cell.metadata:
            continue
        name = str(cell.metadata.nbgrader.get("grade_id", ""))
        seen[name] += 1
        line = _line_of(text, f'"grade_id": "{name}"', seen[name])
        if seen[name] > 1:
            yield line, f"grade_id '{name}' is used twice; each graded cell needs its own"
        else:
            yield from ((line, what) for what in _mistakes_in(cell, name, assignment))
    for task in assignment.tasks:
        if not seen[task.name]:
            yield (
                text.count("\n") or 1,
                f"task '{task.name}' has no check; add a cell "
                f'```python nbgrader={{"grade_id": "{task.name}"}}',
            )


def _mistakes_in(cell: Any, name: str, assignment: Assignment) -> Iterator[str]:
    meta = cell.metadata.nbgrader
    points = {task.name: task.points_in_maximum for task in assignment.tasks}
    if name in points:
        if cell.cell_type != "code" or meta.solution or not (meta.grade and meta.locked):
            yield f"the check of task '{name}' must be a locked, graded code cell"
        if meta.get("points") != points[name]:
            yield (
                f"task '{name}' has {meta.get('points')} points here and {points[name]:g} in "
                "course.yml; leave points out, then course.yml counts"
            )
    elif meta.grade and not meta.solution:
        guess = did_you_mean(name, points)
        yield f"no task '{name}' in course.yml{guess} (tasks: {', '.join(points)})"
    elif meta.grade and "points" not in meta:
        yield f"the cell '{name}', which is marked by hand, has no points"


def _line_of(text: str, sought: str, which: int = 1) -> int:
    """The line of the `which`-th time that `sought` occurs, whatever its spaces; else 1."""
    parts = [part for part in re.findall(r"\w+|\W", sought) if part.strip()]
    starts = [m.start() for m in re.finditer(r"\s*".join(map(re.escape, parts)), text)]
    return text.count("\n", 0, starts[which - 1]) + 1 if len(starts) >= which else 1


def _name_cells(notebook: Any) -> None:
    """Ids that stay when other cells change: the grade_id, else a digest of the cell."""
    taken: Counter[str] = Counter()
    for cell in notebook.cells:
        graded = cell.metadata.get("nbgrader", {}).get("grade_id")
        name = graded or hashlib.sha256(cell.source.encode()).hexdigest()[:8]
        taken[name] += 1
        cell.id = name if taken[name] == 1 else f"{name}-{taken[name]}"
