"""The programs of the two tutorials that this course grew out of, rebuilt from the kit's functions.

One trains classifiers of two Gaussian classes, with one hidden layer and with several, under the
mean squared error and under the cross-entropy. The other trains a 2-4-1 network on XOR and draws
its loss curve. (On how many seeds which start is stuck there, test_02_network.py counts.)
"""

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from tests.assignments.oracles import assert_same, central_differences, load

from autograder.notebook import plot_losses

neuron = load("solutions/01-neuron/neuron.py")
network = load("solutions/02-network/network.py")
deep = load("solutions/03-deep/deep.py")

BAYES = 0.8682  # what the best possible rule gets right; test_01_neuron.py works it out


def gaussians(n, rng):
    """n points of each class, means (0, −1) and (1, 1), unit variance, and their classes."""
    X = np.vstack([rng.normal((0, -1), 1.0, (n, 2)), rng.normal((1, 1), 1.0, (n, 2))])
    return X, np.repeat([0, 1], n)


def one_hidden_layer_squared_error(X, y):
    """02 as it is: sigmoids, one output."""
    start = network.initialize((2, 4, 1), np.random.default_rng(1))
    params, losses = network.train(X, y[:, None].astype(float), start, 1.0, 1000)
    return losses, lambda points: network.forward(points, params)[0][:, 0] > 0.5


def cross_entropy(sizes):
    """03 as it is: relu, softmax, two outputs."""

    def train(X, y):
        start = deep.initialize(sizes, np.random.default_rng(1))
        params, losses = deep.train(X, y, start, 0.1, 1000)
        return losses, lambda points: deep.forward(points, params)[0].argmax(axis=1) == 1

    return train


def stacked_forward(X, first, rest):
    """A layer of neurons from 01 in front of the network of 02: three layers of sigmoids."""
    hidden, _ = neuron.forward(X, first)
    y_hat, cache = network.forward(hidden, rest)
    return y_hat, hidden, cache


def stacked_backward(X, y, hidden, cache, first, rest):
    """Its gradients: those of 02, and one more layer of the chain rule."""
    grads = network.backward(y, cache, rest)
    # The blame at z1 is the gradient of a layer that is fed the identity and has z1 as weights.
    as_weights = rest | {"W1": cache["z1"], "b1": np.zeros_like(rest["b1"])}
    _, through = network.forward(np.eye(len(X)), as_weights)
    d_z1 = network.backward(y, through, as_weights)["W1"]
    d_z0 = (d_z1 @ rest["W1"].T) * hidden * (1 - hidden)
    return {"W1": X.T @ d_z0, "b1": d_z0.sum(axis=0)}, grads


def stacked_start(rng):
    first = {"W1": rng.normal(size=(2, 4)), "b1": np.zeros(4)}
    return first, network.initialize((4, 4, 1), rng)


def several_hidden_layers_squared_error(X, y):
    """01 in front of 02, with the loss of 02."""
    y = y[:, None].astype(float)
    first, rest = stacked_start(np.random.default_rng(1))
    losses = []
    for _ in range(1500):
        y_hat, hidden, cache = stacked_forward(X, first, rest)
        losses.append(network.loss(y_hat, y))
        first_grads, grads = stacked_backward(X, y, hidden, cache, first, rest)
        first = neuron.update(first, first_grads, 1.0)
        rest = network.update(rest, grads, 1.0)
    return losses, lambda points: stacked_forward(points, first, rest)[0][:, 0] > 0.5


@pytest.mark.parametrize(
    "train",
    [
        pytest.param(one_hidden_layer_squared_error, id="one hidden layer, squared error"),
        pytest.param(several_hidden_layers_squared_error, id="several, squared error"),
        pytest.param(cross_entropy([2, 8, 2]), id="one hidden layer, cross-entropy"),
        pytest.param(cross_entropy([2, 8, 8, 8, 2]), id="several, cross-entropy"),
    ],
)
def test_two_gaussian_classes(train):
    X, y = gaussians(100, np.random.default_rng(2))
    losses, predict = train(X, y)
    assert losses[-1] < 0.6 * losses[0]
    fresh, classes = gaussians(50_000, np.random.default_rng(3))
    right = np.mean(predict(fresh) == (classes == 1))
    assert BAYES - 0.03 < right < BAYES + 0.005  # as good as anybody, and no better


def test_the_stacked_gradients_are_the_slope_of_the_loss():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(6, 2)), rng.uniform(size=(6, 1))
    first, rest = stacked_start(rng)
    _, hidden, cache = stacked_forward(X, first, rest)
    got, grads = stacked_backward(X, y, hidden, cache, first, rest)

    def loss(first=first, rest=rest):
        return network.loss(stacked_forward(X, first, rest)[0], y)

    close = {"rtol": 1e-5, "atol": 1e-9}
    assert_same(got, central_differences(lambda p: loss(first=p), first), **close)
    assert_same(grads, central_differences(lambda p: loss(rest=p), rest), **close)


def test_xor_with_a_loss_curve(tmp_path, monkeypatch):
    """2-4-1 on XOR: the tutorial's start stays at 0.25, ours learns; both curves in one picture."""
    matplotlib.use("agg")
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    curves, answers = {}, {}
    for name, scale in {"the tutorial's start": 0.01, "ours": 1.0}.items():
        start = network.initialize((2, 4, 1), np.random.default_rng(0), scale)
        params, curves[name] = network.train(X, y, start, 2.0, 3000)
        answers[name] = network.forward(X, params)[0]
    assert curves["the tutorial's start"][-1] == pytest.approx(0.25, abs=1e-3)
    np.testing.assert_allclose(answers["the tutorial's start"], 0.5, atol=0.01)
    assert curves["ours"][-1] < 0.01
    np.testing.assert_allclose(answers["ours"], y, atol=0.15)

    picture = tmp_path / "curve.png"
    monkeypatch.setattr(plt, "show", lambda: plt.savefig(picture))
    plot_losses(curves, title="XOR")
    drawn = [np.asarray(line.get_ydata()) for line in plt.gca().get_lines()]
    plt.close("all")
    assert [list(line) for line in drawn] == list(curves.values())
    assert picture.stat().st_size > 5000
