"""The students of a course: nbgrader's own table, read and written."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from autograder.course import Course
from autograder.gradebook.database import Database
from autograder.gradebook.locking import SILENT_WAIT
from autograder.gradebook.reading import reading

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


def read_people(course: Course) -> list[Person]:
    """Everybody in the gradebook; nobody where there is none. Raises GradebookError."""
    gradebook = course.gradebook_path
    if not gradebook.exists():
        return []
    with reading(gradebook) as database:
        rows = SILENT_WAIT.retry(lambda: database.execute(READ).fetchall(), gradebook)
    return [Person(*(value or "" for value in row)) for row in rows]


def save_people(course: Course, people: Iterable[Person]) -> tuple[int, int]:
    """Add people, and fill in what is new of those who are there: how many were added, changed.

    What a file doesn't say stays as it is in the gradebook. Raises GradebookError.
    """
    database = Database(course, SILENT_WAIT)
    added = changed = 0
    try:
        with database.writing() as session:
            for person in people:
                row = session.get(database.api.Student, person.id)
                if row is None:
                    session.add(database.api.Student(**_known(person)))
                    added += 1
                    continue
                new = {k: v for k, v in _known(person).items() if getattr(row, k) != v}
                for name, value in new.items():
                    setattr(row, name, value)
                changed += bool(new)
    finally:
        database.close()
    return added, changed


def _known(person: Person) -> dict[str, str]:
    """The columns of which something is known."""
    return {name: value for name, value in asdict(person).items() if value}
