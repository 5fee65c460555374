"""A verdict on one screen: a line for each task, and a panel for the first that does not pass.

It fits 80 columns, and also 40, and can be read without colour: marks and words say everything.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from autograder.course import Assignment
from autograder.grading.results import Result, TaskResult
from autograder.learn.checks.verdict import (
    TaskStatus,
    Verdict,
    first_failed,
    first_failing,
    status_of,
)
from autograder.learn.show.panel import flowed, panel, width_of
from autograder.learn.show.panel_rows import LINE, Row, as_rows, rows_of_prints, rows_of_task
from autograder.learn.workspace.workspace import Workspace
from autograder.message_parts import Part, gist
from autograder.text import clean, number, one_line, score_text

NARROW = 80
LINES_AROUND = 3
"""lines of the screen beside tasks and panel rows: headline and frame"""
LOW = 24
"""lines; on a lower screen the tasks share a line"""
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
    verdict: Verdict,
    console: Console,
    *,
    commands: Sequence[Part] = (),
    whole: bool = False,
    lines_below: int = 2,
) -> None:
    """Print a verdict; `commands` are further rows of the panel: what to try next.

    The panel leaves the less useful rows out so that all fits one screen with `lines_below` lines
    below it, unless `whole` is asked for.
    """
    console.print(_headline(verdict), no_wrap=True, overflow="ellipsis")
    above = [*_task_lines(verdict.result, console), *_notes(verdict, console)]
    for line in above:
        console.print(line, no_wrap=True, overflow="ellipsis")
    found = _panel_of(verdict, commands)
    if found is None:
        return
    way = Text(_way_to_all(verdict), "dim").wrap(console, console.width)
    taken = LINES_AROUND + len(above) + len(way) + lines_below
    fits = whole or not console.is_terminal
    frame, complete = panel(*found, console, None if fits else max(console.height - taken, 4))
    console.print(frame)
    if not complete:
        for line in way:
            console.print(line)


def commands_for(workspace: Workspace, verdict: Verdict) -> list[Part]:
    """What to try next, as rows of the panel: commands for the task that it is about."""
    task = first_failing(verdict.result)
    if task is None or verdict.result.status != "graded":
        return []
    words = f"{short_name(verdict.assignment)} {task.task}"
    debug = ("Debug", f"autograder debug {words}")
    if not workspace.has_solutions(verdict.assignment):
        return [debug]
    return [("Hint", f"autograder hint {words}"), debug]


def _way_to_all(verdict: Verdict) -> str:
    task = first_failing(verdict.result) if verdict.result.status == "graded" else None
    option = f" --task {task.task}" if task else ""
    return f"all of it: autograder check {short_name(verdict.assignment)}{option}"


def short_name(assignment: Assignment) -> str:
    """What is enough to name an assignment in a command: its number, where it has one."""
    number, _, rest = assignment.name.partition("-")
    return number if number.isdigit() and rest else assignment.name


def _task_lines(result: Result, console: Console) -> list[Text]:
    """A line for each task; on a low screen all of them together."""
    if result.status != "graded":
        return []
    if not console.is_terminal or console.height >= LOW:
        return [_task_line(task, console) for task in result.tasks]
    known = marks(console)
    statuses = [(task.task, status_of(task)) for task in result.tasks]
    words = [Text.assemble((known[how], STYLES[how]), f" {name}") for name, how in statuses]
    return flowed(words, "  ", width_of(console))


def marks(console: Console) -> dict[TaskStatus, str]:
    """The marks that this terminal can show."""
    return MARKS if console.encoding.startswith("utf") else PLAIN_MARKS


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
    if task.borrowed:
        return f"passes with our {', '.join(task.borrowed)}; yours still has to"
    if task.follow_through and task.score == task.max_score:
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


def _panel_of(verdict: Verdict, commands: Sequence[Part]) -> tuple[str, list[Row]] | None:
    """Title and rows of the panel about what to do next; None where there is nothing to say."""
    result = verdict.result
    if result.status != "graded":
        parts = as_rows(result.parts)
        rows = [Row(label, text, code=label.startswith(LINE)) for label, text in parts]
        return f"{verdict.assignment.module} can't be checked", rows
    task = first_failing(result)
    if task is None:
        return _prints_of(result)
    rows = list(rows_of_task(verdict, task, commands))
    check = first_failed(task)
    return f"{task.task}: {check.title or check.name}" if check else task.task, rows


def _prints_of(result: Result) -> tuple[str, list[Row]] | None:
    """What the functions printed although all passes: somebody wants to see it."""
    for task in result.tasks:
        for check in task.checks:
            if check.printed:
                return f"{task.task} prints", list(rows_of_prints(check))
    return None
