"""What a class is made from: the reference, the stub, the wheats and the misconceptions."""

import re

from autograder.course import Assignment, Course
from autograder.demo.sample import Mistake, Sources
from autograder.validation.programs import wrong_versions

MARKER_LINE = re.compile(r"^\s*### (BEGIN|END) SOLUTION.*\n", re.MULTILINE)


def read_sources(course: Course, assignment: Assignment) -> Sources:
    """The material of a released assignment. Raises CourseError where one is at fault."""
    folder = course.require_solution_dir(assignment)
    reference = MARKER_LINE.sub("", (folder / assignment.module).read_text(encoding="utf-8"))
    wheats = sorted((folder / "wheats").glob("*.py"))
    return Sources(
        reference=reference,
        stub=(course.release_dir(assignment) / assignment.module).read_text(encoding="utf-8"),
        wheats={path.stem: path.read_bytes() for path in wheats},
        mistakes=[Mistake(m.id, m.replaces, a) for m, a in wrong_versions(folder, assignment)],
        tasks=[task.functions for task in assignment.tasks],
    )
