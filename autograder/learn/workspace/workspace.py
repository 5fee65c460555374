"""A learner's own folder: where the assignments are, and which course they belong to.

    DIR/
        README.md
        02-network/             the learner's copy of the released assignment, to be changed
        .autograder/            the workspace's own files; git ignores them
            course-link             where the course was when the workspace was made
            course/                 a copy of the course's public side
            state.json              scores, hints, misconceptions seen
            backups/                what `reset` replaced
            checked/                each module as it was checked last

The link leads to the whole course, with its hidden checks, hints and solutions where it has them.
The link is absolute, so the workspace can be moved. A workspace may be somebody else's, so the link
counts only where this user has named the course before. If the course was moved, the workspace uses
the one in the folder of the installed package, if it is the same course. Else it uses its own copy,
and has only public checks then, like a student's install.
"""

import filecmp
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from autograder.atomic import replace_file
from autograder.course import COURSE_FILE, Assignment, Course, load_course, packaged_course
from autograder.errors import CourseError
from autograder.learn.workspace.progress_file import StateFile
from autograder.learn.workspace.trusted_courses import is_trusted, trust
from autograder.text import one_line

PRIVATE = ".autograder"
LINK = "course-link"
KEPT_BY_INSTRUCTOR = (
    "your instructor keeps them until the deadline. If you learn alone, install the whole course "
    '(pip install "nn-autograder[learn]") and bring this workspace up to date (autograder start .)'
)
LEARNER = "learner"
"""the student id under which a learner's own work is checked"""


@dataclass(frozen=True)
class Workspace:
    """A learner's folder and the course that it belongs to."""

    root: Path
    course: Course
    state: StateFile
    lost_course: Path | None = field(default=None, kw_only=True)
    """where the course is said to be, if only the workspace's own copy of it is used"""

    @property
    def notice(self) -> str:
        """What a learner should know about the workspace; empty where all is as it should be."""
        if self.lost_course is None:
            return ""
        place = one_line(str(self.lost_course))  # somebody else may have written it
        if os.path.isfile(self.lost_course / COURSE_FILE):
            why = f"You have not named this course on this machine: {place}"
            what_to_do = "If you trust it, name its folder once"
        else:
            why = f"The folder of the course is not there any more: {place}"
            what_to_do = "If you moved the course, name its new folder once"
        return (
            f"{why}. So there are only public checks, no hints and no solutions. {what_to_do}: "
            "autograder check --course DIR"
        )

    def why_no_solutions(self, assignment: Assignment) -> str:
        """Why there are no hints and no solutions here, where there are none."""
        return assignment.why_unexplained or self.notice or KEPT_BY_INSTRUCTOR

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
        """Whether the course has its secret side here, as for a self-learner, and it may be used.

        In an exam it may not.
        """
        if assignment.why_unexplained:
            return False
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
            found, lost = _course_of(private, course)
            return Workspace(root, found, StateFile(private / "state.json"), lost_course=lost)
    raise CourseError(
        f"{start}: there is no workspace here or in a folder above; "
        "make one with `autograder start DIR`, or go to yours"
    )


def link_course(private: Path, course: Course) -> None:
    """Remember where the course is, which the user named."""
    replace_file(private / LINK, f"{course.root}\n".encode())
    trust(course.root)


def _course_of(private: Path, named: Path | None) -> tuple[Course, Path | None]:
    """The course, and where it is said to be if only the workspace's own copy is used."""
    if named is not None:
        return _linked(private, load_course(named)), None
    text = (private / LINK).read_text(encoding="utf-8", errors="replace")
    linked = Path(text.strip())
    if linked.is_absolute() and is_trusted(linked) and os.path.isfile(linked / COURSE_FILE):
        return load_course(linked), None
    if os.path.lexists(private / "course" / "solutions"):
        raise CourseError(
            f"{private / 'course' / 'solutions'}: a workspace never has solutions, so somebody "
            "else put them there, and their graders are not run; remove this folder"
        )
    copy = load_course(private / "course")
    if root := packaged_course():
        course = load_course(root)
        if course.id == copy.id:
            return _linked(private, course), None
    return copy, linked


def _linked(private: Path, course: Course) -> Course:
    """The course, remembered if the workspace can be written."""
    with suppress(OSError):
        link_course(private, course)
    return course
