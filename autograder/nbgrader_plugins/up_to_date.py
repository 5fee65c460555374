"""nbgrader's own `export` and feedback pages show lateness as it counts now, as ours do.

nbgrader calculates a late penalty when it grades. A mark by hand, an extension or a new due date
changes it afterwards.
"""

from collections.abc import Sequence
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from traitlets import Unicode

from autograder.course import load_course
from autograder.gradebook.lateness import find_outdated
from autograder.gradebook.nbgrader_import import nbgrader_api

ROOT_HELP = "the folder of the course, where course.yml is"


class UpToDateExport(CsvExportPlugin):  # type: ignore[misc]
    """nbgrader's export to CSV, of late penalties that count now."""

    course_root = Unicode(help=ROOT_HELP).tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write nbgrader's file."""
        for assignment in gradebook.assignments:
            bring_up_to_date(gradebook, self.course_root, assignment.name)
        super().export(gradebook)


def bring_up_to_date(
    gradebook: Gradebook, root: str, name: str, students: Sequence[str] | None = None
) -> None:
    """Write due date and late penalties of an assignment of `course.yml`, if they changed."""
    course = load_course(Path(root))
    assignment = next((one for one in course.assignments if one.name == name), None)
    if assignment is None:
        return
    outdated = find_outdated(gradebook.db, nbgrader_api(), course, assignment, students)
    if outdated:
        outdated.correct(gradebook.db, nbgrader_api())
        gradebook.db.commit()
        gradebook.db.expire_all()
