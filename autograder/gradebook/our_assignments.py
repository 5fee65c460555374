"""Which assignments of a gradebook are ours: a mark on each that we released or graded.

The mark stays when an assignment is renamed in `course.yml` or removed from it. It goes by the
key of nbgrader's row, so `nbgrader db assignment remove` takes it away too.
"""

from pathlib import Path
from typing import Any

from autograder.gradebook.recorded import TABLE

OURS = "autograder_assignments"
CREATE_OURS = f"""
CREATE TABLE IF NOT EXISTS {OURS} (assignment_id VARCHAR(32) PRIMARY KEY NOT NULL)"""
MARK = f"INSERT OR IGNORE INTO {OURS} (assignment_id) VALUES (?)"
MARKED = f"SELECT name FROM assignment JOIN {OURS} ON assignment_id = assignment.id"
GRADED = f"""
SELECT DISTINCT assignment.name FROM {TABLE}
JOIN submitted_assignment ON submitted_assignment.id = {TABLE}.submission_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id"""


def mark_as_ours(session: Any, assignment_id: str) -> None:
    """Note, in a session of nbgrader's gradebook, that an assignment is ours."""
    connection = session.connection()
    connection.exec_driver_sql(CREATE_OURS)
    connection.exec_driver_sql(MARK, (assignment_id,))


def our_assignments(db_url: str) -> frozenset[str]:
    """The names of the assignments that are ours; none without a gradebook, and none is made.

    Raises GradebookError.
    """
    from sqlalchemy import create_engine, inspect, make_url
    from sqlalchemy.exc import DatabaseError

    from autograder.gradebook.gradebook_errors import database_error

    path = Path(make_url(db_url).database or "")
    if db_url.startswith("sqlite") and not path.is_file():
        return frozenset()
    engine = create_engine(db_url)
    try:
        with engine.connect() as connection:
            found: set[str] = set()
            tables = set(inspect(connection).get_table_names())
            for table, names in ((OURS, MARKED), (TABLE, GRADED)):
                if {table, "assignment"} <= tables:
                    found.update(connection.exec_driver_sql(names).scalars())
            return frozenset(found)
    except DatabaseError as error:
        raise database_error(error, path) from error
    finally:
        engine.dispose()
