"""A learner's own folder: where the assignments are, and which course they belong to.

    DIR/
        README.md
        02-network/             the learner's copy of the released assignment, to be changed
        .autograder/            the workspace's own files; git ignores them
            course-link             where the course was when the workspace was made
            course/                 a copy of the course's public side
            state.json              scores, hints, misconceptions seen
            backups/                what `reset` replaced

The link leads to the whole course, with its hidden checks, hints and solutions where it has them.
The link is absolute, so the workspace can be moved. A workspace may be somebody else's, so the link
counts only where this user has named the course before. If the course was moved, the workspace uses
the one in the folder of the installed package, if it is the same course. Else it uses its own copy,
and has only public checks then, like a student's install.
"""

import filecmp
import os
from dataclasses import dataclass
from pathlib import Path

from autograder.atomic import replace_file
from autograder.course import COURSE_FILE, Assignment, Course, load_course, packaged_course
from autograder.errors import CourseError
from autograder.learn.workspace.progress_file import StateFile
from autograder.learn.workspace.trusted_courses import is_trusted, trust

PRIVATE = ".autograder"
LINK = "course-link"
KEPT_BY_INSTRUCTOR = (
    "your instructor keeps them until the deadline. If you learn alone, name the folder of the "
    "whole course with --course DIR"
)
"""why a student's install has no hints and no solutions"""
LEARNER = "learner"
"""the student id under which a learner's own work is checked"""


@dataclass(frozen=True)
class Workspace:
    """A learner's folder and the course that it belongs to."""

    root: Path
    course: Course
    state: StateFile

    @property
    def private(self) -> Path:
        """The workspace's own folder."""
        return self.root / PRIVATE

    def folder(self, assignment: Assignment) -> Path:
        """Where the learner works on an assignment."""
        return self.root / assignment.name

    def module(self, assignment: Assignment) -> Path:
        """The module that the learner completes."""
        return self.folder(assignment) / assignment.module

    def assignments(self) -> list[Assignment]:
        """The assignments that this workspace holds, in the course's order."""
        return [a for a in self.course.assignments if self.folder(a).is_dir()]

    def has_solutions(self, assignment: Assignment) -> bool:
        """Whether the course has its secret side here, as for a self-learner."""
        folder = self.course.solution_dir(assignment)
        return (folder / assignment.module).is_file() and (folder / "graders").is_dir()

    def choose(self, name: str | None, here: Path | None = None) -> Assignment:
        """The assignment of that name; without a name, the one that the learner works on.

        That is the one whose folder holds `here` (default: the current folder). Else it is the one
        saved last of those that the learner has begun, or the first. Raises CourseError when there
        is none.
        """
        held = self.assignments()
        if name is not None:
            assignment = self.course.assignment(name)
            if assignment not in held:
                raise CourseError(
                    f"{self.folder(assignment)}: this folder is missing; "
                    f"`autograder start {self.root}` brings it back"
                )
            return assignment
        if not held:
            raise CourseError(
                f"{self.root}: the workspace holds no assignment; "
                f"`autograder start {self.root}` brings them back"
            )
        here = (here or Path.cwd()).resolve()
        for assignment in held:
            if here.is_relative_to(self.folder(assignment).resolve()):
                return assignment
        begun = [assignment for assignment in held if self._is_begun(assignment)]
        return max(begun, key=lambda a: self.module(a).stat().st_mtime, default=held[0])

    def _is_begun(self, assignment: Assignment) -> bool:
        """Whether the module is there and differs from the released one."""
        released = self.private / "course" / "assignments" / assignment.name / assignment.module
        try:
            return not filecmp.cmp(self.module(assignment), released, shallow=False)
        except OSError:
            return False


def find_workspace(start: Path | None = None, course: Path | None = None) -> Workspace:
    """The workspace that holds `start` (default: the current folder).

    `course` is the course's folder where the learner names it; the workspace remembers it.
    Raises CourseError when there is no workspace here.
    """
    start = (start or Path.cwd()).absolute()
    for root in (start, *start.parents):
        private = root / PRIVATE
        if (private / LINK).is_file():
            found = _course_of(private, course)
            return Workspace(root, found, StateFile(private / "state.json"))
    raise CourseError(
        f"{start}: there is no workspace here or in a folder above; "
        "make one with `autograder start DIR`, or go to yours"
    )


def link_course(private: Path, course: Course) -> None:
    """Remember where the course is, which the user named."""
    replace_file(private / LINK, f"{course.root}\n".encode())
    trust(course.root)


def _course_of(private: Path, named: Path | None) -> Course:
    if named is not None:
        course = load_course(named)
        link_course(private, course)
        return course
    linked = Path((private / LINK).read_text(encoding="utf-8").strip())
    if linked.is_absolute() and is_trusted(linked) and (linked / COURSE_FILE).is_file():
        return load_course(linked)
    if os.path.lexists(private / "course" / "solutions"):
        raise CourseError(
            f"{private / 'course' / 'solutions'}: a workspace never has solutions, so somebody "
            "else put them there, and their graders are not run; remove this folder"
        )
    copy = load_course(private / "course")
    if root := packaged_course():
        course = load_course(root)
        if course.id == copy.id:
            link_course(private, course)
            return course
    return copy
