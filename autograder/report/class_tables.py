"""Results as terminal tables: 80 columns are enough, and no information is in the colours alone."""

from collections.abc import Mapping, Sequence
from statistics import mean, median
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.message_parts import TO_DO, Part, gist, has
from autograder.report.console import plain
from autograder.report.summary import BANDS, bands, scored, share
from autograder.text import number

if TYPE_CHECKING:
    from autograder.course import Assignment
    from autograder.grading.results import Result, TaskResult

ALL, FOLLOW_THROUGH, SOME, NONE, ABSENT = "all", "follow-through", "some", "none", "absent"
GLYPHS = {ALL: "●", FOLLOW_THROUGH: "◉", SOME: "◐", NONE: "○", ABSENT: "·"}
ASCII_GLYPHS = {ALL: "#", FOLLOW_THROUGH: "@", SOME: "+", NONE: "o", ABSENT: "."}
STYLES = {ALL: "cyan", FOLLOW_THROUGH: "cyan", SOME: "yellow", NONE: "magenta", ABSENT: "dim"}
BAR_WIDTH = 40
LONGEST_FINDING = 80
SHORTEST_NAME, LONGEST_NAME = 10, 16


def class_table(
    console: Console,
    assignment: "Assignment",
    results: Sequence["Result"],
    tried: Mapping[str, str] | None = None,
) -> RenderableType:
    """One row for each student: score, a mark for each task, and the findings.

    `tried` describes the submission of each student; it becomes a column of its own.
    """
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    longest = max((len(result.student) for result in results), default=0)
    width = min(max(longest, SHORTEST_NAME), LONGEST_NAME)
    table.add_column("student", no_wrap=True, width=width)
    if tried is not None:
        table.add_column("submission", width=23)
    table.add_column(f"of {number(assignment.max_score)}", justify="right", no_wrap=True)
    table.add_column("tasks", no_wrap=True)
    table.add_column("found")
    for result in results:
        row: list[RenderableType] = [plain(result.student, width)]
        if tried is not None:
            row.append(plain(tried.get(result.student, ""), 60))
        row += [_score(result), _marks(console, assignment, result), _found(result)]
        table.add_row(*row)
    return table


def legend(console: Console, assignment: "Assignment") -> Text:
    """The meaning of the marks in the column of tasks."""
    glyphs = ASCII_GLYPHS if _ascii(console) else GLYPHS
    names = ", ".join(task.name for task in assignment.tasks)
    return Text(
        f"tasks: {names}\n"
        f"{glyphs[ALL]} all points   {glyphs[FOLLOW_THROUGH]} all, with our version of an earlier "
        f"function\n{glyphs[SOME]} some   {glyphs[NONE]} none   {glyphs[ABSENT]} not judged",
        style="dim",
    )


def distribution(console: Console, results: Sequence["Result"]) -> RenderableType:
    """How many students are in each tenth of the score, as bars; mean and median below."""
    return bars(console, [share(result.score, result.max_score) for result in scored(results)])


def bars(console: Console, shares: Sequence[float]) -> RenderableType:
    """The same of scores that are given as shares of the possible points."""
    counts = bands(shares)
    bar = "#" if _ascii(console) else "█"
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1))
    table.add_column(justify="right")
    table.add_column()
    table.add_column(justify="right")
    for tenth in reversed(range(BANDS)):
        count = counts[tenth]
        length = max(1, round(BAR_WIDTH * count / max(counts))) if count else 0
        upper = "100" if tenth == BANDS - 1 else f"{10 * tenth + 9}"
        table.add_row(f"{10 * tenth}-{upper} %", Text(bar * length, style="cyan"), str(count))
    return Group(table, Text(_averages(shares)))


def _averages(shares: Sequence[float]) -> str:
    if not shares:
        return "no scores"
    scores = [100 * share for share in shares]
    count = "1 score" if len(scores) == 1 else f"{len(scores)} scores"
    return f"{count}, mean {mean(scores):.1f} %, median {median(scores):.1f} %"


def _score(result: "Result") -> Text:
    return Text("none" if result.score is None else number(result.score))


def _marks(console: Console, assignment: "Assignment", result: "Result") -> Text:
    glyphs = ASCII_GLYPHS if _ascii(console) else GLYPHS
    by_name = {task.task: task for task in result.tasks}
    marks = Text()
    for task in assignment.tasks:
        kind = _kind(by_name.get(task.name) if result.status == "graded" else None)
        marks.append(glyphs[kind], style=STYLES[kind])
    return marks


def _kind(task: "TaskResult | None") -> str:
    if task is None:
        return ABSENT
    if task.score >= task.max_score:
        return FOLLOW_THROUGH if task.follow_through else ALL
    return SOME if task.score > 0 else NONE


def _found(result: "Result") -> Text:
    if result.status != "graded":
        return plain(f"{result.status}: {_gist(result.parts)}", LONGEST_FINDING)
    found: list[str] = []
    for task in result.tasks:  # the first wrong one comes first, whether it has a name or not
        failed = [c for c in task.checks if c.outcome not in ("passed", "skipped")]
        if task.misconceptions:
            found += [m.id for m in task.misconceptions]
        elif failed and not found:
            found.append(f"{task.task}: {_gist(failed[0].parts)}")
    if found:
        return plain("; ".join(dict.fromkeys(found)), LONGEST_FINDING)
    return plain(f"everything passes. {result.message}".rstrip(". "), LONGEST_FINDING)


def _gist(parts: Sequence[Part]) -> str:
    return "not written yet" if has(parts, TO_DO) else gist(parts)


def _ascii(console: Console) -> bool:
    return not console.encoding.lower().startswith("utf")
