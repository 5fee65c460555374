"""A hint and the solution on the terminal, for the commands and for watch mode."""

from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table

from autograder.course import Task
from autograder.learn.hints import Hint
from autograder.learn.show.verdict_panel import width_of
from autograder.learn.solution import SideBySide


def show_hint(console: Console, task: Task, hint: Hint) -> None:
    """One rung of the ladder."""
    title = f"{task.name}: hint {hint.number} of {hint.count}, {hint.rung.title}"
    text = Markdown(hint.rung.text, code_theme="ansi_dark")  # the terminal's own colours
    console.print(Panel(text, title=title, title_align="left", width=width_of(console)))
    if hint.number == hint.count:
        last = "That was the last rung." if hint.repeated else "This is the last rung."
        console.print(f"{last} The solution comes next.", style="dim")


def show_solution(console: Console, both: SideBySide) -> None:
    """The reference beside the learner's version, or below it where the lines are too long."""
    panels = [
        Panel(_code(both.mine or "# nothing yet"), title="yours", title_align="left"),
        Panel(_code(both.reference), title="the reference", title_align="left"),
    ]
    longest = max(map(len, f"{both.mine}\n{both.reference}".splitlines()), default=0)
    if console.width < 2 * (longest + 4):
        console.print(*panels, sep="\n")
        return
    table = Table.grid(expand=True)
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row(*panels)
    console.print(table)


def _code(source: str) -> Syntax:
    return Syntax(source, "python", theme="ansi_dark", background_color="default", word_wrap=True)
