"""The folder of one released assignment, as a student gets it from a class: no workspace.

The names of the public checks say which tasks there are: `test_network.py` for `network.py`.
Nothing is remembered there, so that the student submits no file of ours.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.learn.workspace.progress_file import StateFile
from autograder.learn.workspace.workspace import Workspace, find_workspace
from autograder.public_checks import checked_functions, tasks_of


@dataclass(frozen=True)
class SingleFolder(Workspace):
    """A workspace of one assignment, which is the folder itself."""

    path: Path

    def folder(self, assignment: Assignment) -> Path:
        """The folder itself, whatever its name."""
        return self.path


def find_work(course: Path | None = None) -> Workspace:
    """The workspace around the current folder, or the assignment that is the current folder.

    Raises CourseError where it is neither.
    """
    try:
        return find_workspace(course=course)
    except CourseError:
        alone = None if course else single_folder(Path.cwd())
        if alone is None:
            raise
        return alone


def single_folder(folder: Path) -> SingleFolder | None:
    """The assignment in this folder; None where there is none, or more than one."""
    tests = [t for t in folder.glob("test_[a-z_]*.py") if (folder / _module_of(t)).is_file()]
    if len(tests) != 1:
        return None
    (test,) = tests
    module = _module_of(test)
    tasks = _tasks(test, module)
    if not tasks or not re.fullmatch(r"[a-z0-9_]+\.py", module):
        return None
    name = re.sub(r"[^A-Za-z0-9_.-]", "-", folder.name).lstrip("_.-") or "assignment"
    assignment = {
        "name": name,
        "title": module,
        "module": module,
        "line_hints": False,  # what the course allows is not known here: it may be an exam
        "tasks": [{"name": task, "title": task, "points": 1.0} for task in tasks],
    }
    course = {"schema": 1, "id": "single", "title": folder.name, "assignments": [assignment]}
    found = Course.model_validate(course, context={"root": folder.parent})
    return SingleFolder(folder.parent, found, StateFile(None), folder)


def _module_of(test: Path) -> str:
    return test.name.removeprefix("test_")


def _tasks(test: Path, module: str) -> list[str]:
    """The functions that the checks are named after, in the order of the checks."""
    source = test.read_text(encoding="utf-8")
    checks = re.findall(r"^def (test_\w+)", source, re.MULTILINE)
    return tasks_of(checks, checked_functions(source, module.removesuffix(".py")))
