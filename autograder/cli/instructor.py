"""The commands of an instructor."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option, unsafe_option

if TYPE_CHECKING:
    from autograder.classroom import ClassRun
    from autograder.course import Assignment, Course

TABLE_AT_MOST = 60
FORMATS = ("csv", "canvas", "moodle", "json")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@course_option
def release(names: tuple[str, ...], course: "Course") -> None:
    """Make stubs and notebooks; refuse to release a leak.

    Without a NAME, every assignment of the course.
    """
    from autograder.release import release_assignment
    from autograder.report.console import progress

    chosen = [course.assignment(name) for name in names] or list(course.assignments)
    with progress("Releasing", len(chosen)) as advance:
        for assignment in chosen:
            release_assignment(course, assignment)
            advance(1)
    for assignment in chosen:
        click.echo(f"{assignment.name}: released to {course.release_dir(assignment)}")


@click.command()
@click.argument("name")
@click.option(
    "--submitted",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the students' folders; else the course's submitted/.",
)
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this student.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Grader processes.")
@click.option(
    "--json", "json_file", type=click.File("w", lazy=True), help="Results as JSON; - is stdout."
)
@click.option("--force", is_flag=True, help="Grade what is unchanged, too.")
@unsafe_option
@course_option
@click.pass_context
def grade(
    ctx: click.Context,
    name: str,
    submitted: Path | None,
    students: tuple[str, ...],
    jobs: int | None,
    json_file: click.utils.LazyFile | None,
    force: bool,
    unsafe: bool,
    course: "Course",
) -> None:
    """Grade what is new or changed into nbgrader's gradebook.

    A run that was stopped is taken up where it stopped.
    """
    from autograder.classroom import grade_class
    from autograder.report.console import GradingBar

    assignment = course.assignment(name)
    with GradingBar() as bar:
        run = grade_class(
            course,
            assignment,
            submitted=submitted,
            students=students,
            jobs=jobs,
            force=force,
            unsafe=unsafe,
            watcher=bar,
        )
    if json_file is not None:
        json_file.write(run.to_json(course, assignment))
    if json_file is None or json_file.name != "-":
        _print_run(assignment, run)
    if any(result.status == "error" for result in run.results):
        ctx.exit(1)


@click.command()
@click.argument("name")
@course_option
def feedback(name: str, course: "Course") -> None:
    """Write nbgrader's feedback pages."""


@click.command()
@click.argument("name")
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@course_option
def export(name: str, form: str, course: "Course") -> None:
    """Print the grades, as nbgrader has them, for another program."""
