"""On a feedback page: which points a person has still to give; the total counts them as 0."""

from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades
from traitlets import List, Unicode

from autograder.nbgrader_plugins.up_to_date import ROOT_HELP, bring_up_to_date


class GradesSoFar(GetGrades):  # type: ignore[misc]
    """nbgrader's GetGrades, and a first cell that says what is not in the score yet."""

    assignments = List(help="the assignments that course.yml knows").tag(config=True)

    course_root = Unicode(
        help=f"{ROOT_HELP}; without it, late penalties are shown as they were written"
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put the grades into the notebook."""
        self._outstanding = 0.0
        if self.course_root:
            facts = resources["nbgrader"]
            with Gradebook(facts["db_url"]) as book:
                bring_up_to_date(book, self.course_root, facts["assignment"], [facts["student"]])
        nb, resources = super().preprocess(nb, resources)
        if self._outstanding and self.assignment_id in self.assignments:
            text = _sentence(self._outstanding, resources["nbgrader"]["max_score"])
            nb.cells.insert(0, nbformat.v4.new_markdown_cell(text))
        return nb, resources

    def _get_score(self, cell: Any, resources: Any) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(
            cell.metadata.nbgrader["grade_id"],
            self.notebook_id,
            self.assignment_id,
            self.student_id,
        )
        if grade.auto_score is None and grade.manual_score is None:
            self._outstanding += grade.max_score


def _sentence(outstanding: float, max_score: float) -> str:
    return (
        f"**Not the final score.** {outstanding:g} of the {max_score:g} points are given by a "
        "person, who has not marked your work yet; the score above leaves them out."
    )
