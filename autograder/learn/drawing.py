"""Pictures as a figure: the loss curves, and both networks' decision boundaries at the end."""

import textwrap
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autograder.course import Assignment
from autograder.learn.pictures import Array, Boundary, Picture, draw_data
from autograder.learn.workspace import Workspace

# Okabe and Ito's colours: they stay apart for colour-blind eyes.
CLASS_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
MARKERS = ("o", "s", "^", "D", "v")
MINE, REFERENCE = "#D55E00", "#777777"
PALE = 0.55
"""how much white is mixed into what the network says of the plane, so that the points stand out"""
COLUMN, ROW = 44, 120
"""characters that fit above one of the three columns, and across a whole row"""


def figure_of(pictures: list[Picture], title: str) -> Figure:
    """One row for each picture: loss | the learner's boundary | the reference's.

    Where there is no boundary, the loss has the whole row.
    """
    figure = Figure(figsize=(11, 3.6 * len(pictures) + 0.4), layout="constrained")
    figure.suptitle(title)
    grid = figure.add_gridspec(len(pictures), 3)
    for row, picture in enumerate(pictures):
        if picture.reference.boundary is None:
            _draw_curves(figure.add_subplot(grid[row, :]), picture)
            continue
        _draw_curves(figure.add_subplot(grid[row, 0]), picture)
        if picture.mine is None:
            _draw_reason(figure.add_subplot(grid[row, 1]), picture.why_not)
        else:
            _draw_boundary(figure.add_subplot(grid[row, 1]), picture.mine.boundary, "yours")
        _draw_boundary(figure.add_subplot(grid[row, 2]), picture.reference.boundary, "reference")
    return figure


def save_png(workspace: Workspace, assignment: Assignment, file: Path | None = None) -> Path:
    """Train both networks and write the figure: to `file`, or among the workspace's pictures.

    Returns where it lies. Raises CourseError where the assignment has no pictures.
    """
    file = file or workspace.root / "pictures" / f"{assignment.name}.png"
    figure = figure_of(draw_data(workspace, assignment), assignment.title)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=110, format="png")
    return file


def colours_of(field: Array) -> Array:
    """The plane's colours: the classes' colours, mixed by their probabilities.

    field: (..., K). Returns (..., 3), red, green and blue from 0 to 1.
    """
    palette = np.array([_rgb(CLASS_COLOURS[k % 7]) for k in range(field.shape[-1])])
    certain = np.clip(np.nan_to_num(field, nan=0.5), 0.0, 1.0)
    return np.asarray(np.clip(PALE + (1 - PALE) * (certain @ palette), 0.0, 1.0))


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def curve_colours(number: int, count: int) -> tuple[str, str]:
    """The colours of one of several curves: the learner's, and the reference's.

    A single curve is told apart by who drew it, several by what they are.
    """
    one = CLASS_COLOURS[number % len(CLASS_COLOURS)]
    return (MINE, REFERENCE) if count == 1 else (one, one)


def _draw_curves(axes: Axes, picture: Picture) -> None:
    room = ROW if picture.reference.boundary is None else COLUMN
    axes.set_title(textwrap.fill(picture.title, room), loc="left", fontsize="medium")
    curves = picture.reference.curves
    for number, (name, curve) in enumerate(curves.items()):
        mine, reference = curve_colours(number, len(curves))
        # The reference broad and pale, so that both can be seen where they agree.
        axes.plot(curve, color=reference, linewidth=5, alpha=0.4, label=f"{name}, reference")
        if picture.mine and name in picture.mine.curves:
            axes.plot(picture.mine.curves[name], color=mine, label=f"{name}, yours")
    if picture.mine is None and picture.reference.boundary is None:
        why_not = textwrap.fill(f"Yours: not yet. {picture.why_not}", room)
        axes.set_xlabel(f"step of training\n{why_not}", parse_math=False)
    else:
        axes.set_xlabel("step of training")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)


def _draw_boundary(axes: Axes, boundary: Boundary | None, whose: str) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    if boundary is None:
        axes.set_axis_off()
        return
    axes.set_title(f"{whose}, after {boundary.steps[-1]:.0f} steps", loc="left", fontsize="medium")
    axes.imshow(
        colours_of(boundary.field[-1]), extent=boundary.extent, origin="lower", aspect="auto"
    )
    final = boundary.field[-1]
    if final.shape[-1] == 2 and final[..., 1].min() < 0.5 < final[..., 1].max():
        axes.contour(final[..., 1], levels=[0.5], extent=boundary.extent, colors="#333333")
    for label in np.unique(boundary.labels):
        x, y = boundary.points[boundary.labels == label].T
        colour, marker = CLASS_COLOURS[label % 7], MARKERS[label % 5]
        axes.scatter(x, y, c=colour, marker=marker, edgecolors="white", linewidths=0.7, s=34)


def _draw_reason(axes: Axes, why_not: str) -> None:
    axes.set_axis_off()
    axes.set_title("yours: not yet", loc="left", fontsize="medium")
    text = axes.text(0, 0.9, textwrap.fill(why_not, COLUMN), va="top", transform=axes.transAxes)
    text.set_parse_math(False)
    text.set_fontsize("small")
    text.set_in_layout(False)  # however long it is, all columns are equally wide
