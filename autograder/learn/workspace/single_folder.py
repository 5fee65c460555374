"""A released assignment's folder by itself, as a student gets it from a class: no workspace.

The public checks say what there is: `test_network.py` beside `network.py`. Nothing is
remembered there, so that nothing of ours is handed in with it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.learn.workspace.progress_file import StateFile
from autograder.learn.workspace.workspace import Workspace, find_workspace


@dataclass(frozen=True)
class SingleFolder(Workspace):
    """A workspace of one assignment, which is the folder itself."""

    path: Path

    def folder(self, assignment: Assignment) -> Path:
        """The folder itself, whatever its name."""
        return self.path


def find_work(course: Path | None = None) -> Workspace:
    """The workspace that holds the current folder, or the assignment's folder that it is.

    Raises CourseError where it is neither.
    """
    try:
        return find_workspace(course=course)
    except CourseError:
        bare = None if course else single_folder(Path.cwd())
        if bare is None:
            raise
        return bare


def single_folder(folder: Path) -> SingleFolder | None:
    """The assignment that lies in this folder; None where there is none, or more than one."""
    tests = [
        t for t in sorted(folder.glob("test_[a-z_]*.py")) if (folder / _module_of(t)).is_file()
    ]
    if len(tests) != 1:
        return None
    (test,) = tests
    module = _module_of(test)
    tasks = _tasks(test, module)
    if not tasks or not re.fullmatch(r"[a-z0-9_]+\.py", module):
        return None
    course = {
        "schema": 1,
        "id": "bare",
        "title": folder.name,
        "assignments": [
            {
                "name": re.sub(r"[^A-Za-z0-9_.-]", "-", folder.name).lstrip("_.-") or "assignment",
                "title": module,
                "module": module,
                "tasks": [{"name": t, "title": t, "points": 1.0} for t in tasks],
            }
        ],
    }
    found = Course.model_validate(course, context={"root": folder.parent})
    return SingleFolder(folder.parent, found, StateFile(None), folder)


def _module_of(test: Path) -> str:
    return test.name.removeprefix("test_")


def _tasks(test: Path, module: str) -> list[str]:
    """The functions that the checks are named after, in the order of the checks."""
    source = (test.parent / module).read_text(encoding="utf-8", errors="replace")
    functions = re.findall(r"^def (\w+)", source, re.MULTILINE)
    checks = re.findall(r"^def test_(\w+)", test.read_text(encoding="utf-8"), re.MULTILINE)
    tasks: dict[str, None] = {}
    for check in checks:
        named = [f for f in functions if re.match(rf"{f}(_|\b)", check)]
        tasks[max(named, key=len, default=check.partition("_")[0])] = None
    return list(tasks)
