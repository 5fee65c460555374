"""The commands for a course and an assignment of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option, isolation_or_refusal, unsafe_option
from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.course import Course


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--empty", is_flag=True, help="Without the kit's own assignments.")
def init(folder: Path, empty: bool) -> None:
    """Make a course of your own from the installed one."""
    from autograder.course import packaged_course
    from autograder.scaffold import new_course

    source = None if empty else packaged_course()
    if source is None and not empty:
        raise CourseError("no course is installed to copy; begin with: autograder init DIR --empty")
    course = new_course(folder, source)
    names = ", ".join(a.name for a in course.assignments) or "no assignment yet"
    click.echo(f"{course.root}: {names}")
    first = "autograder validate" if course.assignments else "autograder new 01-my-topic"
    click.echo(f"Go on with:  cd {course.root} && {first}")


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
@click.option(
    "--pairs",
    type=click.IntRange(min=0),
    default=60,
    show_default=True,
    metavar="N",
    help="Also grade N pairs of misconceptions: both should be named.",
)
@click.option("--all-pairs", is_flag=True, help="The same for every pair; takes minutes.")
@unsafe_option
@course_option
@click.pass_context
def validate(
    ctx: click.Context,
    names: tuple[str, ...],
    jobs: int | None,
    secrets: int,
    pairs: int,
    all_pairs: bool,
    unsafe: bool,
    course: "Course",
) -> None:
    """Test the graders with programs whose result is known.

    The stub gets no points; the reference and every wheat get all points; every misconception
    fails the checks that it lists, and is recognised as that one alone; of the pairs of
    misconceptions of one function 95 % are recognised. Without a NAME, the graders of every
    assignment of the course are tested.
    """
    from autograder.report.console import console
    from autograder.report.progress_bar import Bar
    from autograder.validation import report_view, validate

    isolation = isolation_or_refusal(unsafe)
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
                pairs=None if all_pairs else pairs,
                begin=bar.expect,
                graded=lambda result: bar.advance(),
            )
        for part in report_view(report):
            screen.print(part)
        passed = passed and report.ok
    ctx.exit(0 if passed else 1)
