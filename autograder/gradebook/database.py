"""Opening nbgrader's database, and writing to it in transactions that wait a bounded time."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.gradebook.state import CREATE
from autograder.gradebook.trouble import GradebookLockedError, database_trouble, file_trouble

PATIENCE = 60.0
ONE_TRY = 0.2

Say = Callable[[str], None]


class Database:
    """One connection to a course's gradebook, made where there is none.

    `patience` is how many seconds it waits for another program that holds the gradebook; `say`
    is told when it begins to wait. Every method raises GradebookError.
    """

    def __init__(self, course: Course, patience: float = PATIENCE, say: Say | None = None) -> None:
        self.path = course.gradebook_path
        self._patience = patience
        self._say = say or (lambda message: None)
        self.api = nbgrader_api()
        if not self.path.exists():
            _create(self.path)
        url = f"sqlite:///{self.path}?timeout={ONE_TRY}"
        self._book = self._waiting(lambda: self.api.Gradebook(url, course.id))

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A session to read from."""
        try:
            self._waiting(lambda: self._book.db.connection().exec_driver_sql("BEGIN"))
            yield self._book.db
        except self._errors as error:
            raise database_trouble(error, self.path) from error
        finally:
            with suppress(*self._errors):
                self._book.db.rollback()

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """A session whose changes are written together at the end, or not at all."""
        session = self._book.db
        try:
            self._waiting(self._begin)
            yield session
            session.commit()
        except self._errors as error:
            raise database_trouble(error, self.path) from error
        finally:
            with suppress(*self._errors):
                session.rollback()

    @property
    def _errors(self) -> tuple[type[Exception], ...]:
        from sqlalchemy.exc import DatabaseError

        return (DatabaseError,)

    def _begin(self) -> None:
        connection = self._book.db.connection()
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except self._errors:
            self._book.db.rollback()
            raise
        # The commit has to wait for those who are reading.
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(self._patience * 1000)}")
        connection.exec_driver_sql(CREATE)

    def _waiting(self, action: Callable[[], Any]) -> Any:
        """What `action` gives, tried again while another program holds the gradebook."""
        deadline = time.monotonic() + self._patience
        told = False
        while True:
            try:
                return action()
            except self._errors as error:
                trouble = database_trouble(error, self.path)
                if not isinstance(trouble, GradebookLockedError) or time.monotonic() > deadline:
                    raise trouble from error
            if not told:
                self._say(
                    f"{self.path.name} is held by another program; waiting up to "
                    f"{self._patience:g} seconds"
                )
                told = True


def _create(path: Path) -> None:
    """Make an empty gradebook in one step, as `nbgrader.api.Gradebook` would make it.

    It would run `alembic` in a process of its own, for some seconds, to learn the version of its
    tables; here alembic is asked for it. A process killed on the way leaves no half gradebook.
    """
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DatabaseError

    api = nbgrader_api()
    version = ScriptDirectory(ALEMBIC_DIR).get_current_head()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    engine = create_engine(f"sqlite:///{draft}")
    try:
        draft.unlink(missing_ok=True)
        api.Base.metadata.create_all(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"
            )
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (version,))
        with suppress(FileExistsError):  # another process was quicker
            os.link(draft, path)
    except DatabaseError as error:
        raise database_trouble(error, path) from error
    except OSError as error:
        raise file_trouble(error, path.parent) from error
    finally:
        engine.dispose()
        draft.unlink(missing_ok=True)
