"""Which files a release consists of, and whether their sources allow one."""

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.release.notebook import build_notebook
from autograder.release.stub import strip_solution


def released_as_is(assignment: Assignment) -> set[str]:
    """The files that a release copies from the solution's folder unchanged."""
    return {"README.md", f"test_{assignment.stem}.py"}


def released_files(assignment: Assignment) -> set[str]:
    """Every file of a release; it holds no other."""
    return released_as_is(assignment) | {assignment.module, assignment.notebook}


def check_sources(course: Course, assignment: Assignment) -> None:
    """Raise CourseError, with file and line, where a release can't be made of the sources."""
    folder = course.require_solution_dir(assignment)
    module = folder / assignment.module
    strip_solution(module.read_text(encoding="utf-8-sig"), str(module.relative_to(course.root)))
    build_notebook(course, assignment)
    for name in sorted(released_as_is(assignment)):
        if not (folder / name).is_file():
            raise CourseError(f"{folder / name}: is missing; a learner receives it")
