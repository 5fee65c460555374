"""Opening nbgrader's database, and writing to it in transactions that wait a bounded time."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, StaticPool, create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from autograder.atomic import create_file
from autograder.course import Course
from autograder.gradebook.answers import CREATE as CREATE_ANSWERS
from autograder.gradebook.gradebook_errors import database_error, file_error
from autograder.gradebook.history import CREATE as CREATE_HISTORY
from autograder.gradebook.history import CREATE_INDEX
from autograder.gradebook.locking import ONE_TRY, LockWait
from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.gradebook.recorded import CREATE as CREATE_RESULTS
from autograder.gradebook.recorded import CREATE_PROOFS

TABLES = (CREATE_RESULTS, CREATE_PROOFS, CREATE_ANSWERS, CREATE_HISTORY, CREATE_INDEX)
INDEXES = {
    "autograder_grades_of_notebook": "grade (notebook_id)",
    "autograder_notebooks_of_submission": "submitted_notebook (assignment_id)",
}
"""nbgrader has none of these, so the score of each student takes a look at every grade there is"""
HAS_INDEXES = "SELECT name FROM sqlite_master WHERE type = 'index'"


class Database:
    """One connection to a course's gradebook, made where there is none.

    Every method raises GradebookError.
    """

    def __init__(self, course: Course, wait: LockWait) -> None:
        self.path = course.gradebook_path
        self._wait = wait
        self.api = nbgrader_api()
        if not self.path.exists():
            create_gradebook(self.path)
        url = URL.create("sqlite", database=str(self.path), query={"timeout": str(ONE_TRY)})
        self._book = wait.retry(lambda: self.api.Gradebook(url, course.id), self.path)
        self._session: Session = self._book.db
        self._add_indexes()

    def _add_indexes(self) -> None:
        """Make nbgrader's sums fast; a gradebook that can't be written now stays as it is."""
        with suppress(DatabaseError):
            connection = self._session.connection()
            present = set(connection.exec_driver_sql(HAS_INDEXES).scalars())
            for name in set(INDEXES) - present:
                connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {name} ON {INDEXES[name]}")
            self._session.commit()
        self._session.rollback()

    def close(self) -> None:
        """Close the file."""
        self._book.close()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to read from; nobody writes in the meantime."""
        with self._transaction("BEGIN", "SELECT * FROM alembic_version"):
            yield self._session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are written together at the end, or not at all."""
        with self._transaction("BEGIN IMMEDIATE", *TABLES):
            yield self._session
            self._session.commit()

    @contextmanager
    def _transaction(self, *statements: str) -> Iterator[None]:
        try:
            self._wait.retry(lambda: self._begin(statements), self.path)
            yield
        except DatabaseError as error:
            raise database_error(error, self.path) from error
        finally:
            with suppress(DatabaseError):
                self._session.rollback()

    def _begin(self, statements: tuple[str, ...]) -> None:
        connection = self._session.connection()
        try:
            self._let_sqlite_wait(ONE_TRY)
            for statement in statements:
                connection.exec_driver_sql(statement)
            self._let_sqlite_wait(self._wait.seconds)  # the commit, for those who read
        except DatabaseError:
            self._session.rollback()
            raise

    def _let_sqlite_wait(self, seconds: float) -> None:
        milliseconds = int(seconds * 1000)
        self._session.connection().exec_driver_sql(f"PRAGMA busy_timeout = {milliseconds}")


def create_gradebook(path: Path) -> None:
    """Make an empty gradebook as `nbgrader.api.Gradebook` would make it, in one step.

    It would run `alembic` in a process of its own, for some seconds, to learn the version of its
    tables; here alembic is called as a library. A process that is killed leaves no half gradebook.
    """
    try:
        create_file(path, _empty_gradebook())
    except OSError as error:
        raise file_error(error, path.parent) from error


def _empty_gradebook() -> bytes:
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    version = ScriptDirectory(ALEMBIC_DIR).get_current_head()
    with closing(sqlite3.connect(":memory:")) as database:
        engine = create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool)
        nbgrader_api().Base.metadata.create_all(engine)
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES (?)", (version,))
        database.commit()
        return database.serialize()
