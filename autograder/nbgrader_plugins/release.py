"""What nbgrader's `generate_assignment` uses: it releases stubs, and no secrets.

nbgrader ignores an exception in one of its hooks and releases with exit code 0. The exporter is the
last step where an exception ends the command, and it runs before the notebook is written.
"""

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.utils import parse_utc

from autograder.atomic import replace_file
from autograder.course import Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.gradebook.our_assignments import mark_as_ours
from autograder.nbgrader_plugins.guard import guard_conversion, refused, require_known
from autograder.release.install import install
from autograder.release.leaks import check_release, read_release
from autograder.release.notebook import write_notebook
from autograder.release.stub import strip_solution

NOT_RELEASED = "not released"


class ReleaseExporter(NotebookExporter):  # type: ignore[misc]  # nbconvert has no types
    """Builds the notebook again, exports it as nbgrader does, and adds the stub.

    For an ordinary assignment it does what nbgrader's exporter does.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        guard_conversion(self.parent)
        name = self.parent.coursedir.assignment_id
        self._folder = _release_folder(self.parent.coursedir, name)
        self._previous = _files_of(self._folder)  # nbgrader is about to remove them

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:
        """The released notebook's text.

        Raises Refused when the release has a secret in it or can't be made; the previous release
        is then restored.
        """
        coursedir = self.parent.coursedir
        try:
            course = load_course(Path(coursedir.root))
            assignment = require_known(course, coursedir.assignment_id, coursedir.db_url)
            if assignment:
                write_notebook(course, assignment)
            output, resources = super().from_filename(filename, resources=resources, **kwargs)
            if assignment:
                _write_stub(course, assignment, self._folder)
                released = read_release(self._folder) | {assignment.notebook: output.encode()}
                check_release(course, assignment, released)
                if not self.parent.no_database:
                    _note_release(coursedir.db_url, course, assignment)
        except CourseError as error:
            install(self._previous, self._folder)
            raise refused(error, self.log, NOT_RELEASED) from None
        return output, resources


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
