"""The demo's copy of the course, and the submissions of its class."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from autograder.course import COURSE_FILE, Assignment, Course, load_course
from autograder.demo.sample import Member
from autograder.errors import CourseError
from autograder.scaffold.course import add_course_files

COPIED_FILES = (COURSE_FILE, "nbgrader_config.py")
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".*", "*.ipynb")


def copy_course(root: Path) -> Course:
    """A copy of the course's own files, in a temporary folder that is kept."""
    if not (root / "solutions").is_dir():
        raise CourseError(f"{root / 'solutions'}: there is no such folder, and the demo needs it")
    copy = Path(tempfile.mkdtemp(prefix="autograder-demo-"))
    for name in COPIED_FILES:
        if (root / name).is_file():
            shutil.copy(root / name, copy)
    add_course_files(copy)
    shutil.copytree(root / "solutions", copy / "solutions", ignore=NOT_COPIED)
    return load_course(copy)


def ready_assignments(course: Course) -> list[Assignment]:
    """The assignments that have their secret files. Raises CourseError where none has."""
    ready = [
        assignment
        for assignment in course.assignments
        if (course.solution_dir(assignment) / assignment.module).is_file()
    ]
    if not ready:
        raise CourseError(f"{course.root / 'solutions'}: no assignment has a reference")
    return ready


def submit(course: Course, assignment: Assignment, members: Sequence[Member]) -> None:
    """Write each member's submission where nbgrader puts it: submitted/STUDENT/NAME/."""
    released = (course.release_dir(assignment) / assignment.notebook).read_bytes()
    for member in members:
        folder = course.submitted_dir(member.student, assignment)
        folder.mkdir(parents=True)
        if member.module is not None:
            (folder / assignment.module).write_bytes(member.module)
        if member.has_notebook:
            notebook = released if member.notebook is None else member.notebook
            (folder / assignment.notebook).write_bytes(notebook)
