"""A note on a feedback page: which points a person has not given yet; they count as 0."""

from typing import Any

import nbformat
from nbgrader.preprocessors import GetGrades
from traitlets import List


class GradesSoFar(GetGrades):  # type: ignore[misc]
    """nbgrader's GetGrades, and a first cell that says which points are not in the score yet."""

    assignments = List(help="the assignments of course.yml").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put the grades into the notebook."""
        self._pending = 0.0
        nb, resources = super().preprocess(nb, resources)
        if self._pending and self.assignment_id in self.assignments:
            text = _sentence(self._pending, resources["nbgrader"]["max_score"])
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
            self._pending += grade.max_score


def _sentence(pending: float, max_score: float) -> str:
    return (
        f"**Not the final score.** {pending:g} of the {max_score:g} points are given by a "
        "person, who has not marked your work yet; the score above leaves them out."
    )
