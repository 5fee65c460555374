"""The formgrader's page: beside a written question, what a person needs to mark it.

Below the answer stand the model answer and the student's module. Other pages stay as they are.
"""

import json
from html import escape
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from traitlets import Unicode

from autograder.course import Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.gradebook.notebooks.released import grade_id_of, nbgrader_of, source_of
from autograder.nbgrader_plugins.up_to_date import ROOT_HELP
from autograder.solution_markers import without_markers
from autograder.submissions.module import LARGEST_SOURCE
from autograder.submissions.safe_reading import read_file

OF_THE_FORMGRADER = "submission_id"
"""a resource that nothing but the formgrader's page of a submission has"""


class BesideTheQuestion(Preprocessor):  # type: ignore[misc]  # nbconvert has no types
    """Adds cells below each answer that a person marks."""

    course_root = Unicode(help=ROOT_HELP).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Add the cells, on the formgrader's page of an assignment of ours."""
        if OF_THE_FORMGRADER not in resources or not self.course_root:
            return nb, resources
        try:
            course = load_course(Path(self.course_root))
        except CourseError:  # the page itself needs no course.yml
            return nb, resources
        name, student = resources["assignment_id"], resources["student"]
        assignment = next((one for one in course.assignments if one.name == name), None)
        if assignment is not None:
            models = _model_answers(course, assignment)
            module = _module(course, assignment, student)
            nb.cells = [
                shown
                for cell in nb.cells
                for shown in (cell, *_beside(cell, models, assignment.module, module))
            ]
        return nb, resources


def _beside(cell: Any, models: dict[str, str], name: str, module: str) -> list[Any]:
    meta = nbgrader_of(cell)
    if not (meta.get("grade") and meta.get("solution")):
        return []
    cells = []
    if model := models.get(grade_id_of(cell)):
        cells += [_heading("Model answer"), new_markdown_cell(model)]
    if module:
        cells += [_heading(f"The student's {name}, as it was graded"), new_code_cell(module)]
    return cells


def _heading(text: str) -> Any:
    """A frame that no cell of a student's can have: what a submission has as output is removed."""
    html = f'<div class="autograder-feedback"><strong>{escape(text)}</strong></div>'
    return new_code_cell("", outputs=[new_output("display_data", data={"text/html": html})])


def _model_answers(course: Course, assignment: Assignment) -> dict[str, str]:
    """By `grade_id`, from the instructor's notebook; none where it isn't there."""
    path = course.solution_dir(assignment) / assignment.notebook
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return {grade_id_of(cell): without_markers(source_of(cell)) for cell in cells}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _module(course: Course, assignment: Assignment, student: str) -> str:
    path = course.autograded_dir(student, assignment) / assignment.module
    try:
        return read_file(path, LARGEST_SOURCE).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""
