"""On a feedback page: what a person gave by hand, and which points a person has not given yet.

The feedback of a task says what its automatic score is. Where a person gave another one, nbgrader
shows that one above it, so the feedback begins with the reason.
"""

import shutil
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades
from traitlets import List, Unicode

from autograder.nbgrader_plugins.up_to_date import ROOT_HELP, bring_up_to_date
from autograder.text import number


class GradesSoFar(GetGrades):  # type: ignore[misc]
    """nbgrader's GetGrades, with a first cell about what is missing, and notes on marks by hand."""

    assignments = List(help="the assignments of course.yml").tag(config=True)

    course_root = Unicode(
        help=f"{ROOT_HELP}; without it, late penalties are shown as they were written"
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put the grades into the notebook."""
        self._pending = 0.0
        if self.course_root:
            facts = resources["nbgrader"]
            with Gradebook(facts["db_url"]) as book:
                bring_up_to_date(book, self.course_root, facts["assignment"], [facts["student"]])
        nb, resources = super().preprocess(nb, resources)
        self._make_room()
        if self._pending and self.assignment_id in self.assignments:
            text = _sentence(self._pending, resources["nbgrader"]["max_score"])
            nb.cells.insert(0, nbformat.v4.new_markdown_cell(text))
        return nb, resources

    def _make_room(self) -> None:
        """Remove what the student submitted under the name of the page: it may be read-only."""
        converter = self.parent.parent
        folder = converter._format_dest(self.assignment_id, self.student_id)
        page = Path(folder, f"{self.notebook_id}.html")
        if page.is_dir() and not page.is_symlink():
            shutil.rmtree(page)
        else:
            page.unlink(missing_ok=True)

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
        note = _note_on_marks(grade.auto_score, grade.manual_score, grade.extra_credit)
        if note and cell.get("outputs") and self.assignment_id in self.assignments:
            cell.outputs.insert(0, _output(note))


def _note_on_marks(
    automatic: float | None, by_hand: float | None, extra_credit: float | None
) -> str:
    """Why the score of a task isn't the automatic one; empty where it is."""
    notes = []
    if by_hand is not None and by_hand != automatic:
        below = "" if automatic is None else f", not the {number(automatic)} points below"
        notes.append(f"A person gave {number(by_hand)} points by hand. They count{below}.")
    if extra_credit:
        notes.append(f"{number(extra_credit)} points of extra credit are added.")
    return " ".join(notes)


def _output(note: str) -> Any:
    """A note as an output of a cell, like the feedback below it."""
    html = f'<div class="autograder-feedback tex2jax_ignore"><p>{escape(note)}</p></div>'
    return nbformat.v4.new_output("display_data", {"text/html": html, "text/plain": note})


def _sentence(pending: float, max_score: float) -> str:
    return (
        f"**Not the final score.** {pending:g} of the {max_score:g} points are given by a "
        "person, who has not marked your work yet; the score above leaves them out."
    )
