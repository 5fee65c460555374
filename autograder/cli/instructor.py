"""The commands of an instructor."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_option, json_option, unsafe_option
from autograder.cli.output import STANDARD_OUTPUT, write_text
from autograder.errors import CourseError
from autograder.text import one_line

if TYPE_CHECKING:
    from autograder.course import Assignment, Course
    from autograder.report.export import Row

FORMATS = ["csv", "canvas", "moodle", "json"]


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@course_option
def release(names: tuple[str, ...], course: "Course") -> None:
    """Make stubs and notebooks; refuse to release a leak.

    Without a NAME, those of every assignment of the course.
    """
    from autograder.nbgrader_plugins.generate import release_assignment
    from autograder.report.progress_bar import Bar

    chosen = [course.assignment(name) for name in names] or list(course.assignments)
    with Bar("Releasing", len(chosen)) as bar:
        for assignment in chosen:
            changed = release_assignment(course, assignment)
            bar.advance()
            files = f"changed {', '.join(changed)}" if changed else "nothing changed"
            bar.say(f"{course.release_dir(assignment)}: {files}")


@click.command()
@click.argument("name")
@click.option(
    "--submitted",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the students' folders; else the course's submitted/.",
)
@click.option("--student", "students", multiple=True, metavar="ID", help="This student only.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Grader processes.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    default="",
    help="Grade on the workers of a Dask scheduler, or on local:N of this machine.",
)
@json_option
@click.option("--force", is_flag=True, help="Also grade what is unchanged.")
@click.option(
    "--new-secret",
    is_flag=True,
    help="Make another course secret: everybody is graded anew, on other data.",
)
@click.option(
    "--check-wheats",
    is_flag=True,
    help="Grade every other right program first, too, not the reference alone.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing; say whose marks would move.")
@click.option(
    "--yes",
    is_flag=True,
    help="Don't ask where more than a tenth of the marks move without a changed file.",
)
@unsafe_option
@course_option
@click.pass_context
def grade(
    ctx: click.Context,
    name: str,
    submitted: Path | None,
    students: tuple[str, ...],
    jobs: int | None,
    scheduler: str,
    json_file: Path | None,
    force: bool,
    new_secret: bool,
    check_wheats: bool,
    dry_run: bool,
    yes: bool,
    unsafe: bool,
    course: "Course",
) -> None:
    """Grade what is new or changed into nbgrader's gradebook.

    After an interruption, the next run goes on where this one stopped. At the end it says whose
    marks moved, because of which check, and whether the student's file or the grader changed.
    """
    from autograder.cli.grading_run import ask_before_many_moves, print_run
    from autograder.grade_class import grade_class
    from autograder.report.progress_bar import GradingBar

    assignment = course.assignment(name)
    with GradingBar(assignment.name) as bar:
        run = grade_class(
            course,
            assignment,
            progress=bar,
            submitted=submitted,
            students=students,
            jobs=jobs,
            scheduler=scheduler,
            force=force,
            unsafe=unsafe,
            new_secret=new_secret,
            check_wheats=check_wheats,
            dry_run=dry_run,
            allow=None if yes else ask_before_many_moves(bar),
        )
    if json_file != STANDARD_OUTPUT:
        print_run(assignment, run)
    if json_file is not None:
        write_text(run.to_json(course, assignment), json_file)
    ctx.exit(run.exit_code)


@click.command()
@click.argument("name")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes.")
@click.option(
    "--archive",
    type=click.Choice(["canvas", "moodle"]),
    help="Also pack the pages, to upload them there.",
)
@course_option
def feedback(name: str, jobs: int | None, archive: str | None, course: "Course") -> None:
    """Write a page for each student: score, explanations, code, marks."""
    from autograder.nbgrader_plugins.feedback_pages import write_feedback
    from autograder.report.progress_bar import Bar

    assignment = course.assignment(name)
    with Bar("Feedback") as bar:
        write_feedback(course, assignment, jobs=jobs, progress=bar)
    click.echo(course.feedback_dir("STUDENT", assignment), err=True)
    if archive is not None:
        from autograder.lms.feedback_archive import write_feedback_archive

        path, pages, without = write_feedback_archive(course, assignment, archive)
        click.echo(f"{path}: {pages} pages", err=True)
        for student in without:
            click.echo(f"not in a download of {archive}: {one_line(student)}", err=True)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--format", "form", type=click.Choice(FORMATS), help="One of those listed.")
@click.option(
    "--fill",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Fill in a gradebook downloaded from Canvas, or a grading worksheet of Moodle.",
)
@click.option("--percent", is_flag=True, help="Percent of the maximum, not points.")
@click.option(
    "--absent",
    type=click.Choice(["blank", "zero"]),
    default="blank",
    help="The score of a student who submitted nothing; else blank.",
)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    default=STANDARD_OUTPUT,
    help="Where to write it; else standard output.",
)
@course_option
def export(
    names: tuple[str, ...],
    form: str | None,
    fill: Path | None,
    percent: bool,
    absent: str,
    output: Path,
    course: "Course",
) -> None:
    """Write the grades, as nbgrader has them, for another program.

    Without a NAME, those of every assignment that was graded. What is not final is counted on
    standard error. For spreadsheets, a name or id that starts like a formula gets an apostrophe in
    front.
    """
    from autograder.report.export import FORMATS as WRITERS
    from autograder.report.export import as_percent, at_most_maximum

    if (form is None) == (fill is None):
        raise CourseError(f"give --format ({', '.join(FORMATS)}) or --fill FILE")
    rows = _exported(course, [course.assignment(name) for name in names], absent == "zero")
    if fill is not None:
        _fill(course, rows, fill, percent, output)
    elif form is not None:
        rows = as_percent(rows) if percent else rows
        if form == "moodle":
            rows, lines = at_most_maximum(rows)
            for line in lines:
                click.echo(line, err=True)
        write_text(WRITERS[form](rows), output)


def _exported(
    course: "Course", assignments: Sequence["Assignment"], absent_as_zero: bool
) -> list["Row"]:
    """The rows of the assignments, or of all that were graded; what isn't final is said."""
    from autograder.gradebook.reading import require_gradebook
    from autograder.gradebook.recorded import graded_assignments

    assignments = assignments or graded_assignments(course)
    for assignment in assignments:
        require_gradebook(course, assignment)

    from autograder.gradebook.book import open_gradebook
    from autograder.report.export import without_scores
    from autograder.report.progress_bar import Bar

    rows: list[Row] = []
    bar = Bar("Reading the gradebook", len(assignments), summary=False)
    with bar, open_gradebook(course) as book:
        for assignment in assignments:
            bar.advance()
            book.refresh(assignment)
            unfinished = book.unfinished(assignment)
            absent = frozenset() if absent_as_zero else unfinished.absent
            rows += without_scores(book.rows(assignment), unfinished.without_score | absent)
            for line in unfinished.lines(assignment.name, absent_as_zero=absent_as_zero):
                which = f"{assignment.name}: " if len(assignments) > 1 else ""
                bar.say(which + line)
    return rows


def _fill(course: "Course", rows: Sequence["Row"], file: Path, percent: bool, output: Path) -> None:
    from autograder.gradebook.students import read_people
    from autograder.lms.fill import Score, fill, finder

    scores: dict[str, dict[str, Score]] = {}
    for row in rows:
        own = scores.setdefault(str(row["assignment"]), {})
        if row["score"] is not None:
            own[str(row["student_id"])] = Score(float(row["score"]), float(row["max_score"] or 0))
    titles = {assignment.name: assignment.title for assignment in course.assignments}
    filled = fill(file, scores, titles, finder(read_people(course)), percent)
    write_text(filled.text, output)
    for line in filled.above_maximum:
        click.echo(line, err=True)
    click.echo(f"{filled.written} scores written", err=True)
    for student in filled.without_line:
        click.echo(f"not in {file.name}: {one_line(student)}", err=True)
