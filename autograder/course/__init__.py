"""The course: what `course.yml` says, as typed objects, and where its files are."""

from autograder.course.model import Assignment, Course, LatePolicy, Limits, Task
from autograder.course.reading import (
    COURSE_FILE,
    find_course,
    find_course_or_packaged,
    load_course,
    packaged_course,
)

__all__ = [
    "COURSE_FILE",
    "Assignment",
    "Course",
    "LatePolicy",
    "Limits",
    "Task",
    "find_course",
    "find_course_or_packaged",
    "load_course",
    "packaged_course",
]
