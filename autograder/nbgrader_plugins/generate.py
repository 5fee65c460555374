"""Release an assignment, through nbgrader's own generate step."""

import logging
import tempfile
from pathlib import Path
from typing import Any

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.release.files import check_sources
from autograder.release.install import install
from autograder.release.leaks import check_release, read_release
from autograder.release.notebook import build_stale_notebooks

CONFIG_FILE = "nbgrader_config.py"


def release_assignment(course: Course, assignment: Assignment) -> list[str]:
    """Make `assignments/NAME/`, and the assignment's cells in the gradebook.

    nbgrader writes into a temporary folder. Only files that pass the leak scan there replace the
    previous release, so a leak is never public. Returns the names of the files that changed.
    Raises CourseError for a mistake in the sources, LeakError for a leak.
    """
    check_sources(course, assignment)
    with tempfile.TemporaryDirectory(prefix="release-") as temporary:
        _generate(course, assignment, Path(temporary))
        files = read_release(Path(temporary) / assignment.name)
    check_release(course, assignment, files)
    return install(files, course.release_dir(assignment))


def _generate(course: Course, assignment: Assignment, target: Path) -> None:
    """What `nbgrader generate_assignment --force` does, with `target` as the release folder."""
    nbgrader_api()  # its import takes half the time when it comes first
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory

    from autograder.gradebook.database import create_gradebook
    from autograder.nbgrader_plugins.guard import Refused

    build_stale_notebooks(course)
    if not course.gradebook_path.exists():
        create_gradebook(course.gradebook_path)  # nbgrader would take seconds for it
    config = course_config(course)
    config.CourseDirectory.release_directory = str(target)
    coursedir = CourseDirectory(config=config, root=str(course.root), assignment_id=assignment.name)
    converter = GenerateAssignment(coursedir=coursedir, config=config)
    errors = _Errors()
    converter.log.addHandler(errors)
    try:
        converter.start()
    except Refused as refused:
        raise refused.reason from None
    except NbGraderException:
        reason = errors.reason()
        raise CourseError(f"{assignment.name}: nbgrader can't release it: {reason}") from None
    finally:
        converter.log.removeHandler(errors)


def course_config(course: Course) -> Any:
    """The course's nbgrader configuration, as nbgrader itself reads it."""
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    from autograder.nbgrader_plugins.config import configure

    if (course.root / CONFIG_FILE).is_file():
        return PyFileConfigLoader(CONFIG_FILE, path=str(course.root)).load_config()
    config = Config()
    configure(config, course.root / CONFIG_FILE)
    return config


class _Errors(logging.Handler):
    """Keeps the errors that nbgrader logs."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._messages.append(record.getMessage())

    def reason(self) -> str:
        """The exception that a logged traceback ends in, else the first message; one line."""
        for message in self._messages:
            if "Traceback (most recent" in message:
                own_lines = [line for line in message.splitlines() if not line.startswith(" ")]
                return next(line for line in own_lines if not line.startswith("Traceback"))
        return " ".join(self._messages[0].split()) if self._messages else "it gives no reason"
