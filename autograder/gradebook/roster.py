"""The students of the gradebook beside the folders of submissions: who is on one side only.

Nothing is guessed: a folder `Ada` beside a student `ada` is a new student, as in nbgrader. But
somebody should know.
"""

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from autograder.course import Assignment, Course
from autograder.gradebook.locking import LockWait
from autograder.gradebook.reading import reading
from autograder.text import listed, one_line

STUDENTS = "SELECT id FROM student"
GRADED = """
SELECT DISTINCT submitted_assignment.student_id FROM submitted_assignment
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id
JOIN grade ON grade.notebook_id = submitted_notebook.id
WHERE assignment.name = ? AND (grade.auto_score IS NOT NULL OR grade.manual_score IS NOT NULL)"""


@dataclass(frozen=True)
class Roster:
    """The students of the gradebook before a run."""

    students: frozenset[str] = frozenset()
    graded: frozenset[str] = frozenset()
    """those who have a score of the assignment, automatic or by hand"""


def read_roster(course: Course, assignment: Assignment, wait: LockWait) -> Roster:
    """The roster; an empty one without a gradebook. Raises GradebookError."""
    gradebook = course.gradebook_path
    if not gradebook.exists():
        return Roster()
    with reading(gradebook) as database:
        students = wait.retry(lambda: database.execute(STUDENTS).fetchall(), gradebook)
        graded = database.execute(GRADED, (assignment.name,)).fetchall()
    return Roster(frozenset(s for (s,) in students), frozenset(s for (s,) in graded))


def roster_lines(roster: Roster, submitted: Collection[str], *, whole_class: bool) -> Iterator[str]:
    """One line for each kind of difference, where there is a roster.

    `submitted` are the students who have a submission; unless they are the whole class, nothing is
    said of those who have none.
    """
    if not roster.students:
        return
    known = {folded(student): student for student in sorted(roster.students, reverse=True)}
    new = [
        f"{one_line(student)} (there is {one_line(twin)})" if twin else one_line(student)
        for student in sorted(set(submitted) - roster.students)
        for twin in [known.get(folded(student), "")]
    ]
    if new:
        yield f"new in the gradebook: {listed(new)}"
    if whole_class:
        missing = roster.students - set(submitted)
        if absent := sorted(missing - roster.graded):
            yield f"nothing submitted: {listed(map(one_line, absent))}"
        if vanished := sorted(missing & roster.graded):
            yield (
                "folder no longer in submitted/, score left as it is: "
                f"{listed(map(one_line, vanished))}"
            )


def folded(student: str) -> str:
    """The same for names that people confuse: letters and digits, big or small."""
    plain = unicodedata.normalize("NFKC", student).casefold()
    return "".join(character for character in plain if character.isalnum()) or plain
