"""What nbgrader calls in our place, so that its own commands release stubs and no secrets.

An exception in one of nbgrader's hooks is swallowed, and the release goes out with exit code 0.
The exporter is the last step that isn't: it runs before the notebook is written, and what it
raises ends the command.
"""

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.exchange.default import ExchangeReleaseAssignment
from nbgrader.utils import parse_utc

from autograder.atomic import replace_file
from autograder.course import Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.gradebook.our_assignments import mark_as_ours
from autograder.nbgrader_plugins.guard import guard, guard_conversion, refused, require_known
from autograder.release.install import install
from autograder.release.leaks import check_release, read_release
from autograder.release.notebook import write_notebook
from autograder.release.stub import strip_solution

NOT_RELEASED = "not released"


class ReleaseExporter(NotebookExporter):  # type: ignore[misc]  # nbconvert has no types
    """Exports a notebook as nbgrader does, after it has been built anew, and adds the stub.

    Ordinary assignments are nbgrader's own business.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        guard_conversion(self.parent)
        name = self.parent.coursedir.assignment_id
        self._folder = _release_folder(self.parent.coursedir, name)
        self._previous = _files_of(self._folder)  # nbgrader is about to remove them

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """The released notebook's text.

        Raises Refused when the release holds a secret or can't be made; what was released
        before is then back in its place.
        """
        coursedir = self.parent.coursedir
        try:
            course = load_course(Path(coursedir.root))
            assignment = require_known(course, coursedir.assignment_id, coursedir.db_url)
            if assignment:
                write_notebook(course, assignment)
            output: str
            told: dict[str, Any]
            output, told = super().from_filename(filename, resources=resources, **kwargs)
            if assignment:
                _write_stub(course, assignment, self._folder)
                released = read_release(self._folder) | {assignment.notebook: output.encode()}
                check_release(course, assignment, released)
                if not self.parent.no_database:
                    _note_release(coursedir.db_url, course, assignment)
        except CourseError as error:
            install(self._previous, self._folder)
            raise refused(error, self.log, NOT_RELEASED) from None
        return output, told


class GuardedRelease(ExchangeReleaseAssignment):  # type: ignore[misc]  # nbgrader has no types
    """Hands a release to the students, unless something secret stands in it by now."""

    def init_src(self) -> None:
        """Find the release and check it once more: it may have been edited since."""
        name = self.coursedir.assignment_id
        course = guard(self.coursedir, {name}, self.log)
        super().init_src()
        try:
            assignment = require_known(course, name, self.coursedir.db_url)
            if assignment is not None:
                check_release(course, assignment, read_release(Path(self.src_path)))
        except CourseError as error:
            raise refused(error, self.log, NOT_RELEASED) from None


def _release_folder(coursedir: Any, name: str) -> Path:
    return Path(coursedir.format_path(coursedir.release_directory, ".", name))


def _files_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _note_release(db_url: str, course: Course, assignment: Assignment) -> None:
    """Write the due date, which nbgrader shows, and that the assignment is ours."""
    with Gradebook(db_url, course.id) as book:
        row = book.find_assignment(assignment.name)
        if assignment.due is not None:
            row.duedate = parse_utc(assignment.due)
        mark_as_ours(book.db, row.id)
        book.db.commit()


def _write_stub(course: Course, assignment: Assignment, folder: Path) -> None:
    reference = course.require_solution_dir(assignment) / assignment.module
    source = reference.read_text(encoding="utf-8-sig")
    stub = strip_solution(source, str(reference.relative_to(course.root)))
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / assignment.module, stub.encode())
