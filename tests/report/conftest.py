"""A class with everything that a report has to show."""

from pathlib import Path
from typing import Protocol

import pytest

from autograder.course import Assignment, Task
from autograder.grading.results import CheckResult, MisconceptionResult, Result, TaskResult

HOSTILE = "\x1b[2J[red]<script>alert(1)</script>\n=HYPERLINK()\u202eevil"


@pytest.fixture
def assignment() -> Assignment:
    return Assignment(
        name="77-knitting",
        title="A scarf",
        module="scarf.py",
        tasks=(
            Task(name="cast_on", title="Casting on", points=40.0),
            Task(name="knit", title="Knitting", points=60.0, needs=("cast_on",)),
        ),
    )


class MakeResult(Protocol):
    def __call__(self, student: str, cast_on: float, knit: float, mistake: str = "") -> Result: ...


@pytest.fixture
def make_result() -> MakeResult:
    return graded


def graded(student: str, cast_on: float, knit: float, mistake: str = "") -> Result:
    named = (MisconceptionResult(id=mistake, message="Look again."),) if mistake else ()
    failed = CheckResult(
        name="rows",
        outcome="failed",
        points=0,
        max_points=60,
        parts=(("", f"called knit(3): {HOSTILE}"),),
    )
    return Result(
        student=student,
        status="graded",
        score=cast_on + knit,
        max_score=100.0,
        tasks=(
            TaskResult(task="cast_on", score=cast_on, max_score=40.0),
            TaskResult(
                task="knit",
                score=knit,
                max_score=60.0,
                follow_through=knit == 60 and cast_on < 40,
                checks=() if knit == 60 else (failed,),
                misconceptions=named,
            ),
        ),
    )


@pytest.fixture
def results() -> list[Result]:
    return [
        graded("ada", 40, 60),
        graded("bob", 0, 60),
        graded("cem", 40, 30, "knit-purls"),
        graded("dora", 40, 0, "knit-purls"),
        graded("eve", 40, 0),
        Result(
            student="fay\x1b[2J",
            status="invalid",
            score=0.0,
            max_score=100.0,
            parts=(("", f"scarf.py, line 3: {HOSTILE}"),),
        ),
        Result(
            student="gus",
            status="error",
            score=None,
            max_score=100.0,
            parts=(("", "It failed."),),
        ),
    ]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return tmp_path / "class.png"
