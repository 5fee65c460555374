"""A verdict on one screen: a line for each task, and a panel for the first that does not pass.

It fits 80 columns and can be read without colour: marks and words say all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from autograder.course import Assignment
from autograder.grading.results import CheckResult, Result, TaskResult
from autograder.grading.text import clean, one_line
from autograder.learn.parsing import parse_fault

NARROW = 80
NOT_BEGUN = re.compile(r"^(Got: )?NotImplementedError(: )?", re.MULTILINE)
LABEL = re.compile(r"^([A-Z][a-z ]{1,14}): ")
PLACE = re.compile(r"\(([\w.]+), line (\d+)\)")
STYLES = {"passed": "green", "partly": "yellow", "failed": "red", "not begun": "dim"}
MARKS = {"passed": "✓", "partly": "◐", "failed": "✗", "not begun": "·"}
PLAIN_MARKS = {"passed": "+", "partly": "~", "failed": "x", "not begun": "."}


@dataclass(frozen=True)
class Verdict:
    """A result, and what it takes to show it."""

    assignment: Assignment
    result: Result
    source: str
    """the learner's module"""
    hidden: bool
    """whether hidden checks were run, or the public ones"""

    @property
    def passed(self) -> bool:
        """Whether every task passes."""
        return self.result.status == "graded" and first_failing(self.result) is None


def standing_of(task: TaskResult) -> str:
    """In a word: passed, partly, failed, or not begun."""
    if task.score >= task.max_score > 0:
        return "passed"
    if task.score > 0:
        return "partly"
    tried = [check for check in task.checks if check.outcome != "skipped"]
    untouched = bool(tried) and all(is_stub(check) for check in tried)
    return "not begun" if untouched or not tried else "failed"


def is_stub(check: CheckResult) -> bool:
    """Whether a check met nothing but the TODO that the stub came with."""
    return NOT_BEGUN.search(check.message) is not None


def first_failing(result: Result) -> TaskResult | None:
    """The task to work on next."""
    return next((task for task in result.tasks if standing_of(task) != "passed"), None)


def show_verdict(
    verdict: Verdict, console: Console, *, next_step: str = "", whole: bool = False
) -> None:
    """Print a verdict. Its panel is cut so that all fits one screen, unless `whole` is wanted."""
    console.print(_headline(verdict), no_wrap=True, overflow="ellipsis")
    if verdict.result.status == "graded":
        for task in verdict.result.tasks:
            console.print(_task_line(task, console), no_wrap=True, overflow="ellipsis")
    parts = list(_panel_parts(verdict, next_step))
    if parts:
        title, rows = parts[0], parts[1:]
        taken = 4 + len(verdict.result.tasks)
        room = None if whole or not console.is_terminal else max(console.height - taken, 6)
        console.print(_panel(title, rows, console, room))


def marks(console: Console) -> dict[str, str]:
    """The marks that this terminal can show."""
    return MARKS if console.encoding.startswith("utf") else PLAIN_MARKS


def width_of(console: Console) -> int:
    """Wide terminals are not used to the full: long lines are hard to read."""
    return min(console.width, 100)


def _headline(verdict: Verdict) -> Text:
    result = verdict.result
    unit = "points" if verdict.hidden else "public checks pass"
    score = (
        "" if result.score is None else f"{_number(result.score)} of {result.max_score:g} {unit}"
    )
    return Text.assemble(
        (f"{verdict.assignment.name}  ", "bold"), verdict.assignment.title, f"  {score}"
    )


def _task_line(task: TaskResult, console: Console) -> Text:
    standing = standing_of(task)
    score = f"{_number(task.score)}/{task.max_score:g}"
    line = Text.assemble(
        (f" {marks(console)[standing]} ", STYLES[standing]),
        f"{task.task:<12.12} {score:>8}  ",
        _glance(task),
    )
    line.truncate(min(console.width, NARROW), overflow="ellipsis")
    return line


def _glance(task: TaskResult) -> str:
    """The first thing to look at, in a few words."""
    if task.follow_through:
        return "counts: the reference stood in for an earlier function"
    standing = standing_of(task)
    if standing == "passed":
        return ""
    if standing == "not begun":
        return "not begun"
    if task.misconceptions:
        return one_line(task.misconceptions[0].message)
    check = _first_failed(task)
    if check is None:
        return ""
    lines = check.message.splitlines() or [check.outcome]
    telling = [line.removeprefix("Got: ") for line in lines if line.startswith("Got: ")]
    return one_line((telling or [x for x in lines if not x.startswith("Called: ")] or lines)[0])


def _panel_parts(verdict: Verdict, next_step: str) -> Iterator[tuple[str, str]]:
    """The panel's title (as the label of the first part), then its rows: label and text."""
    result = verdict.result
    if result.status != "graded":
        yield f"{verdict.assignment.module} cannot be checked", ""
        yield from _labelled(result.message)
        yield from _own_line(verdict, result.message)
    else:
        task = first_failing(result)
        if task is None:
            return
        check = _first_failed(task)
        about = f": {check.title or check.name.replace('_', ' ')}" if check else ""
        yield f"{task.task}{about}", ""
        if check is not None and is_stub(check):
            yield "To do", NOT_BEGUN.sub("", check.message.splitlines()[-1])
        elif check is not None:
            yield from _labelled(check.message)
            yield from _own_line(verdict, check.message)
        for found in task.misconceptions[:1]:
            yield "Perhaps", clean(found.message)
    if next_step:
        yield "Next", next_step


def _labelled(message: str) -> Iterator[tuple[str, str]]:
    """`Got: …` as label and text; other lines have no label."""
    for line in clean(message).splitlines():
        match = LABEL.match(line)
        yield (match[1], line[match.end() :]) if match else ("", line)


def _own_line(verdict: Verdict, message: str) -> Iterator[tuple[str, str]]:
    """The learner's own line, where the message names one; a caret where it can't be parsed."""
    lines = verdict.source.splitlines()
    fault = parse_fault(verdict.source)
    place = PLACE.search(message)
    number, column = None, None
    if fault is not None:
        number, column = fault.line, fault.column
    elif place and place[1] == verdict.assignment.module:
        number = int(place[2])
    if not number or number > len(lines):
        return
    line = clean(lines[number - 1])
    indent = len(line) - len(line.lstrip())
    caret = f"\n{' ' * (column - 1 - indent)}^" if column and column > indent else ""
    yield f"Line {number}", line.strip() + caret


def _panel(
    title: tuple[str, str], rows: list[tuple[str, str]], console: Console, room: int | None
) -> RenderableType:
    width = width_of(console)
    *body, last = rows or [("", "")]
    cut_body = _as_lines(body, console, width - 4)
    cut_last = _as_lines([last], console, width - 4)
    if room is not None and len(cut_body) + len(cut_last) > room:
        cut_body = [*cut_body[: room - len(cut_last) - 1], Text("… (more with --task)", "dim")]
    heading = Text(one_line(title[0], width - 8))
    return Panel(Group(*cut_body, *cut_last), title=heading, title_align="left", width=width)


def _as_lines(rows: list[tuple[str, str]], console: Console, width: int) -> list[Text]:
    """The rows laid out in two columns, as the lines that they take."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, style="bold", min_width=9)
    table.add_column()
    for label, text in rows:
        table.add_row(label, Text(text))
    rendered = console.render_lines(table, console.options.update(width=width), pad=False)
    return [
        Text.assemble(*((s.text, s.style or "") for s in line if not s.control))
        for line in rendered
    ]


def _first_failed(task: TaskResult) -> CheckResult | None:
    return next((c for c in task.checks if c.outcome not in ("passed", "skipped")), None) or next(
        (c for c in task.checks if c.outcome != "passed"), None
    )


def _number(value: float) -> str:
    return f"{round(value, 1):g}"
