"""nbgrader's own `autograde` reads the time of a submission as `autograder grade` reads it.

nbgrader takes a zone that it doesn't know for UTC, and ends on a text that is no time.
"""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.submissions.timestamp import read_timestamp


def read_times_of(coursedir: Any, course: Course, assignments: Collection[str]) -> None:
    """Let nbgrader's `CourseDirectory` read the times of these assignments with our reader."""
    stock = coursedir.get_existing_timestamp

    def get_existing_timestamp(folder: str) -> datetime | None:
        if Path(folder).name not in assignments:
            return stock(folder)  # type: ignore[no-any-return]
        timestamp, note = read_timestamp(Path(folder), course.zone)
        if note:
            coursedir.log.warning("%s: %s", folder, note)
        return timestamp

    coursedir.get_existing_timestamp = get_existing_timestamp
