"""The part of the page about the tasks: checks, explanation, and the student's own code."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course import Task
from autograder.gradebook.notebooks.feedback_cells import (
    FOLLOW_THROUGH,
    MARKS,
    WORDS,
    mistakes_in,
)
from autograder.grading.results import CheckResult, Result, TaskResult
from autograder.message_parts import CALLED, NEXT, TO_DO, Part, has
from autograder.number_tables import laid_out
from autograder.pages.facts import Facts, Mark
from autograder.pages.renderer import Renderer
from autograder.submissions.module import LARGEST_SOURCE
from autograder.submissions.safe_reading import read_file
from autograder.text import number, points_text

WIDTH = 64
"""characters of a line of numbers"""
LINE = "Line "


@dataclass(frozen=True)
class Line:
    """A line of the student's module."""

    number: int | None
    """None for a gap"""
    html: str
    marked: bool


@dataclass(frozen=True)
class Row:
    """A label and a text of a check."""

    label: str
    text: str
    code: bool


@dataclass(frozen=True)
class CheckPart:
    """One check, as the page shows it."""

    mark: str
    word: str
    title: str
    points: str
    max_points: str
    rows: Sequence[Row]
    printed: Sequence[Part]
    numbers: str


@dataclass(frozen=True)
class TaskPart:
    """One task, as the page shows it."""

    name: str
    title: str
    extra: bool
    """whether its points come on top of the maximum"""
    points: str
    max_points: str
    whole: bool
    """whether it has all its points"""
    begun: bool
    """whether it is more than the stub"""
    notes: Sequence[str]
    """why the points that count are not those of the checks"""
    mistakes: Sequence[str]
    follow_through: str
    checks: Sequence[CheckPart]
    code: Sequence[Line]


class ModuleCode:
    """The module that was graded, cut into excerpts by the renderer."""

    def __init__(self, path: Path, result: Result | None, renderer: Renderer, page: object) -> None:
        self._renderer = renderer
        self._page = page
        self._text = _graded_text(path, result)

    def excerpt(self, names: Sequence[str], marked: Sequence[int]) -> list[Line]:
        """These functions and these lines; nothing where they aren't there, or it takes too long.

        A module that was changed after it was graded isn't shown.
        """
        if not self._text or not (names or marked):
            return []
        request = {"kind": "excerpt", "text": self._text, "names": names, "marked": marked}
        answer = self._renderer.ask(self._page, request)
        html, numbers = answer.get("html"), answer.get("numbers", [])
        lines = html.split("\n") if html else []
        if len(lines) != len(numbers):
            return []
        return [
            Line(number, line, number in marked)
            for number, line in zip(numbers, lines, strict=True)
        ]


def _graded_text(path: Path, result: Result | None) -> str:
    try:
        content = read_file(path, LARGEST_SOURCE)
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
    if result is None or hashlib.sha256(content).hexdigest() != result.sha256:
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def task_part(task: Task, facts: Facts, code: ModuleCode) -> TaskPart:
    """The part of one task."""
    mark = facts.marks.get(task.name, Mark(task.points))
    tasks = facts.result.tasks if facts.result else ()
    judged = next((one for one in tasks if one.task == task.name), None)
    wrong = [
        check
        for check in (judged.checks if judged else ())
        if check.outcome not in ("passed", "skipped")
    ]
    marked = sorted({line for check in wrong for line in check.lines})
    most = task.points if task.extra_credit else mark.max_score
    begun = not wrong or not all(has(check.parts, TO_DO) for check in wrong)
    return TaskPart(
        name=task.name,
        title=task.label,
        extra=task.extra_credit,
        points=number(mark.score),
        max_points=number(most),
        whole=mark.score >= most,
        begun=begun,
        notes=list(notes_on(mark)),
        mistakes=mistakes_in(judged) if judged else [],
        follow_through=FOLLOW_THROUGH if judged and judged.follow_through else "",
        checks=_checks(judged),
        code=code.excerpt(task.functions, marked) if begun else [],
    )


def notes_on(mark: Mark) -> Iterator[str]:
    """Why the points aren't the automatic ones."""
    if mark.by_hand is not None and mark.by_hand != mark.automatic:
        below = (
            ""
            if mark.automatic is None
            else f", not the {points_text(mark.automatic)} of the checks"
        )
        yield f"A person gave {points_text(mark.by_hand)} by hand. This counts{below}."
    yield from extra_credit(mark)


def extra_credit(mark: Mark) -> Iterator[str]:
    """What a person added to the points."""
    if mark.extra:
        yield f"Extra credit of {points_text(mark.extra)} is added."


def _checks(judged: TaskResult | None) -> list[CheckPart]:
    """All checks of a task; why one was not run is told once."""
    found: list[CheckPart] = []
    for check in judged.checks if judged else ():
        part = _check(check, named=bool(judged and judged.misconceptions))
        told = check.outcome == "skipped" and any(one.rows == part.rows for one in found)
        found.append(replace(part, rows=()) if told else part)
    return found


def _check(check: CheckResult, *, named: bool) -> CheckPart:
    """A check; general advice is left out where the mistake itself is named."""
    parts = [] if check.outcome == "passed" else check.parts_below_title
    return CheckPart(
        mark=MARKS[check.outcome],
        word=WORDS.get(check.outcome, check.outcome),
        title=check.title or check.name,
        points=number(check.points),
        max_points=number(check.max_points),
        rows=rows_of(part for part in parts if part[0] != NEXT or not named),
        printed=check.printed,
        numbers="\n".join(laid_out(check.numbers, WIDTH)),
    )


def rows_of(parts: Iterable[Part]) -> list[Row]:
    """The parts of a message."""
    return [Row(label, text, label == CALLED or label.startswith(LINE)) for label, text in parts]
