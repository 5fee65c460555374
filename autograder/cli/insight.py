"""The commands that say how a class does, and what grading did."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option, in_existing_folder, json_option
from autograder.cli.output import STANDARD_OUTPUT, write_text

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.report.overview.model import Overview

MOST_SHOWN = 100


@click.command()
@click.argument("name")
@click.option("--student", metavar="ID", default="", help="This student only.")
@json_option
@course_option
def history(name: str, student: str, json_file: Path | None, course: "Course") -> None:
    """List every grading: when, the score before and after, and why.

    "changed" says whether the student's file or the grader was new, both, or neither. The newest
    100 are shown; JSON has all.
    """
    from autograder.gradebook.history import read_history
    from autograder.report.console import console
    from autograder.report.moves_table import history_table

    assignment = course.assignment(name)
    gradings = read_history(course, assignment, student)
    if json_file is not None:
        found = {
            "schema": 1,
            "course": course.id,
            "assignment": assignment.name,
            "gradings": [grading.as_row() for grading in gradings],
        }
        write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", json_file)
    if json_file == STANDARD_OUTPUT:
        return
    if not gradings:
        click.echo("Nothing is kept yet; it begins with the next grading.")
        return
    if len(gradings) > MOST_SHOWN:
        click.echo(f"The newest {MOST_SHOWN} of {len(gradings)} gradings:")
    console().print(history_table(gradings[-MOST_SHOWN:], course.zone))


@click.command()
@click.argument("name")
@click.option(
    "--output",
    metavar="FILE.html",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    callback=in_existing_folder,
    help="Write one page that needs no network, for a browser.",
)
@json_option
@course_option
def report(name: str, output: Path | None, json_file: Path | None, course: "Course") -> None:
    """Show the class at a glance.

    Scores, tasks, how hard each check is and whether it tells students apart, mistakes and who made
    them, who is absent, unmarked or late, and who falls behind. Without --output and --json it is
    shown in the terminal.
    """
    from autograder.class_overview import class_overview
    from autograder.report.overview.page import class_page

    assignment = course.assignment(name)
    overview = class_overview(course, assignment)
    if output is not None:
        write_text(class_page(overview), output)
        click.echo(f"{output}: {output.stat().st_size >> 10} KB", err=True)
    if json_file is not None:
        write_text(overview.to_json(), json_file)
    if output is None and json_file is None:
        _print_overview(course, overview)


def _print_overview(course: "Course", overview: "Overview") -> None:
    from autograder.report.class_tables import bars
    from autograder.report.console import console
    from autograder.report.overview.tables import overview_tables
    from autograder.report.summary import share

    screen = console()
    title = f"{overview.assignment}: {overview.title}"
    screen.print(title, style="bold", markup=False)
    scores = [one.score for one in overview.students if one.score is not None]
    screen.print(bars(screen, [share(score, overview.max_score) for score in scores]))
    screen.print()
    for part in overview_tables(overview):
        screen.print(part)
