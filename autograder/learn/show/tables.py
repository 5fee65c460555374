"""Hints, solutions and lists on the terminal, for the commands and for watch mode alike."""

from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from autograder.course import Assignment, Task
from autograder.learn.hints import Hint
from autograder.learn.progress import earned, summarize, task_state
from autograder.learn.show.verdict_panel import marks, width_of
from autograder.learn.solution import SideBySide
from autograder.learn.workspace.progress_file import State
from autograder.learn.workspace.workspace import Workspace


def show_hint(console: Console, task: Task, hint: Hint) -> None:
    """One rung of the ladder."""
    title = f"{task.name}: hint {hint.number} of {hint.count}, {hint.rung.title}"
    width = width_of(console)
    text = Markdown(hint.rung.text, code_theme="ansi_dark")  # the terminal's own colours
    console.print(Panel(text, title=title, title_align="left", width=width))
    if hint.number == hint.count:
        again = "That was the last rung. " if hint.repeated else "This is the last rung. "
        console.print(f"{again}What is left is the solution.", style="dim")


def show_solution(console: Console, both: SideBySide) -> None:
    """The reference beside the learner's version, or below it where the lines need the width."""
    mine, reference = _code(both.mine or "# nothing yet"), _code(both.reference)
    longest = max(map(len, (both.mine + "\n" + both.reference).splitlines()), default=0)
    panels = [
        Panel(mine, title="yours", title_align="left"),
        Panel(reference, title="the reference", title_align="left"),
    ]
    if console.width >= 2 * (longest + 4):
        table = Table.grid(expand=True)
        table.add_column(ratio=1)
        table.add_column(ratio=1)
        table.add_row(*panels)
        console.print(table)
    else:
        console.print(*panels, sep="\n")


def show_progress(
    console: Console, workspace: Workspace, state: State, current: Assignment | None = None
) -> None:
    """Every task with its mark, points and hints; what was misunderstood; and the sum.

    Where one assignment is the `current`, the others have a line each, so that all fits a screen.
    """
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for name, side in (("", "left"), ("task", "left"), ("points", "right"), ("hints", "right")):
        table.add_column(name, justify="right" if side == "right" else "left", no_wrap=True)
    table.add_column("")  # the one that may wrap, where the screen is narrow
    for assignment in workspace.assignments():
        whole = current in (None, assignment)
        sums = ("", "") if whole else _sums(state, assignment)
        table.add_row("", Text(assignment.name, "bold"), *sums, Text(assignment.title, "bold"))
        for task in assignment.tasks if whole else ():
            table.add_row(*_progress_row(console, state, assignment, task))
    console.print(table)
    for assignment in [current] if current else workspace.assignments():
        met = (
            state.assignments[assignment.name].misconceptions
            if assignment.name in state.assignments
            else {}
        )
        solved = sum(m.solved for m in met.values())
        if met:
            console.print(f"{assignment.name}: {len(met)} misconceptions met, {solved} solved")
    console.print(str(summarize(workspace, state)))
    if not all(map(workspace.has_solutions, workspace.assignments())):
        console.print(
            "Counted by the public checks; the hidden ones decide the points.", style="dim"
        )


def _sums(state: State, assignment: Assignment) -> tuple[str, str]:
    """Points and hints of a whole assignment."""
    known = [(task, task_state(state, assignment, task.name)) for task in assignment.tasks]
    points = sum(earned(task.points, remembered) for task, remembered in known)
    hints = sum(remembered.hints for _, remembered in known)
    return _points(points, assignment.max_score), str(hints or "")


def _points(earned: float, points: float) -> str:
    return f"{round(earned, 1):g}/{points:g}"


def _progress_row(
    console: Console, state: State, assignment: Assignment, task: Task
) -> tuple[Text | str, ...]:
    remembered = task_state(state, assignment, task.name)
    points = _points(earned(task.points, remembered), task.points)
    hints = str(remembered.hints or "")
    saw = " (saw the solution first)" if remembered.solution_seen else ""
    mark = marks(console)[remembered.standing]
    return mark, task.name, points, hints, task.title + saw


def _code(source: str) -> Syntax:
    return Syntax(source, "python", theme="ansi_dark", background_color="default", word_wrap=True)
