"""The notebook's pictures: what is drawn, for any kind of prediction."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograder.notebook import plot_boundary, plot_losses

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


@pytest.fixture
def drawn(monkeypatch):
    """The figures that would have been shown."""
    matplotlib.use("Agg")
    figures = []
    monkeypatch.setattr(plt, "show", lambda: figures.append(plt.gcf()))
    yield figures
    plt.close("all")


def plane(figure):
    return figure.axes[0].images[0].get_array()


def test_losses_by_name(drawn):
    plot_losses({"slow": [1.0, 0.9, 0.8], "fast": [1.0, 0.1]}, title="two")
    (axes,) = drawn[0].axes
    assert [line.get_label() for line in axes.lines] == ["slow", "fast"]
    assert [list(line.get_xdata()) for line in axes.lines] == [[0, 1, 2], [0, 1]]
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title()) == ("step", "loss", "two")
    assert axes.get_ylim()[0] == 0
    assert axes.get_legend() is not None


def test_a_single_curve_needs_no_legend(drawn):
    plot_losses([1.0, 0.5])
    assert drawn[0].axes[0].get_legend() is None


@pytest.mark.parametrize(
    "predict",
    [
        lambda points: points[:, 0] > 0.5,
        lambda points: (points[:, 0] > 0.5).astype(float)[:, None],
        lambda points: np.eye(2)[(points[:, 0] > 0.5).astype(int)],
    ],
    ids=["decision", "one column", "two classes"],
)
def test_boundary_from_any_kind_of_prediction(drawn, predict):
    plot_boundary(predict, X, np.array([[0.0], [0.0], [1.0], [1.0]]))
    colours = plane(drawn[0])
    left, right = colours[100, 50], colours[100, 150]
    assert left[2] > left[0]  # blue for class 0
    assert right[0] > right[2]  # orange for class 1
    assert np.allclose(colours[:, 50], left)
    assert len(drawn[0].axes[0].collections) == 3  # the boundary and the samples of two classes


def test_row_zero_is_at_the_bottom(drawn):
    plot_boundary(lambda points: points[:, 1] > 0.5, X, np.array([0, 1, 0, 1]))
    colours = plane(drawn[0])
    assert colours[0, 100][2] > colours[0, 100][0]
    assert colours[-1, 100][0] > colours[-1, 100][2]
    assert drawn[0].axes[0].images[0].origin == "lower"


def test_several_side_by_side_and_without_a_boundary(drawn):
    views = {"always": lambda p: np.ones(len(p)), "never": lambda p: np.zeros(len(p))}
    plot_boundary(views, X, np.array([0, 1, 1, 0]))
    assert [axes.get_title() for axes in drawn[0].axes] == ["always", "never"]
    assert all(len(axes.collections) == 2 for axes in drawn[0].axes)


def test_three_classes(drawn):
    def nearest(points):
        centres = np.array([[0, 0], [1, 0], [0.5, 1]])
        return np.exp(-((points[:, None] - centres) ** 2).sum(axis=-1))

    plot_boundary(nearest, np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 1.0]]), np.array([0, 1, 2]))
    assert len(drawn[0].axes[0].collections) == 6
