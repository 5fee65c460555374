"""What is not final in the grades of an assignment: open questions, missing scores, absentees."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.course import Assignment, Course
from autograder.gradebook.cells import find_assignment, stored_ids
from autograder.gradebook.nbgrader_import import NbgraderApi


@dataclass(frozen=True)
class Unfinished:
    """The students whose score is not the last word."""

    to_mark: Mapping[str, int]
    """how many written questions of a student wait for a person"""
    without_score: frozenset[str]
    """those who submitted something that has no score: the grader failed, or never saw it"""
    absent: frozenset[str]
    """those who submitted nothing and were given no mark"""

    def lines(self, name: str, *, absent_as_zero: bool) -> Iterator[str]:
        """What a person should know before the grades go anywhere."""
        if questions := sum(self.to_mark.values()):
            yield (
                f"warning: {_count(questions, 'written question')} of "
                f"{_count(len(self.to_mark), 'student')} not marked yet; the scores leave "
                "those points out"
            )
        if count := len(self.without_score):
            yield (
                f"warning: {_count(count, 'submission')} without a score, left blank; "
                f"run: autograder grade {name}"
            )
        if count := len(self.absent):
            how = "with 0" if absent_as_zero else "left blank; for 0: --absent zero"
            yield f"{_count(count, 'student')} submitted nothing, {how}"


def read_unfinished(
    session: Session, api: NbgraderApi, course: Course, assignment: Assignment
) -> Unfinished:
    """Compare the gradebook with the folders of submissions. Raises CourseError as the export."""
    ids = stored_ids(find_assignment(session, api, assignment), assignment)
    grades = _scores(session, api, ids.notebook, ids.graded) if ids else {}
    tasks = {task.name for task in assignment.tasks}
    to_mark: Counter[str] = Counter()
    without_score, absent = set(), set()
    for student in session.scalars(select(api.Student.id)):
        scored = grades.get(student, {})
        if not any(scored.values()) and not _has_folder(course, assignment, student):
            absent.add(student)
        elif not scored or not all(scored.get(task) for task in tasks):
            without_score.add(student)
        elif questions := sum(not has_score for has_score in scored.values()):
            to_mark[student] = questions
    return Unfinished(to_mark, frozenset(without_score), frozenset(absent))


def _scores(
    session: Session, api: NbgraderApi, notebook: str, cells: Mapping[str, str]
) -> dict[str, dict[str, bool]]:
    """For each student and graded cell, whether it has a score, automatic or by hand."""
    names = {key: name for name, key in cells.items()}
    submission, submitted, grade = api.SubmittedAssignment, api.SubmittedNotebook, api.Grade
    rows: Any = session.execute(
        select(submission.student_id, grade.cell_id, grade.auto_score, grade.manual_score)
        .join(submitted, submitted.assignment_id == submission.id)
        .join(grade, grade.notebook_id == submitted.id)
        .where(submitted.notebook_id == notebook)
    )
    found: dict[str, dict[str, bool]] = {}
    for student, cell, automatic, by_hand in rows:
        if cell in names:
            has_score = automatic is not None or by_hand is not None
            found.setdefault(student, {})[names[cell]] = has_score
    return found


def _has_folder(course: Course, assignment: Assignment, student: str) -> bool:
    try:
        return os.path.lexists(course.submitted_dir(student, assignment))
    except ValueError:  # no folder can have this name
        return False


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
