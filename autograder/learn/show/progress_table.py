"""How far a learner is, on the terminal: for `progress` and for watch mode."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course import Assignment, Task
from autograder.learn.progress import summarize
from autograder.learn.show.verdict_panel import marks
from autograder.learn.workspace.progress_file import State
from autograder.learn.workspace.workspace import Workspace
from autograder.text import score_text


def show_progress(
    console: Console, workspace: Workspace, state: State, current: Assignment | None = None
) -> None:
    """Every task with its mark, points and hints; the misconceptions; and the sums.

    Where one assignment is the `current` one, each other assignment has a single line, so that all
    fits a screen.
    """
    console.print(_table(console, workspace, state, current))
    for assignment in [current] if current else workspace.assignments():
        known = state.assignments.get(assignment.name)
        if known and known.misconceptions:
            seen = known.misconceptions.values()
            solved = sum(misconception.solved for misconception in seen)
            words = "misconception" if len(seen) == 1 else "misconceptions"
            console.print(f"{assignment.name}: {len(seen)} {words} seen, {solved} solved")
        if known and known.written_answer:
            console.print(f"{assignment.name}: {known.written_answer}")
    console.print(str(summarize(workspace, state)))
    if not all(map(workspace.has_solutions, workspace.assignments())):
        text = "Counted by the public checks; the hidden ones decide the points."
        console.print(text, style="dim")


def _table(
    console: Console, workspace: Workspace, state: State, current: Assignment | None
) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    table.add_column("", no_wrap=True)
    table.add_column("task", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("hints", justify="right", no_wrap=True)
    table.add_column("")  # the one that may wrap, where the screen is narrow
    for assignment in workspace.assignments():
        whole = current in (None, assignment)
        sums = ("", "") if whole else _sums(state, assignment)
        table.add_row("", Text(assignment.name, "bold"), *sums, Text(assignment.title, "bold"))
        for task in assignment.tasks if whole else ():
            table.add_row(*_row(console, state, assignment, task))
    return table


def _sums(state: State, assignment: Assignment) -> tuple[str, str]:
    """Points and hints of a whole assignment."""
    known = [(task.points, state.known(assignment.name, task.name)) for task in assignment.tasks]
    points = sum(task.earned(points) for points, task in known)
    hints = sum(task.hints for _, task in known)
    return score_text(points, assignment.max_score), str(hints or "")


def _row(console: Console, state: State, assignment: Assignment, task: Task) -> tuple[str, ...]:
    known = state.known(assignment.name, task.name)
    points = score_text(known.earned(task.points), task.points)
    saw = " (saw the solution first)" if known.solution_seen else ""
    mark = marks(console)[known.status]
    return mark, task.name, points, str(known.hints or ""), task.label + saw
