"""The commands that say how a class does, and what grading did."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option, json_option
from autograder.cli.output import STANDARD_OUTPUT, write_text

if TYPE_CHECKING:
    from autograder.course import Course

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
