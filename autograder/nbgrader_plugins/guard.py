"""Refuses what nbgrader is about to do where course.yml doesn't know an assignment of ours.

nbgrader takes an assignment that isn't in course.yml for an ordinary one: it would run the
students' notebooks unconfined and copy whatever is in `solutions/NAME`. So an assignment of ours
that was renamed or removed there is refused, and every assignment while course.yml can't be read.

The check runs when an exporter is made: nothing has been written or executed until then, and
nbgrader doesn't swallow what an exporter raises.
"""

import glob
import logging
import re
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter

from autograder.course import Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.gradebook.our_assignments import our_assignments
from autograder.nbgrader_plugins.secret_files import has_graders, own_modules, secret_patterns


class Refused(SystemExit):
    """An action that nbgrader must not go on with; ends an nbgrader command with an exit code.

    The formgrader shows its text and goes on.
    """

    def __init__(self, reason: CourseError) -> None:
        super().__init__(reason.exit_code)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


class SolutionExporter(NotebookExporter):  # type: ignore[misc]  # nbconvert has no types
    """nbgrader's exporter of solved notebooks, for an assignment that course.yml allows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        guard_conversion(self.parent)


def guard_conversion(converter: Any) -> Course:
    """Let one of nbgrader's converters begin; the course as it is now. Raises Refused.

    A server may have read nbgrader_config.py long ago, so the converter gets anew what follows
    from course.yml.
    """
    course = guard(converter.coursedir, _names(converter), converter.log)
    keep_secret(converter.coursedir, course)
    if hasattr(converter, "exclude_overwriting"):
        own = own_modules(course)
        converter.exclude_overwriting = {**converter.exclude_overwriting, **own}
    return course


def guard(coursedir: Any, names: set[str], log: logging.Logger) -> Course:
    """The course as it is now. Raises Refused where nbgrader must not touch the assignments."""
    try:
        course = load_course(Path(coursedir.root))
        for name in sorted(names):
            require_known(course, name, coursedir.db_url)
    except CourseError as error:
        raise refused(error, log) from None
    return course


def require_known(course: Course, name: str, db_url: str) -> Assignment | None:
    """The assignment of that name; None for an ordinary one, which isn't ours.

    Raises CourseError for one of ours that course.yml doesn't list under this name.
    """
    for assignment in course.assignments:
        if assignment.name == name:
            return assignment
    listed = ", ".join(assignment.name for assignment in course.assignments) or "nothing"
    if has_graders(course.root / "solutions" / name):
        raise CourseError(
            f"{name}: solutions/{name} holds graders, but course.yml doesn't list this assignment "
            f"(it lists: {listed}); add it to course.yml, or move the folder away"
        )
    if name in our_assignments(db_url):
        raise CourseError(
            f"{name}: it was released or graded by autograder, but course.yml doesn't list it "
            f"(it lists: {listed}); put it back, or remove it and its grades with: nbgrader db "
            f"assignment remove {name}"
        )
    return None


def refused(error: CourseError, log: logging.Logger, what: str = "refused") -> Refused:
    """The exception for a reason, which is logged."""
    for line in str(error).splitlines():
        log.error("%s: %s", what, line)
    return Refused(error)


def keep_secret(coursedir: Any, course: Course) -> None:
    """Make nbgrader ignore what must never leave `solutions/`."""
    missing = set(secret_patterns(course.root, course)) - set(coursedir.ignore)
    coursedir.ignore = [*coursedir.ignore, *sorted(missing)]


def _names(converter: Any) -> set[str]:
    """The assignments that a converter has found, and what it was asked for.

    The latter may be a pattern, or another spelling such as `./NAME`.
    """
    asked = converter.coursedir.assignment_id
    pattern = converter._format_source("(?P<name>.*)", "(?P<student>.*)", escape=True)
    matches = (re.match(pattern, folder) for folder in converter.assignments)
    found = {match["name"] for match in matches if match}
    return found if glob.has_magic(asked) else {asked, *found}
