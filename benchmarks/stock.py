"""The same submissions in stock nbgrader, which grades by executing the notebook.

Twice: with the notebook that learners hand in, a lesson that trains and plots; and with a notebook
of nothing but the public checks, as quick as nbgrader can be: the first cell holds them, and a
graded cell for each task runs those of the task.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course import Assignment, Course
from autograder.demo.sample import Member
from autograder.release.notebook import build_notebook
from benchmarks.measure import run

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "stock"
"""


class StockCourse:
    """A course folder that nbgrader works on in its usual configuration."""

    def __init__(
        self, folder: Path, course: Course, assignment: Assignment, *, lesson: bool
    ) -> None:
        self.root = folder
        self._assignment = assignment
        source = folder / "source" / assignment.name
        source.mkdir(parents=True)
        (folder / "nbgrader_config.py").write_text(CONFIG)
        public_checks = course.release_dir(assignment) / f"test_{assignment.stem}.py"
        if lesson:
            notebook = build_notebook(course, assignment)
            shutil.copy(public_checks, source)
        else:
            notebook = _checks_alone(assignment, public_checks.read_text())
        nbformat.write(notebook, source / assignment.notebook)
        run(["nbgrader", "generate_assignment", assignment.name], folder)

    def hand_in(self, members: Sequence[Member]) -> None:
        """Let exactly these members have handed in, and nothing of theirs be graded."""
        for name in ("submitted", "autograded"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        released = self.root / "release" / self._assignment.name
        for member in members:
            folder = self.root / "submitted" / member.student / self._assignment.name
            shutil.copytree(released, folder)
            (folder / self._assignment.module).write_bytes(member.module or b"")

    def autograde(self) -> float:
        """Grade what is handed in; seconds of wall-clock time."""
        return run(["nbgrader", "autograde", self._assignment.name], self.root).seconds

    def export(self) -> float:
        """Seconds that `nbgrader export` takes: its start, on this gradebook."""
        return run(["nbgrader", "export", "--to", "grades.csv"], self.root).seconds


def _checks_alone(assignment: Assignment, public_checks: str) -> Any:
    cells = [_cell(f"import {assignment.stem}\n{public_checks}", "checks", grade=False, points=0)]
    for task in assignment.tasks:
        code = (
            f"for name, check in list(globals().items()):\n"
            f"    if name.startswith('test_{task.name}'):\n"
            f"        check()"
        )
        cells.append(_cell(code, task.name, grade=True, points=task.points))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _cell(code: str, grade_id: str, *, grade: bool, points: float) -> Any:
    meta = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    if grade:
        meta["points"] = points
    return new_code_cell(code, metadata={"nbgrader": meta})
