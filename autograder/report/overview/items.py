"""How hard each check is, and whether it goes with the rest: classical item analysis."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from autograder.report.overview.model import CheckSummary

if TYPE_CHECKING:
    from autograder.grading.results import Result

FEWEST = 10
"""students that a word about a check needs"""
WEAK, FEWEST_FOR_WEAK = 0.1, 30
COMMON = 0.05
"""the share of students on either side below which a weak correlation is no news"""


def check_summaries(results: Sequence["Result"]) -> tuple[CheckSummary, ...]:
    """The checks of everybody whose module could be graded, in the order of the tasks.

    A check that was skipped counts as failed.
    """
    graded = [result for result in results if result.status == "graded" and result.tasks]
    items, points = _points(graded)
    if not items:
        return ()
    correlations = item_rest_correlations(points)
    summaries = []
    for place, item in enumerate(items):
        column = points[:, place]
        failed = int(np.sum(column < item.max_points - 1e-9))
        r = correlations[place]
        summaries.append(
            item.model_copy(
                update={
                    "mean_share": float(np.mean(column) / item.max_points),
                    "failed": failed,
                    "discrimination": None if math.isnan(r) else round(float(r), 4),
                    "remark": _remark(column, failed, float(r)),
                }
            )
        )
    return tuple(summaries)


def item_rest_correlations(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The correlation of each column with the sum of the others; nan where one doesn't vary.

    It is the corrected item-total correlation: the item is taken out of the total, because it
    would correlate with itself. Nunnally and Bernstein, Psychometric Theory, third edition, 1994,
    chapter 8; Guilford, Psychometric Methods, second edition, 1954, page 439. points: (N, items).
    """
    if not len(points):
        return np.full(points.shape[1], np.nan)
    rest = points.sum(axis=1, keepdims=True) - points
    x, y = points - points.mean(axis=0), rest - rest.mean(axis=0)
    size = np.sqrt((x**2).sum(axis=0) * (y**2).sum(axis=0))
    varies = size > 1e-9 * len(points)
    return np.where(varies, (x * y).sum(axis=0) / np.where(varies, size, 1.0), np.nan)


def _remark(column: NDArray[np.float64], failed: int, r: float) -> str:
    """A correlation by chance is within 2/√N in 95 of 100 cases (Fisher's approximation)."""
    count = len(column)
    if count < FEWEST:
        return ""
    if not failed:
        return "nobody fails it, so it tells nobody apart"
    if not np.any(column):
        return "nobody passes it: is the check right?"
    if r < -2 / math.sqrt(count):
        return "the best fail it more often than the others: is the check right?"
    often = COMMON < failed / count < 1 - COMMON
    if count >= FEWEST_FOR_WEAK and often and r < WEAK:
        return "hardly goes with the rest of the score"
    return ""


def _points(graded: Sequence["Result"]) -> tuple[list[CheckSummary], NDArray[np.float64]]:
    """The checks, and everybody's points for each; 0 where somebody's result hasn't the check.

    Some may have been graded when a check had another weight, so its share counts.
    """
    items: dict[tuple[str, str], CheckSummary] = {}
    rows: list[dict[tuple[str, str], float]] = []
    for result in graded:
        row: dict[tuple[str, str], float] = {}
        for task in result.tasks:
            for check in task.checks:
                key = task.task, check.name
                if check.max_points > 0:
                    row[key] = check.points / check.max_points
                    items.setdefault(key, _unknown(task.task, check))
        rows.append(row)
    shares = np.array([[row.get(key, 0.0) for key in items] for row in rows], dtype=np.float64)
    worth = np.array([item.max_points for item in items.values()])
    return list(items.values()), shares.reshape(len(rows), len(items)) * worth


def _unknown(task: str, check: Any) -> CheckSummary:
    return CheckSummary(
        task=task,
        check=check.name,
        title=check.title,
        max_points=check.max_points,
        mean_share=0.0,
        failed=0,
        discrimination=None,
    )
