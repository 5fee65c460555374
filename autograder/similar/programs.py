"""The programs to compare: the class's, those of a folder, and right and wrong ones of the course.

What the course itself has, its stub, reference, wheats and known mistakes, is natural: whoever
solves the tasks writes much of it, without having seen anybody's program.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.grading.edits import ReferenceText, edited
from autograder.grading.suite import load_misconceptions, load_reference
from autograder.solution_markers import without_markers
from autograder.submissions.folder import list_submissions
from autograder.submissions.module import read_module
from autograder.submissions.safe_reading import read_file

LARGEST = 64 << 10
"""bytes of a program that is compared; a module of a course has a few thousand"""
MOST_FILES = 20_000
"""programs of another folder"""


@dataclass(frozen=True)
class Program:
    """One program, under the student's id or the file's path."""

    name: str
    source: str = ""
    why_not: str = ""
    """why it can't be compared; empty where it can"""
    elsewhere: bool = False
    """whether it is from the folder of `--against`, so that it is compared with the class only"""


def class_programs(
    course: Course, assignment: Assignment, submitted: Path | None = None
) -> list[Program]:
    """Everybody's module. Raises CourseError where there is none."""
    found = []
    for listed in list_submissions(course, assignment, submitted):
        one = listed if listed.invalid_reason else read_module(listed, assignment)
        found.append(_program(one.student, one.source, one.invalid_reason))
    return found


def programs_against(folder: Path) -> list[Program]:
    """Every Python file in a folder and below it, by its path there. Links are not followed."""
    files = sorted(
        Path(here, name)
        for here, _, names in os.walk(folder)
        for name in names
        if name.endswith(".py")
    )
    if not files:
        raise CourseError(f"{folder}: no file in it ends in .py")
    if len(files) > MOST_FILES:
        raise CourseError(f"{folder}: more than {MOST_FILES} programs; name a smaller folder")
    return [_file(file, str(file.relative_to(folder))) for file in files]


def _file(path: Path, name: str) -> Program:
    try:
        return _program(name, read_file(path, LARGEST + 1), "", elsewhere=True)
    except OSError as error:
        return Program(name, why_not=error.strerror or str(error), elsewhere=True)


def _program(name: str, source: bytes, reason: str, *, elsewhere: bool = False) -> Program:
    if not reason and len(source) > LARGEST:
        reason = f"it has more than {LARGEST >> 10} KB"
    if reason:
        return Program(name, why_not=reason, elsewhere=elsewhere)
    try:
        return Program(name, source.decode("utf-8-sig"), elsewhere=elsewhere)
    except UnicodeDecodeError:
        return Program(name, why_not="it is not UTF-8", elsewhere=elsewhere)


@dataclass(frozen=True)
class NaturalPrograms:
    """What a course itself knows of how its tasks are solved."""

    given: Sequence[str]
    """the stub and the known mistakes"""
    right: Sequence[str]
    """the reference and the wheats: right programs that were written apart from each other"""

    @classmethod
    def of(cls, course: Course, assignment: Assignment) -> "NaturalPrograms":
        """Those of an assignment. Raises CourseError where one can't be read."""
        folder = course.require_solution_dir(assignment)
        path = folder / assignment.module
        try:
            reference = without_markers(path.read_text(encoding="utf-8"))
            wheats = [p.read_bytes().decode("utf-8-sig") for p in _wheats(folder)]
        except (OSError, UnicodeDecodeError) as error:
            raise CourseError(f"{folder}: {error}") from error
        mistakes = _mistakes(folder, assignment, reference)
        stub = course.release_dir(assignment) / assignment.module
        given = [stub.read_text(encoding="utf-8")] if stub.is_file() else []
        return cls([*given, *mistakes], [reference, *wheats])


def _wheats(folder: Path) -> list[Path]:
    return sorted((folder / "wheats").glob("*.py"))


def _mistakes(folder: Path, assignment: Assignment, reference: str) -> Iterator[str]:
    path = folder / assignment.module
    text = ReferenceText(reference, path, load_reference(folder, assignment))
    for misconception in load_misconceptions(folder, assignment, text):
        yield edited(reference, misconception.version.edits)
