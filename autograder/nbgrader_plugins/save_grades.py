"""nbgrader's own `autograde` asks a person to look again only where an answer changed."""

from typing import Any

from nbgrader.preprocessors import SaveAutoGrades

from autograder.gradebook.answers import (
    CREATE,
    Answer,
    Grade,
    look_again,
    read_answers,
    task_answer,
    write_answers,
    written_answer,
)
from autograder.gradebook.notebooks.released import nbgrader_of

MODULE_SHA256 = "module_sha256"
"""the resource in which the digest of a graded module goes from our grader to `SaveGrades`"""
TASK_SCORES = "task_scores"
"""the resource in which its scores go there, by task"""


class SaveGrades(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's SaveAutoGrades; it leaves an assignment that isn't ours as it is."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Save the scores of a notebook."""
        self._cells = nb.cells
        return super().preprocess(nb, resources)  # type: ignore[no-any-return]

    def _add_score(self, cell: Any, resources: Any) -> None:
        module = resources["nbgrader"].get(MODULE_SHA256)
        scores = resources["nbgrader"].get(TASK_SCORES, {})
        grade = self.gradebook.find_grade(
            nbgrader_of(cell)["grade_id"], self.notebook_id, self.assignment_id, self.student_id
        )
        flagged = grade.needs_manual_grade
        if grade.name in scores:  # nbgrader refuses one above the maximum: extra credit has 0 there
            grade.auto_score = scores[grade.name]
        else:
            super()._add_score(cell, resources)
        if module is None:
            return
        if nbgrader_of(cell).get("solution"):
            now = written_answer(self._cells, grade.name)
        else:
            now = task_answer(module, float(grade.auto_score))
        connection = self.gradebook.db.connection()
        connection.exec_driver_sql(CREATE)
        before = read_answers(connection, [grade.id]).get(grade.id, Answer())
        grade.needs_manual_grade, after = look_again(
            Grade(grade.auto_score, grade.manual_score, flagged), before, now
        )
        write_answers(connection, {grade.id: after})
        self.gradebook.db.commit()
