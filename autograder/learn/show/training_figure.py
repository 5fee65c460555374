"""Pictures as a figure: loss curves, and the decision boundaries of both trained networks."""

import io
import os
import sys
import textwrap
from pathlib import Path

import click
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autograder.atomic import replace_file
from autograder.course import Assignment
from autograder.learn.show.training_data import Boundary, Picture, run_trainings
from autograder.learn.workspace.workspace import Workspace
from autograder.palette import class_style, colours_of, curve_colours

COLUMN, ROW = 44, 120
"""characters that fit above one of the three columns, and above a whole row"""


def figure_of(pictures: list[Picture], title: str) -> Figure:
    """One row for each picture: loss | the learner's boundary | the reference's.

    Where there is no boundary, the loss takes the whole row.
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
    """Train both networks and write the figure: to `file`, or to the workspace's pictures.

    Returns the path. Raises CourseError where the assignment has no pictures.
    """
    file = file or workspace.root / "pictures" / f"{assignment.name}.png"
    figure = figure_of(run_trainings(workspace, assignment), assignment.title)
    png = io.BytesIO()
    figure.savefig(png, dpi=110, format="png")
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_file(file, png.getvalue())
    return file


def view(file: Path) -> bool:
    """Open the file in the system's viewer. Returns False where there is no screen for a window."""
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    return click.launch(str(file)) == 0


def _draw_curves(axes: Axes, picture: Picture) -> None:
    room = ROW if picture.reference.boundary is None else COLUMN
    axes.set_title(textwrap.fill(picture.title, room), loc="left", fontsize="medium")
    curves = picture.reference.curves
    for number, (name, curve) in enumerate(curves.items()):
        mine, reference = curve_colours(number, len(curves))
        # The reference is broad and pale, so that both can be seen where they agree.
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
    final = boundary.field[-1]
    axes.imshow(colours_of(final), extent=boundary.extent, origin="lower", aspect="auto")
    if final.shape[-1] == 2 and final[..., 1].min() < 0.5 < final[..., 1].max():
        axes.contour(final[..., 1], levels=[0.5], extent=boundary.extent, colors="#333333")
    for label in np.unique(boundary.labels):
        x, y = boundary.points[boundary.labels == label].T
        colour, marker = class_style(label)
        axes.scatter(x, y, c=colour, marker=marker, edgecolors="white", linewidths=0.7, s=34)


def _draw_reason(axes: Axes, why_not: str) -> None:
    axes.set_axis_off()
    axes.set_title("yours: not yet", loc="left", fontsize="medium")
    text = axes.text(0, 0.9, textwrap.fill(why_not, COLUMN), va="top", transform=axes.transAxes)
    text.set_parse_math(False)
    text.set_fontsize("small")
    text.set_in_layout(False)  # however long it is, all columns are equally wide
