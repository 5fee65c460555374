"""The commands for who is in the class, and for what an LMS gives."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option
from autograder.text import one_line

if TYPE_CHECKING:
    from autograder.course import Course

SOURCES = ["canvas", "moodle", "gradescope", "folder"]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def roster() -> None:
    """Who is in the class: import a list, check it against submissions."""


@roster.command(name="import")
@click.argument("file", metavar="FILE.csv", type=FILE)
@course_option
def import_(file: Path, course: "Course") -> None:
    """Add the people of a CSV file to the gradebook.

    Canvas's, Moodle's and nbgrader's own columns are recognised. Nobody is removed, and what the
    file doesn't say stays as it is.
    """
    from autograder.gradebook.locking import LockWait
    from autograder.gradebook.students import save_people
    from autograder.lms.roster_file import read_roster_file

    people = read_roster_file(file)
    added, changed = save_people(course, people, LockWait())
    click.echo(f"{len(people)} students in the file: {added} added, {changed} changed")


@roster.command()
@course_option
@click.pass_context
def check(ctx: click.Context, course: "Course") -> None:
    """Compare the roster with the folders in submitted/."""
    from autograder.gradebook.locking import LockWait
    from autograder.gradebook.students import read_people
    from autograder.lms.roster_check import roster_differences

    lines = list(roster_differences(course, read_people(course, LockWait())))
    for line in lines:
        click.echo(line)
    ctx.exit(1 if lines else 0)


@click.command()
@click.argument("name")
@click.argument("download", metavar="ARCHIVE", type=click.Path(exists=True, path_type=Path))
@click.option("--from", "source", type=click.Choice(SOURCES), required=True)
@click.option(
    "--worksheet",
    metavar="FILE.csv",
    type=FILE,
    help="Moodle's grading worksheet: who a participant is, and when they submitted.",
)
@course_option
@click.pass_context
def collect(
    ctx: click.Context,
    name: str,
    download: Path,
    source: str,
    worksheet: Path | None,
    course: "Course",
) -> None:
    """Put an LMS's download into submitted/.

    The newest upload of each file counts. The archive is kept in downloaded/, and so is what was in
    submitted/ before. Whatever belongs to nobody in the roster is listed, and nothing is guessed.
    """
    from autograder.lms.collect import collect as collect_download

    done = collect_download(course, course.assignment(name), download, source, worksheet)
    click.echo(
        f"{len(done.new)} new, {len(done.changed)} changed, {len(done.unchanged)} unchanged "
        f"submissions in {course.root / 'submitted'}"
    )
    for who, what in (
        (done.unmatched, "belongs to nobody in the roster (autograder roster import FILE.csv)"),
        (done.late_without_time, f"late by {source}'s own mark, but no time is known"),
        (done.without_module, "no module"),
    ):
        if who:
            click.echo(f"{what}:", err=True)
        for one in who:
            click.echo(f"  {one_line(one)}", err=True)
    for file, why in done.refused.items():
        click.echo(f"not unpacked: {one_line(file)}: {why}", err=True)
    ctx.exit(1 if done.unmatched or done.refused else 0)
