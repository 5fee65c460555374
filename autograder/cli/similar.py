"""The command that compares the programs of a class."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option
from autograder.cli.output import STANDARD_OUTPUT, write_text
from autograder.text import listed

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.similar.comparison import Comparison

MOST_SHOWN = 20
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("name")
@click.option("--submitted", metavar="DIR", type=FOLDER, help="Else the course's submitted/.")
@click.option(
    "--against",
    metavar="DIR",
    type=FOLDER,
    help="Also compare with every Python file in this folder, such as last year's class.",
)
@click.option(
    "--output",
    metavar="FILE.html",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write one page that shows both programs of each pair side by side.",
)
@click.option(
    "--json",
    "json_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path),
    help="Write the pairs as JSON; - is standard output.",
)
@course_option
def similar(
    name: str,
    submitted: Path | None,
    against: Path | None,
    output: Path | None,
    json_file: Path | None,
    course: "Course",
) -> None:
    """List pairs of programs that are worth a look.

    What the course gives out doesn't count, nor what right programs have in common by nature.
    Renamed variables and moved functions make no difference. It is never a verdict: read both.
    """
    from autograder.similar.comparison import compare_class
    from autograder.similar.page import similar_page

    for file in (output, json_file):
        if file is not None and not file.absolute().parent.is_dir():
            raise click.BadParameter(f"there is no folder {file.absolute().parent}")
    assignment = course.assignment(name)
    comparison = compare_class(course, assignment, submitted=submitted, against=against)
    if output is not None:
        write_text(similar_page(comparison), output)
        click.echo(f"{output}: {output.stat().st_size >> 10} KB", err=True)
    if json_file is not None:
        write_text(comparison.to_json(), json_file)
    if json_file != STANDARD_OUTPUT:
        _print(comparison)


def _print(comparison: "Comparison") -> None:
    from rich.table import Table

    from autograder.report.console import console, plain
    from autograder.similar.comparison import NO_VERDICT
    from autograder.similar.page import percent

    screen = console()
    if comparison.pairs:
        table = Table(title="Pairs worth a look", title_justify="left", title_style="bold")
        for heading in ("program", "program"):
            table.add_column(heading, overflow="fold")
        table.add_column("likeness", justify="right")
        table.add_column("lines shared", justify="right")
        for pair in comparison.pairs[:MOST_SHOWN]:
            a, b = pair.sides
            lines = f"{len(a.shared_lines)}, {len(b.shared_lines)}"
            table.add_row(plain(a.name), plain(b.name), percent(pair.likeness), lines)
        screen.print(table)
        hidden = max(0, len(comparison.pairs) - MOST_SHOWN) + comparison.more
        if hidden:
            screen.print(f"and {hidden} more pairs: --output FILE.html or --json FILE")
        screen.print(NO_VERDICT)
    else:
        screen.print("No pair is worth a look.")
    screen.print()
    bound = comparison.bound
    screen.print(
        f"{comparison.compared} programs compared; listed from {percent(bound.bound)} on. Right "
        f"programs of the course reach {percent(bound.natural)} by nature, usual in this class "
        f"are {percent(bound.usual)}."
    )
    if comparison.little_own:
        who = plain(listed(comparison.little_own), 400)
        screen.print("Too little of their own to say anything:", who)
    if comparison.not_compared:
        who = plain(listed([f"{name} ({why})" for name, why in comparison.not_compared]), 800)
        screen.print("Not compared:", who)
