"""Waiting, for a bounded time, for another program that holds the gradebook."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from autograder.gradebook.trouble import GradebookLockedError, database_trouble

PATIENCE = 60.0
ONE_TRY = 0.2  # seconds that SQLite itself waits, before a person is told

Say = Callable[[str], None]
Value = TypeVar("Value")


@dataclass(frozen=True)
class Patience:
    """How long to wait, and who is told when the waiting begins."""

    seconds: float = PATIENCE
    say: Say | None = None

    def insist(self, action: Callable[[], Value], gradebook: Path) -> Value:
        """What `action` gives, tried again while another program holds the gradebook.

        Raises GradebookError for any trouble with the database.
        """
        deadline = time.monotonic() + self.seconds
        told = False
        while True:
            try:
                return action()
            except Exception as error:
                trouble = _trouble(error, gradebook)
                if not isinstance(trouble, GradebookLockedError) or time.monotonic() > deadline:
                    raise trouble from error
            if self.say and not told:
                self.say(
                    f"{gradebook.name} is held by another program; waiting up to "
                    f"{self.seconds:g} seconds"
                )
                told = True


def _trouble(error: Exception, gradebook: Path) -> Exception:
    """What to tell about an error of SQLite, or of SQLAlchemy above it; any other as it is."""
    if isinstance(getattr(error, "orig", error), sqlite3.Error):
        return database_trouble(error, gradebook)
    return error
