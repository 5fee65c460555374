"""The release part of nbgrader's configuration."""

import glob
import os
import sys
from pathlib import Path
from typing import Any

from autograder.course import Assignment, Course
from autograder.errors import CourseError

NBGRADER_IGNORES = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"]  # its own default


def configure_release(c: Any, course: Course) -> None:
    """Have stubs and notebooks released, and never a secret.

    What is to stay secret is named by its absolute path: nbgrader's `ignore` takes globs, and
    bare names would be ignored in students' folders too. The module is among them, as the stub
    is written by the exporter; so the solution isn't copied even for a moment.
    """
    secret = [path for a in course.assignments for path in _unreleased(course, a)]
    c.CourseDirectory.ignore = NBGRADER_IGNORES + [glob.escape(path) for path in secret]
    c.GenerateAssignment.exporter_class = "autograder.nbgrader_plugins.release.ReleaseExporter"
    c.ExchangeFactory.release_assignment = "autograder.nbgrader_plugins.release.GuardedRelease"
    build_stale_notebooks(course)


def released_as_is(assignment: Assignment) -> set[str]:
    """The files that a release copies from the solution's folder unchanged."""
    return {"README.md", f"test_{assignment.stem}.py"}


def released_files(assignment: Assignment) -> set[str]:
    """Every file of a release; it holds no other."""
    return released_as_is(assignment) | {assignment.module, assignment.notebook}


def _unreleased(course: Course, assignment: Assignment) -> list[str]:
    """What lies in the solution's folder and isn't copied, as nbgrader writes such a path."""
    folder = os.path.join(course.root, "solutions", os.curdir, assignment.name)
    if not os.path.isdir(folder):
        return []
    return sorted(
        os.path.join(folder, n) for n in {*os.listdir(folder)} - released_as_is(assignment)
    )


def build_stale_notebooks(course: Course) -> None:
    """Build each notebook whose text is newer, as nbgrader looks for `*.ipynb` in the source.

    A mistake in one is told, and the others are built all the same; its notebook can't go out, as
    the exporter builds it once more.
    """
    for assignment in course.assignments:
        folder = course.solution_dir(assignment)
        text, notebook = folder / f"{assignment.stem}.md", folder / assignment.notebook
        if not text.is_file() or _is_newer(notebook, [text, course.root / "course.yml"]):
            continue
        from autograder.release.notebook import write_notebook

        try:
            write_notebook(course, assignment)
        except CourseError as error:
            print(f"nbgrader: {error}", file=sys.stderr)


def _is_newer(made: Path, sources: list[Path]) -> bool:
    return made.is_file() and all(
        made.stat().st_mtime_ns > source.stat().st_mtime_ns for source in sources
    )
