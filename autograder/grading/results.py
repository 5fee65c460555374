"""The results of grading: the contract's JSON, as typed objects."""

import json
import math
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

from autograder.message_parts import EXPECTED, Part, joined
from autograder.number_tables import NumberTable

Outcome = Literal["passed", "failed", "skipped", "timeout", "crashed"]
Status = Literal["graded", "invalid", "error"]
_COUNTS = ("Two", "Three", "Four")


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class CheckResult(_Record):
    """One check: its outcome, its points, and what the learner reads about it."""

    name: str
    title: str = ""
    outcome: Outcome
    points: float
    max_points: float
    lines: tuple[int, ...] = ()
    """lines of the learner's file that the parts name"""
    parts: tuple[Part, ...] = ()
    numbers: tuple[NumberTable, ...] = ()
    """of a public example: what the function was called with, its result, the expected one"""
    printed: tuple[Part, ...] = ()
    """pairs of call and text: what the learner's functions printed, where it may be shown"""
    error: float | None = Field(default=None, exclude=True)
    """the largest error of a value as a multiple of its tolerance; not in the JSON"""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def message(self) -> str:
        """The parts as one text."""
        return joined(self.parts)

    @property
    def parts_below_title(self) -> tuple[Part, ...]:
        """The parts without one that repeats the title, to be shown right below it."""
        return tuple(part for part in self.parts if part != (EXPECTED, self.title))


class MisconceptionResult(_Record):
    """A misconception that explains what the learner's function gave."""

    id: str
    message: str


class TaskResult(_Record):
    """One task with its checks."""

    task: str
    score: float
    max_score: float
    follow_through: bool = False
    borrowed: tuple[str, ...] = ()
    """functions of ours that it passed with, where it judges no function of its own"""
    checks: tuple[CheckResult, ...] = ()
    misconceptions: tuple[MisconceptionResult, ...] = ()

    @property
    def mistakes_told(self) -> tuple[str, ...]:
        """What is said about the mistakes: one sentence or two for each, and how many there are."""
        messages = [found.message for found in self.misconceptions]
        if len(messages) < 2:
            return tuple(messages)
        count = _COUNTS[len(messages) - 2] if len(messages) - 2 < len(_COUNTS) else "Several"
        return f"{count} things differ. First: {messages[0]}", *(f"Then: {m}" for m in messages[1:])


class Result(_Record):
    """One submission, graded, or the reason why it could not be."""

    student: str
    status: Status
    score: float | None
    """None exactly where `status` is "error": then no score must be written"""
    max_score: float
    late_seconds: int | float = 0
    seconds: float = 0.0
    """wall-clock time of the grading"""
    cpu_seconds: float = 0.0
    """processor time of the submission's own program"""
    peak_memory_mib: float = 0.0
    """the most memory that its program had at a time, NumPy's included"""
    sha256: str = ""
    """of the module's bytes; empty where there was none to read"""
    isolation: str = ""
    tasks: tuple[TaskResult, ...] = ()
    covered_by_hand: tuple[str, ...] = ()
    """names of the tasks whose automatic score doesn't count, because a person gave another"""
    parts: tuple[Part, ...] = ()
    """why there is no score, or what is odd about the submission"""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def message(self) -> str:
        """The parts as one text."""
        return joined(self.parts)

    @classmethod
    def from_json(cls, text: str) -> "Result":
        """A result from its JSON, also from that of earlier versions, which had no parts."""
        if '"parts":' in text:
            return cls.model_validate_json(text)
        return cls.model_validate(_with_parts(json.loads(text)))


class ResultSet(_Record):
    """The results of one assignment: the one object that `--json` writes."""

    schema_version: Literal[1] = Field(default=1, serialization_alias="schema")
    course: str
    assignment: str
    max_score: float
    results: tuple[Result, ...]

    @classmethod
    def of(
        cls, course: str, assignment: str, max_score: float, results: Iterable[Result]
    ) -> "ResultSet":
        """The results in the order of the student ids."""
        ordered = tuple(sorted(results, key=lambda result: result.student))
        return cls(course=course, assignment=assignment, max_score=max_score, results=ordered)

    def to_json(self) -> str:
        """The contract's JSON, ending in a line break."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


def _with_parts(stored: Any) -> Any:
    """The same JSON with each `message` as a part, too."""
    if isinstance(stored, list):
        return [_with_parts(item) for item in stored]
    if not isinstance(stored, dict):
        return stored
    message = stored.get("message")
    parts = {"parts": [("", message)]} if message else {}
    return {key: _with_parts(value) for key, value in stored.items()} | parts


def points_of(weights: list[float], points: float) -> list[float]:
    """What each check of a task is worth: its share of the weights, in the task's points."""
    total = math.fsum(weights)
    return [points * weight / total for weight in weights]


def total(parts: Iterable[float]) -> float:
    """A sum of points, rounded so that no error of floating point shows."""
    return round(math.fsum(parts), 6)
