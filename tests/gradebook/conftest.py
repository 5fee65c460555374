"""The tiny course, and a grader that reads the scores off the module."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from autograder import grade_class as class_module
from autograder.class_run import ClassRun
from autograder.course import Assignment, Course
from autograder.grade_class import grade_class
from autograder.grading.results import CheckResult, MisconceptionResult, Result, TaskResult
from autograder.submissions.submission import Submission
from tests.gradebook.tiny_course import POINTS, Notes, grade_of, lay_out_tiny, released_notebook


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return lay_out_tiny(tmp_path / "course")


@pytest.fixture
def assignment(course: Course) -> Assignment:
    return course.assignments[0]


Submit = Callable[..., Path]


@pytest.fixture
def submit(course: Course, assignment: Assignment) -> Submit:
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
        self.runs_open = 0
        self.version = "1"
        self.isolation = "fake"

    def grade(
        self,
        course: Course,
        assignment: Assignment,
        submissions: Iterable[Submission],
        **options: Any,
    ) -> Iterator[Result]:
        self.runs_open += 1
        try:
            for submission in submissions:
                self.graded.append(submission.student)
                yield fake_result(submission).model_copy(update={"isolation": self.isolation})
        finally:
            self.runs_open -= 1


def fake_result(submission: Submission) -> Result:
    facts: dict[str, Any] = {
        "student": submission.student,
        "max_score": 10.0,
        "seconds": 0.01,
        "sha256": submission.sha256,
    }
    text = submission.source.decode(errors="replace")
    if submission.invalid_reason or text.startswith("invalid"):
        message = submission.invalid_reason or text
        return Result(status="invalid", score=0.0, parts=(("", message),), **facts)
    if text.startswith("error"):
        return Result(status="error", score=None, parts=(("", "the grader failed"),), **facts)
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
        parts=() if score == most else (("", "got $x$ <script>alert(1)</script>"),),
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
    monkeypatch.setattr(class_module, "grade_submissions", fake.grade)
    monkeypatch.setattr(class_module, "right_programs", lambda *_: [])
    monkeypatch.setattr(class_module, "grader_fingerprint", lambda *_: fake.version)
    monkeypatch.setattr(
        class_module, "choose_isolation", lambda unsafe=False: FakeIsolation(fake.isolation)
    )
    return fake


class FakeIsolation:
    def __init__(self, name: str) -> None:
        self.name, self.note = name, ""
        self.confined = name != "none"


Run = Callable[..., ClassRun]


@pytest.fixture
def run(course: Course, assignment: Assignment, grader: FakeGrader) -> Run:
    """Grade the tiny class."""

    def grade(**options: Any) -> ClassRun:
        return grade_class(course, assignment, **{"progress": Notes()} | options)

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


@pytest.fixture
def mark(nbgrader_book: Callable[[], Any]) -> Callable[[str, str, float | None], None]:
    """Give a score by hand as the formgrader does, which takes the flag away."""

    def give(student: str, name: str, score: float | None) -> None:
        with nbgrader_book() as book:
            grade = grade_of(book, student, name)
            grade.manual_score = score
            grade.needs_manual_grade = score is None and grade.auto_score is None
            book.db.commit()

    return give
