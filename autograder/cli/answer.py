"""`autograder answer`: the model answer of the written question, beside one's own."""

import sys
from pathlib import Path

import click

from autograder.cli.options import course_folder_option


@click.command()
@click.argument("name", required=False)
@click.option(
    "--ticked",
    metavar="NUMBERS",
    help='The points that your answer makes, such as "1,3", without being asked; "" for none.',
)
@course_folder_option("the one that the workspace remembers")
@click.pass_context
def answer(
    ctx: click.Context, name: str | None, ticked: str | None, course_folder: Path | None
) -> None:
    """Show the model answer beside yours, to tick off its points.

    For those who learn alone: write your own answer in the notebook first. What you tick off
    counts in `autograder progress`, apart from points.
    """
    from autograder.learn.answer import model_answer, own_answer, tick
    from autograder.learn.show.help_panels import show_answers
    from autograder.learn.workspace.workspace import find_workspace
    from autograder.report.console import console

    workspace = find_workspace(course=course_folder)
    assignment = workspace.choose(name)
    model = model_answer(workspace, assignment)
    mine = own_answer(workspace, assignment, model.grade_id)
    if not mine:
        notebook = workspace.folder(assignment) / assignment.notebook
        click.echo(
            f"Nothing is written yet in {notebook}.\nWrite your own answer below the question, "
            "save the notebook, and ask once more."
        )
        ctx.exit(1)
    show_answers(console(), mine, model)
    if not model.points:
        return
    if ticked is None and sys.stdin.isatty():
        ticked = click.prompt(
            "Which of them does your answer make? Their numbers, such as 1 3, or nothing",
            default="",
            show_default=False,
        )
    if ticked is None:
        click.echo(f'Tick off what yours has:  autograder answer {assignment.name} --ticked "1,3"')
        return
    numbers = _numbers(ticked, len(model.points))
    tick(workspace, assignment, numbers, len(model.points))
    click.echo(f"{len(numbers)} of {len(model.points)} points ticked off.")


def _numbers(text: str, count: int) -> set[int]:
    """The numbers of points that were written, between commas or blanks."""
    there_are = {str(number): number for number in range(1, count + 1)}
    words = text.replace(",", " ").split()
    if not set(words) <= there_are.keys():
        raise click.UsageError(f'the numbers are from 1 to {count}, such as "1,3", not "{text}"')
    return {there_are[word] for word in words}
