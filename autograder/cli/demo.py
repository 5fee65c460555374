"""`autograder demo`: the main job, shown on a sample class."""

from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_folder_option, unsafe_option

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.demo.run import Shown

ROWS_OF_A_KIND = 16


@click.command()
@click.option(
    "--students", type=click.IntRange(min=1), metavar="N", help="How many hand in; else about 40."
)
@unsafe_option
@course_folder_option
@click.pass_context
def demo(
    ctx: click.Context, students: int | None, unsafe: bool, course_folder: "Path | None"
) -> None:
    """Release, submit, autograde, report: the main job on a sample class.

    Works on a copy of the course in a temporary folder, which is kept to be looked at.
    """
    from autograder.course import find_course
    from autograder.demo.course import copy_course, material_course, ready_assignments
    from autograder.demo.run import show

    root = find_course(course_folder) if course_folder else material_course()
    course = copy_course(root)
    failed = 0
    for assignment in ready_assignments(course):
        shown = show(course, assignment, students, unsafe=unsafe)
        _print(shown)
        failed |= shown.run.exit_code
    click.echo(f"\nnbgrader's gradebook  {course.gradebook_path}")
    click.echo(f"Everything            {course.root}")
    ctx.exit(failed)


def _print(shown: "Shown") -> None:
    """Who handed in what, what came of it, and where everything lies."""
    from itertools import groupby

    from autograder.report.console import console
    from autograder.report.tables import class_table, distribution, legend

    screen = console()
    screen.print()
    screen.rule(f"{shown.assignment.name}: {shown.assignment.title}", align="left", style="dim")
    results = {result.student: result for result in shown.run.results}
    for kind, group in groupby(shown.members, key=lambda member: member.kind):
        members = list(group)
        listed = members[:ROWS_OF_A_KIND]
        tried = {member.student: member.tried for member in listed}
        screen.print(f"\n[bold]{kind}[/bold]")
        of_kind = [results[m.student] for m in listed if m.student in results]
        screen.print(class_table(screen, shown.assignment, of_kind, tried))
        if len(listed) < len(members):
            screen.print(f"… and {len(members) - len(listed)} more")
    screen.print()
    screen.print(legend(screen, shown.assignment))
    screen.print()
    screen.print(distribution(screen, shown.run.results))
    screen.print()
    for what, path in (
        ("Class picture", shown.picture),
        ("Grades as CSV", shown.grades),
        ("Feedback, e.g.", shown.page),
    ):
        screen.print(f"{what:<15} {path}", soft_wrap=True, markup=False)
