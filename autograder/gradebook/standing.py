"""What the gradebook says of a class beside the results: what a report needs, read at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from autograder.course import Assignment, Course
from autograder.gradebook.cells import find_assignment, stored_ids
from autograder.gradebook.exported import exported_rows
from autograder.gradebook.extensions import read_extensions
from autograder.gradebook.lateness import Late, read_lateness
from autograder.gradebook.nbgrader_import import NbgraderApi
from autograder.gradebook.overrides import Override, read_overrides
from autograder.gradebook.unfinished import Unfinished, read_unfinished


@dataclass(frozen=True)
class Standing:
    """A class in one assignment."""

    rows: Sequence[Mapping[str, str | float | None]]
    """one for each student of the course, as exported"""
    unfinished: Unfinished
    late: Mapping[str, Late]
    extensions: Mapping[str, timedelta]
    overrides: Sequence[Override]


def read_standing(
    session: Session, api: NbgraderApi, course: Course, assignment: Assignment
) -> Standing:
    """Read it. Raises CourseError where nothing of the assignment was ever graded."""
    row = find_assignment(session, api, assignment)
    ids = stored_ids(row, assignment)
    return Standing(
        exported_rows(session, api, assignment),
        read_unfinished(session, api, course, assignment),
        read_lateness(session, api, ids, course.zone) if ids else {},
        read_extensions(session, api, row.id),
        read_overrides(session, api, ids) if ids else [],
    )
