"""The class at a glance in a terminal of 80 columns."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from autograder.report.console import plain
from autograder.report.overview.model import CheckSummary, Overview
from autograder.text import listed, number, one_line

MOST_CHECKS, MOST_MISTAKES, MOST_BEHIND = 12, 12, 20
LONGEST_NAME = 34


def overview_tables(overview: Overview) -> Iterator[RenderableType]:
    """Tasks, checks, mistakes and whom to look at; each part after its heading."""
    yield Text("Tasks", style="bold")
    yield _tasks(overview)
    if overview.checks:
        yield Text("\nChecks: those with a remark, then the hardest", style="bold")
        yield _checks(overview.checks)
    if overview.misconceptions:
        yield Text("\nMistakes named most often", style="bold")
        yield _mistakes(overview)
    if groups := overview.groups():
        yield Text("\nWhom to look at", style="bold")
        for reason, students in groups.items():
            yield Text(f"{len(students)} {reason}: {listed(map(one_line, students))}")
    if behind := overview.behind():
        yield Text("\nFalling behind", style="bold")
        for one in behind[:MOST_BEHIND]:
            yield Text(f"{one_line(one.student, 20)}: {one.behind}")
        if len(behind) > MOST_BEHIND:
            yield Text(f"and {len(behind) - MOST_BEHIND} more")


def _tasks(overview: Overview) -> Table:
    table = _table(("task", "left"), *((n, "right") for n in ("points", "mean", "all", "none")))
    for task in overview.tasks:
        mean = f"{100 * task.mean_share:.0f} %"
        table.add_row(
            plain(task.task, LONGEST_NAME),
            *(number(task.max_score), mean, str(task.full), str(task.none)),
        )
    return table


def _checks(checks: Sequence[CheckSummary]) -> Table:
    table = _table(
        ("check", "left"), ("fail", "right"), ("earned", "right"), ("item-rest", "right"),
        ("remark", "left"),
    )  # fmt: skip
    ordered = sorted(checks, key=lambda check: (not check.remark, check.mean_share))
    for check in ordered[:MOST_CHECKS]:
        r = "" if check.discrimination is None else f"{check.discrimination:.2f}"
        table.add_row(
            plain(f"{check.task}: {check.check}", LONGEST_NAME),
            *(str(check.failed), f"{100 * check.mean_share:.0f} %", r, check.remark),
        )
    return table


def _mistakes(overview: Overview) -> Table:
    table = _table(("students", "right"), ("mistake", "left"), ("who", "left"))
    for one in overview.misconceptions[:MOST_MISTAKES]:
        who = listed(map(one_line, one.students))
        table.add_row(str(len(one.students)), plain(one.id, LONGEST_NAME), plain(who, 90))
    return table


def _table(*columns: tuple[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name, side in columns:
        table.add_column(name, justify="right" if side == "right" else "left")
    return table
