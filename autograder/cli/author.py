"""The commands for writing an assignment."""

from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option, unsafe_option
from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.course import Course


@click.command()
@click.argument("name")
@course_option
def new(name: str, course: "Course") -> None:
    """Start an assignment of your own: small, but complete.

    NAME is the name of its folder, such as 05-scaling; the module is named after it.
    """
    from autograder.scaffold import new_assignment

    assignment = new_assignment(course, name)
    folder = course.solution_dir(assignment)
    click.echo(f"{folder}: a small assignment, and its entry at the end of course.yml")
    click.echo(f"It works already. Change it as you like, then test it: autograder validate {name}")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Grader processes.")
@click.option(
    "--secrets",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="Grade on the data of N secrets: no score may depend on them.",
)
@unsafe_option
@course_option
@click.pass_context
def validate(
    ctx: click.Context,
    names: tuple[str, ...],
    jobs: int | None,
    secrets: int,
    unsafe: bool,
    course: "Course",
) -> None:
    """Test the graders with programs whose result is known.

    The stub gets no points; the reference and every wheat get all points; every misconception
    fails the checks that it lists, and is recognised as that one alone. Without a NAME, the
    graders of every assignment of the course are tested.
    """
    from autograder.report.console import console
    from autograder.report.progress_bar import Bar
    from autograder.sandbox import SandboxUnavailable, choose_isolation
    from autograder.validation import report_view, validate

    try:
        isolation = choose_isolation(unsafe)
    except SandboxUnavailable as error:
        raise CourseError(str(error)) from error
    screen = console()
    passed = True
    for assignment in [course.assignment(name) for name in names] or course.assignments:
        with Bar(f"Validating {assignment.name}") as bar:
            report = validate(
                course,
                assignment,
                isolation=isolation,
                jobs=jobs,
                secrets=secrets,
                begin=bar.expect,
                graded=lambda result: bar.advance(),
            )
        for part in report_view(report):
            screen.print(part)
        passed = passed and report.ok
    ctx.exit(0 if passed else 1)
