"""A validation report on the terminal, in 80 columns."""

import math
from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from autograder.report.console import plain
from autograder.text import one_line
from autograder.validation.report import ValidationReport

MOST_PROBLEMS = 60
KILLED, PASSED = "x", "·"


def report_view(report: ValidationReport) -> Iterator[RenderableType]:
    """The proof: kill matrix, tolerance gaps, checks that no misconception fails, problems."""
    for task in report.assignment.tasks:
        if report.kills[task.name]:
            yield Text(f"{task.name}: which check fails for which misconception", style="bold")
            yield _kill_matrix(report, task.name)
            legend = (f"{i} {c}" for i, c in enumerate(report.checks[task.name], start=1))
            yield Text("\n".join(legend) + "\n", style="dim")
    yield Text("Errors as multiples of the tolerance", style="bold")
    yield _gaps(report)
    yield ""
    if report.idle_checks:
        idle = ", ".join(f"{task}.{check}" for task, check in report.idle_checks)
        what = "Checks that no misconception fails, so nothing here shows what they find"
        yield Text(f"{what}:\n{idle}\n", style="yellow")
    yield _names(report)
    yield _verdict(report)


def _names(report: ValidationReport) -> Text:
    """How many mistakes were named, alone and in pairs, and each pair that got another name."""
    named, singles = report.named
    lines = [f"Misconceptions named as themselves: {named} of {singles}"]
    pairs = report.pairs
    if pairs.results:
        count = {o: len(pairs.of(o)) for o in ("both", "one", "another", "nothing")}
        lines += [
            f"Pairs named: {pairs.share:.1%} of {pairs.wrong} (both {count['both']}, one that does "
            f"the same {count['one']},",
            f"others that do the same {count['another']}, not named {count['nothing']})",
            *(f"  {pair.student}: {pairs.names(pair)}" for pair in pairs.of("another", "nothing")),
        ]
    lines.append(f"Seconds: {report.seconds:.0f}")
    return Text("\n".join(one_line(line, 400) for line in lines) + "\n", style="dim")


def _kill_matrix(report: ValidationReport, task: str) -> Table:
    """One row for each misconception, one column for each check."""
    checks = report.checks[task]
    table = Table(box=None, pad_edge=False)
    table.add_column("misconception", no_wrap=True, max_width=50)
    for number in range(1, len(checks) + 1):
        table.add_column(str(number), justify="right")
    for program, killed in report.kills[task].items():
        marks = (KILLED if check in killed else PASSED for check in checks)
        table.add_row(plain(program.name), *marks)
    return table


def _gaps(report: ValidationReport) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("check", no_wrap=True)
    table.add_column("largest right", justify="right")
    table.add_column("smallest wrong", justify="right")
    for gap in report.gaps:
        wrong = "none" if math.isinf(gap.smallest_wrong) else f"{gap.smallest_wrong:.2g}"
        table.add_row(f"{gap.task}.{gap.check}", f"{gap.largest_right:.2g}", wrong)
    return table


def _verdict(report: ValidationReport) -> Text:
    programs = (
        f"{report.assignment.name}: stub, reference, wheats ({report.count('wheat')}), "
        f"misconceptions ({report.count('misconception')})"
    )
    if report.ok:
        return Text(f"{programs}: all as they should be", style="green")
    lines = [f"{programs}: {len(report.problems)} problems"]
    lines += [f"  {one_line(problem, 400)}" for problem in report.problems[:MOST_PROBLEMS]]
    if len(report.problems) > MOST_PROBLEMS:
        lines.append(f"  and {len(report.problems) - MOST_PROBLEMS} more")
    return Text("\n".join(lines), style="red")
