"""The class as one picture: the scores, the frequent mistakes, the points of each task.

The colours are safe for colour-blind readers: the Okabe-Ito palette (Okabe and Ito, 2008, "Color
Universal Design") and the map cividis (Nuñez, Anderton and Renslow, 2018, PLOS ONE 13:e0199239),
which also works in black and white.
"""

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from autograder.palette import CLASS_COLOURS, MINE
from autograder.report.summary import named_misconceptions, scored, share, task_shares
from autograder.text import one_line

if TYPE_CHECKING:
    from autograder.course import Assignment
    from autograder.grading.results import Result

BLUE, VERMILION = CLASS_COLOURS[0], MINE
GREY, INK = "#D9D9D9", "#222222"
STUDENTS_WITH_NAMES = 60
COLUMNS = 120
MISTAKES_SHOWN = 8
STYLE: Any = {
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#888888",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "hatch.linewidth": 0.4,
    "text.parse_math": False,
}


def draw_class(assignment: "Assignment", results: Sequence["Result"], path: Path) -> Path:
    """Write the picture of a class as a PNG to `path`, and return `path`.

    The same results give the same bytes.
    """
    having_scores = sorted(
        scored(results),
        key=lambda result: (-(result.score or 0.0), result.status != "graded", result.student),
    )
    with style.context(["default", STYLE], after_reset=True):  # whatever the process has set
        height = 4.6 + 0.34 * len(assignment.tasks)
        figure = Figure(figsize=(11, height), layout="constrained")
        figure.suptitle(
            f"{assignment.name}   {assignment.title}", x=0.01, ha="left", fontsize=13, weight="bold"
        )
        rows = figure.add_gridspec(2, 1, height_ratios=[2.9, height - 2.9])
        above = rows[0].subgridspec(1, 2, width_ratios=[3, 2])
        _histogram(figure.add_subplot(above[0]), having_scores)
        _mistakes(figure.add_subplot(above[1]), having_scores)
        _heat_map(figure.add_subplot(rows[1]), assignment, having_scores)
        figure.savefig(path, dpi=140, metadata={"Software": None})
    return path


def _histogram(axes: Axes, results: Sequence["Result"]) -> None:
    percents = [100 * share(result.score, result.max_score) for result in results]
    counts, _, _ = axes.hist(
        percents, bins=list(range(0, 101, 5)), color=BLUE, edgecolor="white", linewidth=1
    )
    top = max(float(np.max(counts)), 1.0)
    axes.set(xlim=(0, 100), ylim=(0, 1.22 * top), xlabel="score in %", ylabel="students")
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_title(f"Scores of the class (n = {len(results)})")
    if percents:
        middle = median(percents)
        axes.axvline(middle, color=VERMILION, linestyle="--", linewidth=1.5)
        side = "right" if middle > 50 else "left"
        text = f" median {middle:.0f} % "
        axes.text(middle, 1.2 * top, text, color=VERMILION, ha=side, va="top", weight="bold")


def _mistakes(axes: Axes, results: Sequence["Result"]) -> None:
    named = named_misconceptions(results)[:MISTAKES_SHOWN]
    axes.set_title("Mistakes named most often")
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0)
    axes.set_xticks([])
    if not named:
        axes.set_yticks([])
        axes.text(0, 0.9, "none was named", transform=axes.transAxes, va="top")
        return
    labels = [one_line(identifier, 40) for identifier, _ in named]
    counts = [count for _, count in named]
    bars = axes.barh(range(len(named)), counts, color=BLUE, height=0.65)
    axes.bar_label(bars, padding=3)
    axes.set_yticks(range(len(named)), labels)
    axes.set_ylim(MISTAKES_SHOWN - 0.5, -0.5)
    axes.set_xlim(0, 1.12 * max(counts))


def _heat_map(axes: Axes, assignment: "Assignment", results: Sequence["Result"]) -> None:
    tasks = [task.name for task in assignment.tasks]
    per_column = max(1, -(-len(results) // COLUMNS))
    image = axes.imshow(
        _columns(tasks, results, per_column), cmap="cividis", vmin=0, vmax=1, aspect="auto"
    )
    axes.set_facecolor(GREY)
    column = "each student" if per_column == 1 else f"every {per_column} students"
    axes.set_title(f"Points earned in each task, one column for {column}, best scores first")
    labels = [
        f"{task.name} ({'+' if task.extra_credit else ''}{task.points:g})"
        for task in assignment.tasks
    ]
    axes.set_yticks(range(len(tasks)), labels)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    if len(results) <= STUDENTS_WITH_NAMES:
        _ring_follow_through(axes, tasks, results)
        _name_students(axes, results)
    else:
        axes.set_xticks([])
    unjudged = sum(result.status != "graded" for result in results)
    if unjudged:
        text = f"grey: could not be loaded ({unjudged})"
        axes.set_title(text, loc="right", weight="normal", fontsize=9)
    bar = axes.figure.colorbar(image, ax=axes, fraction=0.03, pad=0.01, ticks=[0, 0.5, 1])
    bar.ax.set_yticklabels(["0 %", "50 %", "100 %"])
    bar.ax.tick_params(length=0)
    bar.outline.set_visible(False)


def _columns(
    tasks: Sequence[str], results: Sequence["Result"], per_column: int
) -> NDArray[np.float64]:
    """Mean fraction of each task's points (tasks, columns); nan where nothing was judged."""
    width = max(1, -(-len(results) // per_column))
    judged = [column for column, result in enumerate(results) if result.status == "graded"]
    shares = np.full((len(tasks), width * per_column), np.nan)
    for row, task in enumerate(tasks):
        shares[row, judged] = task_shares([results[column] for column in judged], task)
    groups = shares.reshape(len(tasks), width, per_column)
    counts = np.isfinite(groups).sum(axis=2)
    means = np.nansum(groups, axis=2) / np.maximum(counts, 1)
    return np.where(counts > 0, means, np.nan)


def _ring_follow_through(axes: Axes, tasks: Sequence[str], results: Sequence["Result"]) -> None:
    """A ring where a task got its points with our version of an earlier function."""
    rings = [
        (column, tasks.index(task.task))
        for column, result in enumerate(results)
        for task in result.tasks
        if task.follow_through
    ]
    if rings:
        x, y = zip(*rings, strict=True)
        for colour, width in (("white", 3), (INK, 1.2)):
            axes.scatter(x, y, s=24, facecolors="none", edgecolors=colour, linewidths=width)
        axes.set_xlabel("○  with our version of an earlier function", loc="left")


def _name_students(axes: Axes, results: Sequence["Result"]) -> None:
    names = [one_line(result.student, 16) for result in results]
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    axes.set_xticks(np.arange(0.5, len(names)), minor=True)
    axes.set_yticks(np.arange(0.5, axes.get_ylim()[0]), minor=True)
    axes.grid(which="minor", color="white", linewidth=1)
    axes.tick_params(which="minor", length=0)
