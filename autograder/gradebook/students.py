"""The students of a course: nbgrader's own table, read and written."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from autograder.course import Course
from autograder.gradebook.database import Database
from autograder.gradebook.gradebook_errors import database_error
from autograder.gradebook.locking import ONE_TRY, LockWait

READ = "SELECT id, first_name, last_name, email, lms_user_id FROM student ORDER BY id"


@dataclass(frozen=True)
class Person:
    """A student as nbgrader's gradebook has them; a text is empty where nothing is known."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    """the number that the LMS has for the person, such as Canvas's"""

    @property
    def name(self) -> str:
        """First and last name; empty where both are unknown."""
        return f"{self.first_name} {self.last_name}".strip()


def read_people(course: Course, wait: LockWait) -> list[Person]:
    """Everybody in the gradebook; nobody where there is none. Raises GradebookError."""
    gradebook = course.gradebook_path
    if not gradebook.exists():
        return []
    try:
        with closing(
            sqlite3.connect(f"{gradebook.as_uri()}?mode=rw", uri=True, timeout=ONE_TRY)
        ) as database:
            rows = wait.retry(lambda: database.execute(READ).fetchall(), gradebook)
    except sqlite3.Error as error:
        raise database_error(error, gradebook) from error
    return [Person(*(value or "" for value in row)) for row in rows]


def save_people(course: Course, people: Iterable[Person], wait: LockWait) -> tuple[int, int]:
    """Add people, and fill in what is new of those who are there: how many were added, changed.

    What a file doesn't say stays as it is in the gradebook. Raises GradebookError.
    """
    database = Database(course, wait)
    added = changed = 0
    try:
        with database.writing() as session:
            for person in people:
                row = session.get(database.api.Student, person.id)
                if row is None:
                    row = database.api.Student(id=person.id)
                    session.add(row)
                    added += 1
                    new = True
                else:
                    new = False
                before = (row.first_name, row.last_name, row.email, row.lms_user_id)
                row.first_name = person.first_name or row.first_name
                row.last_name = person.last_name or row.last_name
                row.email = person.email or row.email
                row.lms_user_id = person.lms_user_id or row.lms_user_id
                after = (row.first_name, row.last_name, row.email, row.lms_user_id)
                changed += not new and before != after
    finally:
        database.close()
    return added, changed
