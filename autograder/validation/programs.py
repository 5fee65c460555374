"""The programs that prove a grader: stub, reference, wheats, misconceptions as whole programs."""

from dataclasses import dataclass
from typing import Literal

from autograder.course import Assignment, Course
from autograder.grading.misconceptions import Misconception
from autograder.grading.suite import load_misconceptions, load_reference, reference_text
from autograder.release import strip_solution

Kind = Literal["stub", "reference", "wheat", "misconception"]


@dataclass(frozen=True)
class Program:
    """A program whose result is known before it is graded."""

    kind: Kind
    name: str
    source: bytes
    misconception: Misconception | None = None

    @property
    def student(self) -> str:
        """The id that it is graded under."""
        return f"{self.kind} {self.name}"


def all_programs(course: Course, assignment: Assignment) -> list[Program]:
    """Every program of an assignment, wheats and misconceptions in the order of their files.

    Raises CourseError where one cannot be read or made.
    """
    folder = course.require_solution_dir(assignment)
    path = folder / assignment.module
    reference = path.read_text(encoding="utf-8")
    stub = strip_solution(reference, str(path))
    wheats = sorted((folder / "wheats").glob("*.py"))
    module = load_reference(folder, assignment)
    misconceptions = load_misconceptions(
        folder, assignment, reference_text(folder, assignment, module)
    )
    for misconception in misconceptions:
        for version in (misconception.version, *misconception.variants):
            version.function  # noqa: B018 - that it can be made is part of the proof
    return [
        Program("stub", assignment.module, stub.encode()),
        Program("reference", assignment.module, reference.encode()),
        *(Program("wheat", wheat.stem, wheat.read_bytes()) for wheat in wheats),
        *(Program("misconception", m.id, m.version.program.encode(), m) for m in misconceptions),
    ]
