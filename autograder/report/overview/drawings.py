"""The drawings of a report's page as SVG: the scores, and everybody's points in each task.

They take their colours from the page's style, so they follow light and dark.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.palette import CIVIDIS
from autograder.report.overview.model import Overview, Student
from autograder.report.summary import share

BINS = 20
BAR_WIDTH, HEIGHT = 30, 150
COLUMNS = 240
STEPS = len(CIVIDIS) - 1


@dataclass(frozen=True)
class Bar:
    """How many students have a score within a twentieth of the possible points."""

    x: int
    y: float
    height: float
    count: int
    label: str


def histogram(overview: Overview) -> list[Bar]:
    """A bar for each twentieth of the automatic score, in a drawing of 600 by 150."""
    counts = [0] * BINS
    for one in overview.students:
        if one.score is not None:
            counts[min(int(share(one.score, overview.max_score) * BINS + 1e-9), BINS - 1)] += 1
    most = max(*counts, 1)
    return [
        Bar(
            x=BAR_WIDTH * place,
            y=HEIGHT * (1 - count / most),
            height=HEIGHT * count / most,
            count=count,
            label=f"{100 * place // BINS} to {100 * (place + 1) // BINS} %",
        )
        for place, count in enumerate(counts)
    ]


def step_of(fraction: float) -> int:
    """The colour of a share of the points; only all of them get the last one, none the first."""
    if fraction <= 0:
        return 0
    return STEPS if fraction >= 1 else min(max(round(fraction * STEPS), 1), STEPS - 1)


@dataclass(frozen=True)
class HeatMap:
    """Columns of students, best first; a path for each colour keeps it small."""

    columns: int
    per_column: int
    rows: int
    paths: Sequence[tuple[int, str]]
    """a colour, and the unit squares that have it"""


def heat_map(overview: Overview) -> HeatMap:
    """Mean share of each task's points, one column for each student or for several."""
    graded = sorted(
        (one for one in overview.students if one.standing == "graded"),
        key=lambda one: (-(one.score or 0.0), one.student),
    )
    per_column = max(1, -(-len(graded) // COLUMNS))
    groups = [graded[k : k + per_column] for k in range(0, len(graded), per_column)]
    squares: dict[int, list[str]] = {}
    for column, group in enumerate(groups):
        for row, task in enumerate(overview.tasks):
            step = step_of(_mean_share(group, row, task.max_score))
            squares.setdefault(step, []).append(f"M{column} {row}h1v1h-1z")
    paths = [(step, "".join(found)) for step, found in sorted(squares.items())]
    return HeatMap(len(groups), per_column, len(overview.tasks), paths)


def _mean_share(group: Sequence[Student], row: int, max_score: float) -> float:
    return sum(share(one.tasks[row], max_score) for one in group) / len(group)
