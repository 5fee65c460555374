"""Scores that a person gave by hand where there is an automatic one: theirs counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook.cells import AssignmentIds
from autograder.gradebook.nbgrader_import import NbgraderApi
from autograder.grading.results import Result
from autograder.text import number, one_line

MOST_LINES = 20


@dataclass(frozen=True)
class Override:
    """A score by hand that covers an automatic one."""

    student: str
    task: str
    by_hand: float
    automatic: float


def read_overrides(
    session: Session, api: NbgraderApi, ids: AssignmentIds, students: Sequence[str] | None = None
) -> list[Override]:
    """Of these students or of all, in the order of their ids and of the notebook's cells."""
    names = {key: name for name, key in ids.graded.items()}
    order = {key: place for place, key in enumerate(names)}
    submission, notebook, grade = api.SubmittedAssignment, api.SubmittedNotebook, api.Grade
    query = (
        select(submission.student_id, grade.cell_id, grade.manual_score, grade.auto_score)
        .join(notebook, notebook.assignment_id == submission.id)
        .join(grade, grade.notebook_id == notebook.id)
        .where(
            submission.assignment_id == ids.assignment,
            notebook.notebook_id == ids.notebook,
            grade.manual_score.is_not(None),
            grade.auto_score.is_not(None),
        )
    )
    if students is not None:
        query = query.where(submission.student_id.in_(students))
    rows = [row for row in session.execute(query) if row[1] in names]
    rows.sort(key=lambda row: (row[0], order[row[1]]))
    return [Override(student, names[cell], *scores) for student, cell, *scores in rows]


def overrides_of(
    result: Result, automatic: Mapping[str, float | None], by_hand: Mapping[str, float]
) -> list[Override]:
    """Those of one student, were this result recorded; the scores are as the gradebook has them."""
    now = {**automatic} | {task.task: task.score for task in result.tasks}
    return [
        Override(result.student, name, given, score)
        for name, given in by_hand.items()
        if (score := now.get(name)) is not None
    ]


def override_lines(overrides: Iterable[Override]) -> Iterator[str]:
    """One line for each that changes the score, and one for those that are too many."""
    changing = [one for one in overrides if one.by_hand != one.automatic]
    for one in changing[:MOST_LINES]:
        yield (
            f"{one_line(one.student)}, {one.task}: {number(one.by_hand)} by hand covers "
            f"{number(one.automatic)} given automatically"
        )
    if len(changing) > MOST_LINES:
        yield f"{len(changing) - MOST_LINES} more scores by hand cover automatic ones"
