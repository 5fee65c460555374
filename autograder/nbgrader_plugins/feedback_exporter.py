"""The page of a student, for nbgrader's `generate_feedback` and the formgrader's button.

It is the page of `autograder feedback`. An ordinary notebook keeps nbgrader's own.
"""

from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from sqlalchemy import make_url

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.nbgrader_plugins.feedback_pages import make_room
from autograder.nbgrader_plugins.guard import guard_conversion, refused
from autograder.nbgrader_plugins.up_to_date import bring_up_to_date
from autograder.pages.facts import read_facts
from autograder.pages.student_page import StudentPages


class FeedbackExporter(HTMLExporter):  # type: ignore[misc]  # nbconvert has no types
    """Exports feedback pages of the assignments that course.yml allows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._course = guard_conversion(self.parent)
        self._pages: dict[str, StudentPages] = {}

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """The page of a graded notebook. Raises KeyError where the gradebook has none of it."""
        about = resources["nbgrader"]
        name, student = about["assignment"], about["student"]
        folder = Path(self.parent._format_dest(name, student))
        make_room(folder / f"{about['notebook']}{self.file_extension}")
        assignment = next((one for one in self._course.assignments if one.name == name), None)
        if assignment is None:
            return super().from_filename(filename, resources, **kw)  # type: ignore[no-any-return]
        with Gradebook(about["db_url"]) as book:
            bring_up_to_date(book, str(self._course.root), name, [student])
        gradebook = Path(str(make_url(about["db_url"]).database))
        facts = read_facts(gradebook, self._course, assignment, [student])
        page = self._pages_of(assignment).page(facts[student], Path(filename).parent)
        return page, self._init_resources(resources)

    def _pages_of(self, assignment: Assignment) -> StudentPages:
        if assignment.name not in self._pages:
            try:
                self._pages[assignment.name] = StudentPages(self._course, assignment)
            except CourseError as error:
                raise refused(error, self.log) from None
        return self._pages[assignment.name]
