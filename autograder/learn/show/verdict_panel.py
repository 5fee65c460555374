"""A verdict on one screen: a line for each task, and a panel for the first that does not pass.

It fits 80 columns and can be read without colour: marks and words say everything.
"""

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from autograder.grading.results import TaskResult
from autograder.learn.checks.verdict import (
    TaskStatus,
    Verdict,
    first_failed,
    first_failing,
    is_stub,
    status_of,
)
from autograder.message_parts import CALLED, EXPECTED, NEXT, TO_DO, Part, gist
from autograder.text import clean, number, one_line, score_text

NARROW = 80
LINES_AROUND = 5
"""lines of the screen for all but tasks and panel rows: headline, frame, the lines below"""
LONGEST_CALL = 140
"""characters; a check may call a program of its own with many arrays"""
LONGEST_LABEL = 14
"""characters; a longer label is put before its text, in the same column"""
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
    """Print a verdict; `hint` is the command that shows a hint.

    The panel is cut so that all fits one screen, unless `whole` is asked for.
    """
    console.print(_headline(verdict), no_wrap=True, overflow="ellipsis")
    if verdict.result.status == "graded":
        for task in verdict.result.tasks:
            console.print(_task_line(task, console), no_wrap=True, overflow="ellipsis")
    notes = _notes(verdict, console)
    for line in notes:
        console.print(line)
    panel = _panel_of(verdict, hint)
    if panel is not None:
        taken = LINES_AROUND + len(verdict.result.tasks) + len(notes)
        room = None if whole or not console.is_terminal else max(console.height - taken, 6)
        console.print(_panel(*panel, console, room))


def marks(console: Console) -> dict[TaskStatus, str]:
    """The marks that this terminal can show."""
    return MARKS if console.encoding.startswith("utf") else PLAIN_MARKS


def width_of(console: Console) -> int:
    """The width to use: not all of a wide terminal, as long lines are hard to read."""
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
    """What to look at first, in a few words."""
    if task.follow_through:
        return "counts: passes with our function in place of yours"
    status = status_of(task)
    if status == "passed":
        return ""
    if status in ("not begun", "not run"):
        return status
    if task.misconceptions:
        return one_line(task.misconceptions[0].message)
    check = first_failed(task)
    return one_line(gist(check.parts) or check.outcome) if check else ""


def _notes(verdict: Verdict, console: Console) -> list[Text]:
    """What is odd although the checks ran, as the lines that it takes."""
    result = verdict.result
    odd = [text for _, text in result.parts] if result.status == "graded" else []
    width = width_of(console)
    return [
        line
        for text in (*odd, *verdict.notes)
        for line in Text(clean(text), "yellow").wrap(console, width)
    ]


def _panel_of(verdict: Verdict, hint: str) -> tuple[str, list[Part]] | None:
    """Title and rows of the panel about what to do next; None where all is done."""
    result = verdict.result
    if result.status != "graded":
        return f"{verdict.assignment.module} can't be checked", list(_rows(result.parts))
    task = first_failing(result)
    if task is None:
        return None
    rows = list(_rows_of_task(verdict, task))
    if hint:
        rows.append(("Hint", hint))
    check = first_failed(task)
    return f"{task.task}: {check.title or check.name}" if check else task.task, rows


def _rows_of_task(verdict: Verdict, task: TaskResult) -> Iterator[Part]:
    """The parts of the first check that failed, the misconception that explains it, what to do."""
    check = first_failed(task)
    if check is None:
        return
    if is_stub(check):
        yield from (part for part in _rows(check.parts) if part[0] == TO_DO)
        for line in check.lines[:1]:  # editors and terminals make it a link
            yield "Where", f"{verdict.assignment.name}/{verdict.assignment.module}:{line}"
        return
    rows = list(_rows(check.parts))
    named = task.mistakes_told
    yield from (row for row in rows if row[0] != NEXT)
    labels = ("Perhaps", *([""] * len(named)))
    yield from ((label, clean(told)) for label, told in zip(labels, named, strict=False))
    if check.outcome == "timeout":
        yield NEXT, "Look for a loop that never ends: does its condition ever become false?"
    yield from (row for row in rows if row[0] == NEXT and not named)


def _rows(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts as they fit into two columns."""
    for label, shown in parts:
        text = clean(shown)
        if len(label) > LONGEST_LABEL:
            yield "", f"{label}: {text}"
        elif label == CALLED and len(text) > LONGEST_CALL:
            yield label, f"{text[: LONGEST_CALL - 1]}…"
        else:
            yield label, text


def _panel(title: str, rows: list[Part], console: Console, room: int | None) -> RenderableType:
    """The panel, without the row of what is expected where the heading says it already."""
    width = width_of(console)
    heading = one_line(title, 200)
    fits = width - 6
    if len(heading) <= fits:
        rows = [r for r in rows if r[0] != EXPECTED or not heading.endswith(f": {r[1]}")]
    else:
        heading = heading[: fits - 1] + "…"
    lines = _as_lines(rows, console, width - 4)
    if room is not None and len(lines) > room:
        lines = [*lines[: room - 1], Text("… all of it: autograder check --task", "dim")]
    return Panel(Group(*lines), title=Text(heading), title_align="left", width=width)


def _as_lines(rows: list[Part], console: Console, width: int) -> list[Text]:
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
