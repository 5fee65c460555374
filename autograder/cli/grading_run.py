"""What `autograder grade` asks and prints."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from autograder.class_run import ClassRun
    from autograder.course import Assignment
    from autograder.gradebook.held_moves import Allow, ManyMoves
    from autograder.report.progress_bar import Bar

LARGEST_TABLE = 60


def ask_before_many_moves(bar: "Bar") -> "Allow":
    """Ask a person whether many moved marks may be recorded; where nobody is there, they may not.

    The bar is out of the way in the meantime.
    """

    def allow(many: "ManyMoves") -> bool:
        if not a_person_is_there():
            return False
        with bar.paused():
            click.echo(f"Attention: {many}.", err=True)
            return click.confirm("Record them?", err=True)

    return allow


def a_person_is_there() -> bool:
    """Whether somebody can answer a question."""
    return sys.stdin.isatty()


def print_run(assignment: "Assignment", run: "ClassRun") -> None:
    """The class, its scores, and whose score moved; of a dry run only the last."""
    from autograder.report.class_tables import class_table, distribution, legend
    from autograder.report.console import console
    from autograder.report.moves_table import moves_summary, moves_table

    screen = console()
    if not run.dry_run:
        if len(run.results) <= LARGEST_TABLE:
            screen.print(class_table(screen, assignment, run.results))
        else:
            ungraded = [result for result in run.results if result.status != "graded"]
            screen.print(class_table(screen, assignment, ungraded[:LARGEST_TABLE]))
            screen.print(
                f"Listed are only the submissions that could not be graded: {len(ungraded)}."
            )
        screen.print()
        screen.print(legend(screen, assignment))
        screen.print()
        screen.print(distribution(screen, run.results))
        screen.print()
    if run.moved:
        screen.print(moves_table(run.moved))
    if run.moved or run.dry_run:
        screen.print(moves_summary(list(run.moves.values()), len(run.results), run.dry_run))
