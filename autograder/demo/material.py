"""The programs that a class is made from: reference, stub, wheats and misconceptions."""

from autograder.course import Assignment, Course
from autograder.demo.sample import Mistake, Sources
from autograder.grading.edits import ReferenceText
from autograder.grading.suite import load_misconceptions, load_reference
from autograder.solution_markers import without_markers


def read_sources(course: Course, assignment: Assignment) -> Sources:
    """The programs of a released assignment. Raises CourseError where one is wrong."""
    folder = course.require_solution_dir(assignment)
    path = folder / assignment.module
    reference = without_markers(path.read_text(encoding="utf-8"))
    text = ReferenceText(reference, path, load_reference(folder, assignment))
    misconceptions = load_misconceptions(folder, assignment, text)
    wheats = sorted((folder / "wheats").glob("*.py"))
    return Sources(
        reference=reference,
        stub=(course.release_dir(assignment) / assignment.module).read_text(encoding="utf-8"),
        wheats={path.stem: path.read_bytes() for path in wheats},
        mistakes=[Mistake(m.id, m.replaces, m.version.edits) for m in misconceptions],
        tasks=[task.functions for task in assignment.tasks],
    )
