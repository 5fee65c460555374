"""The commands of somebody who writes an assignment."""

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


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Grader processes.")
@unsafe_option
@course_option
@click.pass_context
def validate(
    ctx: click.Context,
    names: tuple[str, ...],
    jobs: int | None,
    unsafe: bool,
    course: "Course",
) -> None:
    """Prove the graders, on programs whose result is known.

    The stub gets nothing, the reference and every wheat get everything, and every misconception
    fails the checks that it says, and is named as itself alone. Without a NAME, the graders of
    every assignment of the course.
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
    proven = True
    for assignment in [course.assignment(name) for name in names] or course.assignments:
        with Bar(f"Validating {assignment.name}") as bar:
            report = validate(
                course,
                assignment,
                isolation=isolation,
                jobs=jobs,
                begin=bar.expect,
                graded=lambda result: bar.advance(),
            )
        for part in report_view(report):
            screen.print(part)
        proven = proven and report.ok
    ctx.exit(0 if proven else 1)
