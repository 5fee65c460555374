"""The commands of somebody who writes an assignment."""

from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option

if TYPE_CHECKING:
    from autograder.course import Course


@click.command()
@click.argument("name")
@course_option
def new(name: str, course: "Course") -> None:
    """Start an assignment of your own, complete in miniature.

    NAME is the name of its folder, such as 05-scaling; the module is called after it.
    """
    from autograder.scaffold import new_assignment

    assignment = new_assignment(course, name)
    folder = course.solution_dir(assignment)
    click.echo(f"{folder}: a small assignment, and its entry at the end of course.yml")
    click.echo(
        f"It can be graded as it stands. Make it yours, and prove it: autograder validate {name}"
    )
