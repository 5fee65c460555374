"""A hint, the solution and the model answer on the terminal, also for watch mode."""

from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table

from autograder.course import Task
from autograder.learn.answer import ModelAnswer
from autograder.learn.hints import Hint
from autograder.learn.show.panel import width_of
from autograder.learn.solution import SideBySide

FRAME = 4
"""columns that a frame takes"""


def show_hint(console: Console, task: Task, hint: Hint) -> None:
    """One rung of the ladder."""
    title = f"{task.name}: hint {hint.number} of {hint.count}, {hint.rung.title}"
    text = Markdown(hint.rung.text, code_theme="ansi_dark")  # the terminal's own colours
    console.print(Panel(text, title=title, title_align="left", width=width_of(console)))
    if hint.number == hint.count:
        last = "That was the last rung." if hint.repeated else "This is the last rung."
        console.print(f"{last} The solution comes next.", style="dim")


def show_solution(console: Console, both: SideBySide) -> None:
    """The reference beside the learner's version, or below it where the lines are too long.

    Code is never wrapped: lines that are too long for a frame are printed without one, as they are.
    """
    versions = {"yours": both.mine or "# nothing yet", "the reference": both.reference}
    longest = max(len(line) for code in versions.values() for line in code.splitlines())
    if longest > console.width - FRAME:
        for title, code in versions.items():
            console.rule(title, align="left", style="dim")
            console.print(_code(code).highlight(code), soft_wrap=True, end="")
        return
    panels = [Panel(_code(code), title=name, title_align="left") for name, code in versions.items()]
    if console.width < 2 * (longest + FRAME):
        console.print(*panels, sep="\n")
        return
    table = Table.grid(expand=True)
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row(*panels)
    console.print(table)


def show_answers(console: Console, mine: str, model: ModelAnswer) -> None:
    """The learner's own written answer, the model answer, and the points to tick off."""
    for title, text in {"yours": mine, "a model answer": model.text}.items():
        panel = Panel(Markdown(text), title=title, title_align="left", width=width_of(console))
        console.print(panel)
    if not model.points:
        return
    console.print("What a good answer says:", style="bold")
    points = Table.grid(padding=(0, 1))
    points.add_column(justify="right")
    points.add_column()
    for number, point in enumerate(model.points, start=1):
        points.add_row(str(number), point)
    console.print(points, width=width_of(console), markup=False)


def _code(source: str) -> Syntax:
    return Syntax(source, "python", theme="ansi_dark", background_color="default")
