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
    from autograder.gradebook.students import save_people
    from autograder.lms.roster_file import read_roster_file

    people = read_roster_file(file)
    added, changed = save_people(course, people)
    click.echo(f"{len(people)} students in the file: {added} added, {changed} changed")


@roster.command()
@course_option
@click.pass_context
def check(ctx: click.Context, course: "Course") -> None:
    """Compare the roster with the folders in submitted/."""
    from autograder.gradebook.students import read_people
    from autograder.lms.roster_check import roster_differences

    lines = list(roster_differences(course, read_people(course)))
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
    from autograder.report.progress_bar import Bar

    with Bar("Collecting", summary=False) as bar:
        done = collect_download(
            course,
            course.assignment(name),
            download,
            source,
            worksheet,
            begin=bar.expect,
            collected=bar.advance,
        )
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


@click.command()
@click.argument("student")
@click.argument("name")
@click.option("--days", type=click.IntRange(min=0), metavar="N", help="N days; 0 takes it back.")
@click.option(
    "--until",
    metavar="TIME",
    help="Such as 2027-02-03T18:00, in the course's time zone, or 2027-02-03T18:00+01:00.",
)
@course_option
def extend(student: str, name: str, days: int | None, until: str | None, course: "Course") -> None:
    """Give a student more time for an assignment.

    It counts from the due date, replaces what the student had, and is kept where nbgrader keeps it.
    The late penalty follows by itself.
    """
    from autograder.gradebook.book import open_gradebook
    from autograder.submissions.due_time import extra_time

    assignment = course.assignment(name)
    extra = extra_time(course, assignment, days=days, until=until)
    with open_gradebook(course) as book:
        book.prepare(assignment)
        book.extend(assignment, student, extra)
        book.refresh(assignment)
    assert assignment.due is not None
    until_when = assignment.due + extra
    click.echo(f"{one_line(student)}: {assignment.name} is due {until_when:%Y-%m-%d %H:%M %z}")


@click.command()
@click.argument("name")
@click.option(
    "--for", "platform", type=click.Choice(["gradescope", "classroom50", "vpl"]), required=True
)
@click.option(
    "--output",
    metavar="FILE.zip",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to write it; else NAME-PLATFORM.zip in this folder.",
)
@course_option
def package(name: str, platform: str, output: Path | None, course: "Course") -> None:
    """Make a zip file for another system's grader.

    For gradescope it holds the hidden checks and the reference: never give it to students. For
    classroom50 and vpl it holds the public checks only, as students can read what is there.
    """
    from autograder.platforms.package import write_package

    assignment = course.assignment(name)
    target = output or Path(f"{assignment.name}-{platform}.zip")
    write_package(course, assignment, platform, target)
    click.echo(f"{target}: {target.stat().st_size >> 10} KB")
