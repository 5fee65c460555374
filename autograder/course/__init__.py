"""The course: what `course.yml` says, as typed objects, and where its files are."""

from autograder.course.graded import RESULTS_TABLE, is_graded
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
    "RESULTS_TABLE",
    "Assignment",
    "Course",
    "LatePolicy",
    "Limits",
    "Task",
    "find_course",
    "find_course_or_packaged",
    "is_graded",
    "load_course",
    "packaged_course",
]
