"""What was graded already: one table of our own in nbgrader's database.

A row is written in the transaction that writes the scores, so it can't claim what isn't there.
Reading it needs no nbgrader, so grading can begin while nbgrader is still being imported.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from autograder.gradebook.patience import ONE_TRY, Patience
from autograder.gradebook.trouble import database_trouble

TABLE = "autograder_results"
CREATE = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (
    submission_id VARCHAR(32) PRIMARY KEY NOT NULL,
    fingerprint TEXT NOT NULL,
    result TEXT NOT NULL
)"""
HAS_TABLE = f"SELECT name FROM sqlite_master WHERE name = '{TABLE}'"
WRITE = f"INSERT OR REPLACE INTO {TABLE} (submission_id, fingerprint, result) VALUES (?, ?, ?)"
FORGET = f"DELETE FROM {TABLE} WHERE submission_id = ?"
FORGET_ORPHANS = f"""
DELETE FROM {TABLE} WHERE submission_id NOT IN (SELECT id FROM submitted_assignment)"""
READ = f"""
SELECT submitted_assignment.student_id, {{column}}
FROM {TABLE}
JOIN submitted_assignment ON submitted_assignment.id = {TABLE}.submission_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
WHERE assignment.name = ?"""


def fingerprints(gradebook: Path, assignment: str, patience: Patience) -> dict[str, str]:
    """What each student's result was made from; nothing where there is no gradebook yet.

    Raises GradebookError.
    """
    return dict(_read(gradebook, assignment, "fingerprint", patience))


def results_as_json(
    gradebook: Path, assignment: str, patience: Patience
) -> Iterator[tuple[str, str]]:
    """Each student's result as JSON, one after the other. Raises GradebookError."""
    return _read(gradebook, assignment, "result", patience)


def isolations(gradebook: Path, assignment: str, patience: Patience) -> dict[str, str]:
    """Under which isolation each student was graded. Raises GradebookError."""
    return dict(_read(gradebook, assignment, "json_extract(result, '$.isolation')", patience))


def _read(
    gradebook: Path, assignment: str, column: str, patience: Patience
) -> Iterator[tuple[str, str]]:
    if not gradebook.exists():
        return
    # Not "ro": a run that was killed may have left a journal, which the next to open it puts back.
    address = f"{gradebook.as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=ONE_TRY)) as database:
            if patience.insist(lambda: database.execute(HAS_TABLE).fetchone(), gradebook):
                yield from database.execute(READ.format(column=column), (assignment,))
    except sqlite3.Error as error:
        raise database_trouble(error, gradebook) from error
