"""The course: what `course.yml` says, as typed objects, and where everything of it lies."""

from autograder.course.model import Assignment, Course, LatePolicy, Limits, Task
from autograder.course.reading import COURSE_FILE, find_course, load_course

__all__ = [
    "COURSE_FILE",
    "Assignment",
    "Course",
    "LatePolicy",
    "Limits",
    "Task",
    "find_course",
    "load_course",
]
