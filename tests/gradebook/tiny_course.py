"""A tiny course and its released notebook, as files; a progress that keeps what it is given."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from autograder.gradebook.notebooks.released import checksum
from autograder.grading.results import Result
from autograder.sandbox import Isolation
from tests.support.course_builder import write_course, write_files

write_description = partial(
    write_course,
    tasks=[
        "name: double, title: Twice, points: 6",
        "name: halve, title: Half, points: 4, needs: [double]",
    ],
    title="Twice and half",
    due="2027-01-31T12:00:00+01:00",
)
LATE = "late: {grace_minutes: 10, percent_per_day: 10, cap_percent: 50}"
POINTS = {"double": 6.0, "halve": 4.0}


def lay_out_tiny(root: Path) -> Course:
    """The tiny course, released."""
    write_files(root, {
        ".course-secret": "the secret of a test\n",
        "assignments/01-double/double.ipynb": json.dumps(released_notebook()),
        "assignments/01-double/double.py": "def double(x): raise NotImplementedError\n",
        "assignments/01-double/test_double.py": "import double\n",
    })  # fmt: skip
    return write_description(root, settings=LATE)


def nbgrader_cell(cell_type: str, source: str, grade_id: str, **meta: Any) -> dict[str, Any]:
    """A cell as `nbgrader generate_assignment` writes it."""
    known = {
        "grade": False,
        "solution": False,
        "locked": False,
        "schema_version": 3,
        "task": False,
        "cell_type": cell_type,
        "grade_id": grade_id,
    } | meta
    known["checksum"] = checksum(source, cell_type, known)
    return plain_cell(cell_type, source, id=grade_id, nbgrader=known)


def plain_cell(cell_type: str, source: str, id: str, **metadata: Any) -> dict[str, Any]:
    cell = {"cell_type": cell_type, "id": id, "metadata": metadata, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if cell_type == "code" else {})


def released_notebook() -> dict[str, Any]:
    kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": [
            nbgrader_cell("markdown", "# Twice and half", "story", locked=True),
            plain_cell("code", "import double", id="import"),
            nbgrader_cell(
                "code", "assert double.double(2) == 4", "double", grade=True, locked=True, points=6
            ),
            nbgrader_cell(
                "code", "assert double.halve(4) == 2", "halve", grade=True, locked=True, points=4
            ),
            nbgrader_cell("markdown", "Why?", "why", grade=True, solution=True, points=2),
        ],
        "metadata": {"kernelspec": kernelspec},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


class Notes:
    """A progress that keeps every message."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def begin(self, to_grade: int, unchanged: int, isolation: Isolation | None) -> None:
        self.counts = (to_grade, unchanged)

    def graded(self, result: Result) -> None:
        pass

    def say(self, line: str) -> None:
        self.said.append(line)


def only_line(raised: pytest.ExceptionInfo[Exception]) -> str:
    """The message for a person: one line, no traceback."""
    text = str(raised.value)
    assert "\n" not in text
    assert "Traceback" not in text
    return text


def grade_of(book: Any, student: str, name: str) -> Any:
    """nbgrader's row of the grade of a cell."""
    grades = book.find_submission("01-double", student).notebooks[0].grades
    return next(grade for grade in grades if grade.name == name)
