"""A tiny course, its released notebook, and a grader that reads the scores off the module."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from autograder import classroom
from autograder.classroom import ClassRun, grade_class
from autograder.course import Assignment, Course, load_course
from autograder.gradebook.released import checksum
from autograder.grading.results import CheckResult, MisconceptionResult, Result, TaskResult
from autograder.grading.submission import Submission

COURSE = """\
schema: 1
id: tiny
title: A tiny course
late: {grace_minutes: 10, percent_per_day: 10, cap_percent: 50}
assignments:
  - name: 01-double
    title: Twice and half
    module: double.py
    due: 2027-01-31T12:00:00+01:00
    tasks:
      - {name: double, title: Twice, points: 6}
      - {name: halve, title: Half, points: 4, needs: [double]}
"""
POINTS = {"double": 6.0, "halve": 4.0}


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


@pytest.fixture
def course(tmp_path: Path) -> Course:
    root = tmp_path / "course"
    release = root / "assignments" / "01-double"
    release.mkdir(parents=True)
    (root / "course.yml").write_text(COURSE)
    (release / "double.ipynb").write_text(json.dumps(released_notebook()))
    (release / "double.py").write_text("def double(x): raise NotImplementedError\n")
    (release / "test_double.py").write_text("import double\n")
    return load_course(root)


@pytest.fixture
def assignment(course: Course) -> Assignment:
    return course.assignments[0]


HandIn = Callable[..., Path]


@pytest.fixture
def hand_in(course: Course, assignment: Assignment) -> HandIn:
    """Lay down a submission: the scores it shall get, and its notebook."""

    def lay_down(
        student: str,
        double: float = 6,
        halve: float = 4,
        *,
        notebook: dict[str, Any] | bytes | None = None,
        timestamp: str = "",
        answer: str = "",
    ) -> Path:
        folder = course.submitted_dir(student, assignment)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "double.py").write_text(f"{double} {halve}")
        if notebook is None:
            notebook = released_notebook()
            if answer:
                notebook["cells"][-1]["source"] = answer
        if isinstance(notebook, dict):
            notebook = json.dumps(notebook).encode()
        (folder / "double.ipynb").write_bytes(notebook)
        if timestamp:
            (folder / "timestamp.txt").write_text(timestamp)
        return folder

    return lay_down


class FakeGrader:
    """Grades by reading the scores off the module; remembers whom it graded."""

    def __init__(self) -> None:
        self.graded: list[str] = []
        self.version = "1"

    def grade(
        self,
        course: Course,
        assignment: Assignment,
        submissions: Iterable[Submission],
        **options: Any,
    ) -> Iterator[Result]:
        for submission in submissions:
            self.graded.append(submission.student)
            yield fake_result(submission)


def fake_result(submission: Submission) -> Result:
    facts: dict[str, Any] = {
        "student": submission.student,
        "max_score": 10.0,
        "seconds": 0.01,
        "sha256": submission.sha256,
        "isolation": "fake",
    }
    text = submission.source.decode(errors="replace")
    if submission.problem or text.startswith("invalid"):
        message = submission.problem or text
        return Result(status="invalid", score=0.0, message=message, **facts)
    if text.startswith("error"):
        return Result(status="error", score=None, message="the grader failed", **facts)
    scores = dict(zip(POINTS, map(float, text.split()), strict=True))
    tasks = tuple(fake_task(name, score) for name, score in scores.items())
    return Result(status="graded", score=sum(scores.values()), tasks=tasks, **facts)


def fake_task(name: str, score: float) -> TaskResult:
    most = POINTS[name]
    check = CheckResult(
        name="values",
        title=f"{name} <gives> the value",
        outcome="passed" if score == most else "failed",
        points=score,
        max_points=most,
        message="" if score == most else "got $x$ <script>alert(1)</script>",
    )
    named = MisconceptionResult(id="no-factor", message="The factor is missing.")
    return TaskResult(
        task=name,
        score=score,
        max_score=most,
        checks=(check,),
        misconceptions=() if score else (named,),
    )


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> FakeGrader:
    fake = FakeGrader()
    monkeypatch.setattr(classroom, "grade_submissions", fake.grade)
    monkeypatch.setattr(classroom, "grader_fingerprint", lambda *_: fake.version)
    monkeypatch.setattr(classroom, "choose_isolation", lambda unsafe=False: FakeIsolation())
    return fake


class FakeIsolation:
    name = "fake"


class Notes:
    """A watcher that writes down what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def begin(self, to_grade: int, unchanged: int, isolation: str) -> None:
        self.counts = (to_grade, unchanged)

    def graded(self, result: Result) -> None:
        pass

    def say(self, line: str) -> None:
        self.said.append(line)


Run = Callable[..., ClassRun]


@pytest.fixture
def run(course: Course, assignment: Assignment, grader: FakeGrader) -> Run:
    """Grade the tiny class."""

    def grade(**options: Any) -> ClassRun:
        return grade_class(course, assignment, **{"watcher": Notes()} | options)

    return grade


@pytest.fixture
def nbgrader_book(course: Course) -> Callable[[], Any]:
    """nbgrader's own view of the gradebook."""
    from autograder.gradebook.nbgrader_import import nbgrader_api

    @contextmanager
    def opened() -> Iterator[Any]:
        with nbgrader_api().Gradebook(f"sqlite:///{course.gradebook_path}", course.id) as book:
            yield book

    return opened


def only_line(raised: pytest.ExceptionInfo[Exception]) -> str:
    """What a person is told: one line, no traceback."""
    text = str(raised.value)
    assert "\n" not in text
    assert "Traceback" not in text
    return text
