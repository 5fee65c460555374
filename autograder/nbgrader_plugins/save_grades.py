"""What nbgrader's own `autograde` saves of ours beside the scores.

It asks a person to look again only where an answer changed; the page that a student gets needs the
result of the checks, and the history says whose score moved.
"""

from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveAutoGrades

from autograder.gradebook.answers import (
    Answer,
    Grade,
    look_again,
    read_answers,
    task_answer,
    write_answers,
    written_answer,
)
from autograder.gradebook.database import TABLES
from autograder.gradebook.notebooks.released import nbgrader_of
from autograder.gradebook.recorded import Graded, keep_results

GRADED = "autograder_graded"
"""the resource in which a result and its submission go from our grader to `SaveGrades`"""
BY_NBGRADER = "nbgrader autograde"
"""in place of a fingerprint: `autograder grade` grades such a submission again"""


def keep_graded(db_url: str, assignment: str, graded: Graded) -> None:
    """Keep a result and its history beside the scores."""
    with Gradebook(db_url) as book:
        key = book.find_submission(assignment, graded.result.student).id
        connection = book.db.connection()
        for table in TABLES:
            connection.exec_driver_sql(table)
        keep_results(connection, {key: graded})
        book.db.commit()


class SaveGrades(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's SaveAutoGrades; it leaves an assignment that isn't ours as it is."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Save the scores of a notebook."""
        self._cells = nb.cells
        graded = resources["nbgrader"].get(GRADED)
        self._result = graded.result if graded else None
        done = super().preprocess(nb, resources)
        if graded:
            keep_graded(self.db_url, self.assignment_id, graded)
        return done  # type: ignore[no-any-return]

    def _add_score(self, cell: Any, resources: Any) -> None:
        result = self._result
        scores = {task.task: task.score for task in result.tasks} if result else {}
        grade = self.gradebook.find_grade(
            nbgrader_of(cell)["grade_id"], self.notebook_id, self.assignment_id, self.student_id
        )
        flagged = grade.needs_manual_grade
        if grade.name in scores:  # nbgrader refuses one above the maximum: extra credit has 0 there
            grade.auto_score = scores[grade.name]
        else:
            super()._add_score(cell, resources)
        if result is None:
            return
        if nbgrader_of(cell).get("solution"):
            now = written_answer(self._cells, grade.name)
        else:
            now = task_answer(result.sha256, float(grade.auto_score))
        connection = self.gradebook.db.connection()
        for table in TABLES:
            connection.exec_driver_sql(table)
        before = read_answers(connection, [grade.id]).get(grade.id, Answer())
        grade.needs_manual_grade, after = look_again(
            Grade(grade.auto_score, grade.manual_score, flagged), before, now
        )
        write_answers(connection, {grade.id: after})
        self.gradebook.db.commit()
