"""The sample class as tables, one for each kind of submission: the first few, or everyone."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console

from autograder.class_run import ClassRun
from autograder.course import Assignment
from autograder.demo.sample import Member
from autograder.report.class_tables import class_table, legend


def print_class(
    screen: Console,
    assignment: Assignment,
    members: Sequence[Member],
    run: ClassRun,
    rows_of_a_kind: int | None = None,
) -> None:
    """What each student submitted, and the result; by default everyone."""
    results = {result.student: result for result in run.results}
    for kind, group in groupby(members, key=lambda member: member.kind):
        of_kind = list(group)
        listed = of_kind[:rows_of_a_kind]
        tried = {member.student: member.tried for member in listed}
        rows = [results[m.student] for m in listed if m.student in results]
        screen.print(f"[bold]{kind}[/bold]")
        screen.print(class_table(screen, assignment, rows, tried))
        if len(listed) < len(of_kind):
            screen.print(f"… and {len(of_kind) - len(listed)} more like these")
        screen.print()
    screen.print(legend(screen, assignment))
