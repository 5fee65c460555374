"""A class list as an LMS gives it: Canvas's, Moodle's and nbgrader's own columns are recognised.

Canvas: Grades → Export. Moodle: Participants → Download, or the grades' export. nbgrader: the
columns of `nbgrader db student import`.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.errors import CourseError
from autograder.gradebook.students import Person
from autograder.submissions.folder import LONGEST_STUDENT_ID
from autograder.submissions.safe_reading import read_file
from autograder.text import one_line

LARGEST_FILE = 32 << 20
Row = Mapping[str, str]

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "student_id", "username", "sis login id", "id number", "sis user id"),
    "first_name": ("first_name", "first name"),
    "last_name": ("last_name", "last name", "surname"),
    "email": ("email", "email address"),
    "lms_user_id": ("lms_user_id",),
}
"""the titles of a column, the one that comes first in each tuple before the others"""
CANVAS = {"student", "id", "section"}
"""titles that only Canvas's file has; its `ID` is Canvas's own number"""
POINTS_POSSIBLE = "points possible"
TEST_STUDENT = "student, test"


def read_roster_file(path: Path) -> list[Person]:
    """The people of a CSV file, in its order.

    Raises CourseError where it can't be read, has no column with ids, or one id twice.
    """
    rows = list(read_table(path))
    titles = set(rows[0]) if rows else set()
    people = [
        _canvas_person(row) if titles >= CANVAS else _person(row)
        for row in rows
        if not is_nobody(row)
    ]
    if not people:
        raise CourseError(f"{path}: there is no student in this file")
    seen: set[str] = set()
    for person in people:
        who = one_line(person.id or person.name) or "a student without a name"
        if not person.id:
            wanted = ", ".join(COLUMNS["id"])
            raise CourseError(f"{path}: {who} has no id; needed is one of the columns {wanted}")
        if "/" in person.id or person.id.startswith(".") or not person.id.isprintable():
            raise CourseError(f"{path}: {who} can't be an id, as it is the name of a folder, too")
        if len(person.id) > LONGEST_STUDENT_ID:
            raise CourseError(f"{path}: {who}: an id has at most {LONGEST_STUDENT_ID} characters")
        if person.id in seen:
            raise CourseError(f"{path}: the id {who} is there twice")
        seen.add(person.id)
    return people


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file by the titles of its columns, in small letters.

    The file may have a byte order mark, and commas, semicolons or tabs between its columns. Raises
    CourseError where it can't be read.
    """
    try:
        text = read_file(path, LARGEST_FILE).decode("utf-8-sig")
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
        titles = [title.strip().casefold() for title in next(lines, [])]
        for line in lines:
            if any(cell.strip() for cell in line):
                yield dict(zip(titles, (cell.strip() for cell in line), strict=False))
    except UnicodeDecodeError:
        raise CourseError(f"{path}: this is not UTF-8 text; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise CourseError(f"{path}: this is not a CSV file: {error}") from None
    except OSError as error:
        raise CourseError(f"{path}: {(error.strerror or str(error)).lower()}") from None


def delimiter_of(text: str) -> str:
    """What separates the columns: comma, semicolon or tab, whichever the first line has most."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def is_nobody(row: Row) -> bool:
    """Canvas's line with the points, and its student for tests."""
    student = row.get("student", "").casefold()
    return student.startswith(POINTS_POSSIBLE) or student == TEST_STUDENT


def _canvas_person(row: Row) -> Person:
    last, _, first = row["student"].partition(", ")
    return Person(
        id=row.get("sis login id") or row.get("sis user id") or row["id"],
        first_name=first,
        last_name=last,
        lms_user_id=row["id"],
    )


def _person(row: Row) -> Person:
    values = {
        field: next((row[title] for title in titles if row.get(title)), "")
        for field, titles in COLUMNS.items()
    }
    if not values["id"]:
        values["id"] = values["email"]
    return Person(**values)
