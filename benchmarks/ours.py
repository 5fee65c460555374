"""Our side: `autograder grade`, under full isolation, on both cores, everything written."""

from collections.abc import Sequence

from autograder.course import Assignment, Course
from autograder.demo.sample import Member
from benchmarks.classes import fresh_submissions
from benchmarks.measure import Measured, run


def grade(
    course: Course, assignment: Assignment, members: Sequence[Member], *, memory: bool = False
) -> Measured:
    """Grade exactly these members, all of them anew."""
    fresh_submissions(course, assignment, members)
    command = ["autograder", "grade", assignment.name, "--json", str(course.root / "results.json")]
    return run([*command, "--force"], course.root, memory=memory)
