"""Whether anything of a course was graded already, which many files below depend on."""

import sqlite3
from contextlib import closing
from pathlib import Path

RESULTS_TABLE = "autograder_results"
"""our own table in nbgrader's database"""


def is_graded(gradebook: Path) -> bool:
    """Whether this gradebook holds a result of ours. One that can't be read may hold some."""
    if not gradebook.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{gradebook.absolute().as_uri()}?mode=ro", uri=True)) as book:
            table = book.execute(
                "SELECT 1 FROM sqlite_master WHERE name = ?", [RESULTS_TABLE]
            ).fetchone()
            return bool(table and book.execute(f"SELECT 1 FROM {RESULTS_TABLE}").fetchone())
    except sqlite3.Error:
        return True
