"""`autograder demo`: the main job, shown on a sample class."""

from typing import TYPE_CHECKING

import click

from autograder.cli.options import (
    NEAREST_OR_PACKAGED,
    course_folder_option,
    isolation_or_refusal,
    unsafe_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.demo.run import Shown

ROWS_OF_A_KIND = 3


@click.command()
@click.option(
    "--students", type=click.IntRange(min=1), metavar="N", help="How many students; else about 40."
)
@unsafe_option
@course_folder_option(NEAREST_OR_PACKAGED)
@click.pass_context
def demo(
    ctx: click.Context, students: int | None, unsafe: bool, course_folder: "Path | None"
) -> None:
    """Release, submit, grade, report: the main job on a sample class.

    Works on a copy of the course in a temporary folder, which is kept to be looked at.
    """
    from autograder.course import find_course_or_packaged
    from autograder.demo.course import copy_course, ready_assignments
    from autograder.demo.run import show

    confined = isolation_or_refusal(unsafe).confined
    course = copy_course(find_course_or_packaged(course_folder))
    if not confined:
        click.echo("no hostile submissions in this demo: nothing here would stop them", err=True)
    failed = 0
    for assignment in ready_assignments(course):
        shown = show(course, assignment, students, unsafe=unsafe, hostile_too=confined)
        _print(shown)
        failed |= shown.run.exit_code
    click.echo(f"\nnbgrader's gradebook  {course.gradebook_path}")
    click.echo(f"Everything            {course.root}")
    ctx.exit(failed)


def _print(shown: "Shown") -> None:
    """A few of each kind, the scores of the class, and the paths of the files."""
    from autograder.demo.class_by_kind import print_class
    from autograder.report.class_tables import distribution
    from autograder.report.console import console

    screen = console()
    screen.print()
    screen.rule(f"{shown.assignment.name}: {shown.assignment.title}", align="left", style="dim")
    screen.print()
    print_class(screen, shown.assignment, shown.members, shown.run, ROWS_OF_A_KIND)
    screen.print()
    screen.print(distribution(screen, shown.run.results))
    screen.print()
    for what, path in (
        ("Whole table", shown.table),
        ("Class picture", shown.picture),
        ("Class report", shown.report),
        ("Grades as CSV", shown.grades),
        ("Feedback, e.g.", shown.page),
    ):
        screen.print(f"{what:<15} {path}", soft_wrap=True, markup=False)
