"""The files of a release, and whether their sources are right."""

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.release.notebook import build_notebook
from autograder.release.stub import strip_solution


def released_as_is(assignment: Assignment) -> set[str]:
    """The files that are copied from the solution's folder without a change."""
    return {"README.md", f"test_{assignment.stem}.py"}


def released_files(assignment: Assignment) -> set[str]:
    """Every file of a release; there are no others."""
    return released_as_is(assignment) | {assignment.module, assignment.notebook}


def check_sources(course: Course, assignment: Assignment) -> None:
    """Raise CourseError, with file and line, where the sources don't allow a release."""
    folder = course.require_solution_dir(assignment)
    module = folder / assignment.module
    strip_solution(module.read_text(encoding="utf-8-sig"), str(module.relative_to(course.root)))
    build_notebook(course, assignment)
    for name in sorted(released_as_is(assignment)):
        if not (folder / name).is_file():
            raise CourseError(f"{folder / name}: is missing; it is part of the release")
