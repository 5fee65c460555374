"""Pictures for a notebook: curves of the loss, and a network's predictions on the plane."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.palette import Array, class_style, colours_of

GRID = 200
"""points along each side of the plane"""


def colour(number: int) -> str:
    """The course's colours, one for each class or curve, also for pictures of a notebook's own."""
    return class_style(number)[0]


def plot_losses(losses: Sequence[float] | Mapping[str, Sequence[float]], title: str = "") -> None:
    """Draw the loss over the steps of training: one curve, or several by name."""
    curves = losses if isinstance(losses, Mapping) else {"": losses}
    plot_curves(None, curves, xlabel="step", ylabel="loss", title=title, from_zero=True)


def plot_curves(
    x: Sequence[float] | Array | None,
    curves: Mapping[str, Sequence[float] | Array],
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
    from_zero: bool = False,
) -> None:
    """Draw curves by name over `x`. Where x is None, over 0, 1, 2, …"""
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained", facecolor="white")
    for number, (name, curve) in enumerate(curves.items()):
        at = np.arange(len(curve)) if x is None else x
        axes.plot(at, curve, label=name, color=colour(number), linewidth=2)
    if from_zero:
        axes.update_datalim([(0, 0)], updatex=False)  # a margin for the whole height
        axes.autoscale_view()
        axes.set_ylim(bottom=0)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    if len(curves) > 1:
        _add_legend(axes)
    plt.show()


def _add_legend(axes: Any) -> None:
    """Put the curves' names where no curve is. Where there is no such place, below the picture."""
    legend = axes.legend(frameon=False)
    axes.figure.draw_without_rendering()
    box = legend.get_window_extent()
    paths = [line.get_path().transformed(line.get_transform()) for line in axes.lines]
    if any(path.intersects_bbox(box, filled=False) for path in paths):
        legend.remove()
        axes.figure.legend(loc="outside lower center", ncols=3, frameon=False)


def plot_boundary(
    predict: Callable[[Array], Any] | Mapping[str, Callable[[Array], Any]] | None,
    X: Array,
    y: Array,
    title: str = "",
) -> None:
    """Colour the plane by the prediction at each point, and draw the samples on top.

    predict: takes points (M, 2) and returns the probability of class 1 as (M,) or (M, 1), or of
    each class as (M, K). Several, by name, are drawn side by side; None draws the samples alone.
    X: (N, 2). y: the classes, (N,) or (N, 1). The line is where the predicted class changes.
    """
    import matplotlib.pyplot as plt

    panels = predict if isinstance(predict, Mapping) else {title: predict}
    labels = np.asarray(y).reshape(len(X)).astype(int)
    extent = _extent(X)
    fields = {name: f if f is None else _field(f, extent) for name, f in panels.items()}
    side = 4.2 if len(panels) == 1 else 2.6
    figure, row = plt.subplots(
        1, len(panels), figsize=(side * len(panels), side), squeeze=False, layout="constrained"
    )
    figure.set_facecolor("white")
    for axes, (name, field) in zip(row[0], fields.items(), strict=True):
        if field is not None:
            _draw_field(axes, field, extent)
        size = 110 if len(X) < 10 else 36 if len(panels) == 1 else 16
        _draw_samples(axes, X, labels, size)
        axes.set(xlim=extent[:2], ylim=extent[2:], aspect="equal")
        axes.spines[:].set_visible(field is None)
        axes.set_title(name)
        if len(panels) > 1:
            axes.set(xticks=[], yticks=[])
        else:
            axes.set(xlabel="$x_1$", ylabel="$x_2$")
    if isinstance(predict, Mapping) and title:
        figure.suptitle(title)
    plt.show()


def plot_training(
    losses: Sequence[float],
    predict: Callable[[Array], Any],
    X: Array,
    y: Array,
    title: str = "",
) -> None:
    """Draw in one picture what a training did: the loss, and beside it the plane as predicted."""
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(
        1, 2, figsize=(8.4, 3.6), layout="constrained", width_ratios=(1.2, 1)
    )
    figure.set_facecolor("white")
    left.plot(losses, color=colour(0), linewidth=2)
    left.set(xlabel="step", ylabel="loss", ylim=(0, None))
    left.grid(alpha=0.25)
    left.spines[["top", "right"]].set_visible(False)
    extent = _extent(X)
    _draw_field(right, _field(predict, extent), extent)
    _draw_samples(right, X, np.asarray(y).reshape(len(X)).astype(int), 110 if len(X) < 10 else 16)
    right.set(xlim=extent[:2], ylim=extent[2:], aspect="equal", xticks=[], yticks=[])
    figure.suptitle(title)
    plt.show()


def _extent(X: Array) -> tuple[float, float, float, float]:
    """A square around the samples: left, right, bottom, top."""
    middle, reach = (X.max(axis=0) + X.min(axis=0)) / 2, np.ptp(X, axis=0).max() * 0.55 + 0.2
    return middle[0] - reach, middle[0] + reach, middle[1] - reach, middle[1] + reach


def _field(predict: Callable[[Array], Any], extent: tuple[float, ...]) -> Array:
    """The probability of each class on a grid, (GRID, GRID, K)."""
    left, right, bottom, top = extent
    x, y = np.meshgrid(np.linspace(left, right, GRID), np.linspace(bottom, top, GRID))
    field = np.asarray(predict(np.column_stack([x.ravel(), y.ravel()])), dtype=float)
    field = field.reshape(GRID, GRID, -1)
    return field if field.shape[-1] > 1 else np.concatenate([1 - field, field], axis=-1)


def _draw_field(axes: Any, field: Array, extent: tuple[float, ...]) -> None:
    axes.imshow(colours_of(field), extent=extent, origin="lower", interpolation="bilinear")
    winner = field.argmax(axis=-1)
    for k in range(field.shape[-1]):
        if 0 < (winner == k).mean() < 1 and (k or field.shape[-1] > 2):
            rivals = np.delete(field, k, axis=-1).max(axis=-1)
            axes.contour(
                field[..., k] - rivals, [0.0], extent=extent, colors="#333333", linewidths=1.2
            )


def _draw_samples(axes: Any, X: Array, labels: Array, size: int) -> None:
    for label in np.unique(labels):
        colour, marker = class_style(label)
        axes.scatter(
            *X[labels == label].T,
            c=colour,
            marker=marker,
            edgecolors="white",
            linewidths=0.9 if size > 16 else 0.5,
            s=size,
            zorder=3,
            label=str(label),
        )
