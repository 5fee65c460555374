"""A verdict on one screen: a line for each task, and a panel for the first that does not pass.

It fits 80 columns and can be read without colour: marks and words say all.
"""

import re
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from autograder.grading.results import TaskResult
from autograder.learn.checks.verdict import (
    NOT_BEGUN,
    NOT_RUN,
    TaskStatus,
    Verdict,
    first_failed,
    first_failing,
    is_stub,
    status_of,
)
from autograder.learn.parsing import parse_fault
from autograder.text import clean, number, one_line, score_text

NARROW = 80
LINES_AROUND = 5
"""of the screen, beside tasks and panel rows: headline, frame, and the lines below"""
LONGEST_CALL = 140
"""characters; a check's own little program may be called with many arrays"""
LABEL = re.compile(r"^([A-Z][a-z ]{1,14}): ")
PLACE = re.compile(r"\(([\w.]+), line (\d+)\)")
Row = tuple[str, str]
"""a label and its text"""
STYLES: dict[TaskStatus, str] = {
    "passed": "green",
    "partly": "yellow",
    "failed": "red",
    "not run": "yellow",
    "not begun": "dim",
}
MARKS: dict[TaskStatus, str] = {
    "passed": "✓",
    "partly": "◐",
    "failed": "✗",
    "not run": "?",
    "not begun": "·",
}
PLAIN_MARKS: dict[TaskStatus, str] = {
    "passed": "+",
    "partly": "~",
    "failed": "x",
    "not run": "?",
    "not begun": ".",
}


def show_verdict(
    verdict: Verdict, console: Console, *, hint: str = "", whole: bool = False
) -> None:
    """Print a verdict; `hint` is the command that gives one.

    The panel is cut so that all fits one screen, unless `whole` is wanted.
    """
    console.print(_headline(verdict), no_wrap=True, overflow="ellipsis")
    if verdict.result.status == "graded":
        for task in verdict.result.tasks:
            console.print(_task_line(task, console), no_wrap=True, overflow="ellipsis")
    panel = _panel_of(verdict, hint)
    if panel is not None:
        taken = LINES_AROUND + len(verdict.result.tasks)
        room = None if whole or not console.is_terminal else max(console.height - taken, 6)
        console.print(_panel(*panel, console, room))


def marks(console: Console) -> dict[TaskStatus, str]:
    """The marks that this terminal can show."""
    return MARKS if console.encoding.startswith("utf") else PLAIN_MARKS


def width_of(console: Console) -> int:
    """Wide terminals are not used to the full: long lines are hard to read."""
    return min(console.width, 100)


def _headline(verdict: Verdict) -> Text:
    result = verdict.result
    line = Text.assemble((f"{verdict.assignment.name}  ", "bold"), verdict.assignment.title)
    if result.status == "graded" and result.score is not None:
        unit = "points" if verdict.hidden else "public checks pass"
        line.append(f"  {number(result.score)} of {number(result.max_score)} {unit}")
        if any(status_of(task) == "not run" for task in result.tasks):
            line.append(", the rest was not run")
    return line


def _task_line(task: TaskResult, console: Console) -> Text:
    status = status_of(task)
    line = Text.assemble(
        (f" {marks(console)[status]} ", STYLES[status]),
        f"{task.task:<12.12} {score_text(task.score, task.max_score):>8}  ",
        _glance(task),
    )
    line.truncate(min(console.width, NARROW), overflow="ellipsis")
    return line


def _glance(task: TaskResult) -> str:
    """The first thing to look at, in a few words."""
    if task.follow_through:
        return "counts: the reference stood in for an earlier function"
    status = status_of(task)
    if status == "passed":
        return ""
    if status in ("not begun", "not run"):
        return status
    if task.misconceptions:
        return one_line(task.misconceptions[0].message)
    check = first_failed(task)
    if check is None:
        return ""
    lines = check.message.splitlines() or [check.outcome]
    telling = [line.removeprefix("Got: ") for line in lines if line.startswith("Got: ")]
    return one_line((telling or [x for x in lines if not x.startswith("Called: ")] or lines)[0])


def _panel_of(verdict: Verdict, hint: str) -> tuple[str, list[Row]] | None:
    """Title and rows of the panel for what is to be done next; None where all is done."""
    result = verdict.result
    if result.status != "graded":
        rows = [*_labelled(result.message), *_own_line(verdict, result.message)]
        return f"{verdict.assignment.module} cannot be checked", rows
    task = first_failing(result)
    if task is None:
        return None
    rows = list(_rows_of_task(verdict, task))
    if hint:
        rows.append(("Hint", hint))
    check = first_failed(task)
    return f"{task.task}: {check.title or check.name}" if check else task.task, rows


def _rows_of_task(verdict: Verdict, task: TaskResult) -> Iterator[Row]:
    """What was called, what came, what was expected, what it may be, where, and what to do."""
    check = first_failed(task)
    if check is None:
        return
    if is_stub(check):
        (told,) = [line for line in check.message.splitlines() if NOT_BEGUN.match(line)][:1]
        yield "To do", PLACE.sub("", NOT_BEGUN.sub("", told)).strip()
        yield from _where(verdict, check.message)
        return
    rows = list(_labelled(check.message))
    named = task.misconceptions[:1]
    yield from (r for r in rows if r[0] != "Next")
    yield from (("Perhaps", clean(found.message)) for found in named)
    yield from _own_line(verdict, check.message)
    if check.outcome == "timeout" and NOT_RUN not in check.message:
        yield "Next", "Look for a loop that never ends: does its condition ever become false?"
    yield from (r for r in rows if r[0] == "Next" and not named)


def _where(verdict: Verdict, message: str) -> Iterator[Row]:
    """The place to write at, as editors and terminals make it a link."""
    if place := PLACE.search(message):
        yield "Where", f"{verdict.assignment.name}/{place[1]}:{place[2]}"


def _labelled(message: str) -> Iterator[Row]:
    """`Got: …` as label and text; other lines have no label.

    Quoted source, which is indented, is left out: `_own_line` shows it.
    """
    for line in clean(message).splitlines():
        if line.startswith("    "):
            continue
        match = LABEL.match(line)
        label, text = (match[1], line[match.end() :]) if match else ("", line)
        too_long = label == "Called" and len(text) > LONGEST_CALL
        yield label, f"{text[: LONGEST_CALL - 1]}…" if too_long else text


def _own_line(verdict: Verdict, message: str) -> Iterator[Row]:
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


def _panel(title: str, rows: list[Row], console: Console, room: int | None) -> RenderableType:
    """What is expected has a row of its own only where the heading has no room for it."""
    width = width_of(console)
    heading = one_line(title, 200)
    fits = width - 6
    if len(heading) <= fits:
        rows = [r for r in rows if r[0] != "Expected" or not heading.endswith(f": {r[1]}")]
    else:
        heading = heading[: fits - 1] + "…"
    lines = _as_lines(rows, console, width - 4)
    if room is not None and len(lines) > room:
        lines = [*lines[: room - 1], Text("… all of it: autograder check --task", "dim")]
    return Panel(Group(*lines), title=Text(heading), title_align="left", width=width)


def _as_lines(rows: list[Row], console: Console, width: int) -> list[Text]:
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
