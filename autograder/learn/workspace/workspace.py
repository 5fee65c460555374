"""A learner's own folder: where the assignments lie, and which course they belong to.

    DIR/
        README.md
        02-network/             the learner's copy of the released assignment, theirs to change
        .autograder/            the workspace's own; it hides itself from git
            course-link             where the course was when the workspace was made
            course/                 a copy of the course's public side
            state.json              scores, hints taken, misconceptions met
            backups/                what `reset` replaced

The link leads to the whole course, and with it to hidden checks, hints and solutions where they
are at hand. A workspace can be moved: the link is absolute. When the course itself was moved,
the one beside the installed package takes its place if it is the same course; else the copy
serves, and the workspace works as a student's install does, with the public checks.
"""

import filecmp
from dataclasses import dataclass
from pathlib import Path

import autograder
from autograder.course import COURSE_FILE, Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.learn.workspace.progress_file import StateFile

PRIVATE = ".autograder"
LINK = "course-link"
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
        """Whether the course's secret side is at hand, as for a self-learner."""
        folder = self.course.solution_dir(assignment)
        return (folder / assignment.module).is_file() and (folder / "graders").is_dir()

    def choose(self, name: str | None, here: Path | None = None) -> Assignment:
        """The assignment that is meant by `name`, or without one by where the learner stands.

        That is the one whose folder holds `here` (default: the current folder), else of those
        that the learner has begun the one saved last, else the first. Raises CourseError when
        there is none.
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
        """Whether the module is there and is not as it was handed out."""
        handed_out = self.private / "course" / "assignments" / assignment.name / assignment.module
        try:
            return not filecmp.cmp(self.module(assignment), handed_out, shallow=False)
        except OSError:
            return False


def find_workspace(start: Path | None = None, course: Path | None = None) -> Workspace:
    """The workspace that holds `start` (default: the current folder).

    `course` is the course's folder when the learner names it; the workspace keeps it as its link.
    Raises CourseError when there is no workspace here.
    """
    start = (start or Path.cwd()).absolute()
    for root in (start, *start.parents):
        private = root / PRIVATE
        if (private / LINK).is_file():
            found = _course_of(private, course)
            return Workspace(root, found, StateFile(private / "state.json"))
    raise CourseError(
        f"{start}: neither here nor in a folder above is there a workspace; "
        "make one with `autograder start DIR`, or go to yours"
    )


def link_course(private: Path, course: Course) -> None:
    """Remember where the course lies."""
    (private / LINK).write_text(f"{course.root}\n", encoding="utf-8")


def _course_of(private: Path, named: Path | None) -> Course:
    if named is not None:
        course = load_course(named)
        link_course(private, course)
        return course
    linked = Path((private / LINK).read_text(encoding="utf-8").strip())
    if (linked / COURSE_FILE).is_file():
        return load_course(linked)
    copy = load_course(private / "course")
    beside_package = Path(autograder.__file__).parents[1]
    if (beside_package / COURSE_FILE).is_file():
        course = load_course(beside_package)
        if course.id == copy.id:
            link_course(private, course)
            return course
    return copy
