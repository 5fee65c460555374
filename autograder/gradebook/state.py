"""What was graded already: one table of our own in nbgrader's database.

A row is written in the transaction that writes the scores, so it can't claim what isn't there.
Reading it needs no nbgrader, so grading can begin while nbgrader is still being imported.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from autograder.gradebook.trouble import database_trouble

TABLE = "autograder_results"
CREATE = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (
    submission_id VARCHAR(32) PRIMARY KEY NOT NULL,
    fingerprint TEXT NOT NULL,
    result TEXT NOT NULL
)"""
WRITE = f"INSERT OR REPLACE INTO {TABLE} (submission_id, fingerprint, result) VALUES (?, ?, ?)"
FORGET = f"DELETE FROM {TABLE} WHERE submission_id = ?"
FORGET_ORPHANS = f"""
DELETE FROM {TABLE} WHERE submission_id NOT IN (SELECT id FROM submitted_assignment)"""
READ = f"""
SELECT submitted_assignment.student_id, {TABLE}.fingerprint, {TABLE}.result
FROM {TABLE}
JOIN submitted_assignment ON submitted_assignment.id = {TABLE}.submission_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
WHERE assignment.name = ?"""


@dataclass(frozen=True)
class Recorded:
    """A result as it stands in the gradebook."""

    fingerprint: str
    result: str
    """as JSON"""


def recorded(gradebook: Path, assignment: str) -> dict[str, Recorded]:
    """What the gradebook holds of an assignment, by student; nothing where there is none yet.

    Raises CourseError when the gradebook is locked or damaged.
    """
    if not gradebook.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"{gradebook.as_uri()}?mode=ro", uri=True)) as database:
            known = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
            if TABLE not in known:
                return {}
            rows = database.execute(READ, (assignment,)).fetchall()
    except sqlite3.Error as error:
        raise database_trouble(error, gradebook) from None
    return {student: Recorded(fingerprint, result) for student, fingerprint, result in rows}
