"""The reference of 01-neuron against independent oracles, and what its story claims."""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from tests.assignments.oracles import assert_same, central_differences, load
from scipy import special

neuron = load("solutions/01-neuron/neuron.py")

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([[0.0], [1.0], [1.0], [0.0]])


def gaussians(rng: np.random.Generator, n: int = 100):
    """The tutorial's two classes: n points each, means (0, −1) and (1, 1), unit variance."""
    X = np.vstack([rng.normal((0, -1), 1.0, (n, 2)), rng.normal((1, 1), 1.0, (n, 2))])
    return X, np.repeat([[0.0], [1.0]], n, axis=0)


@pytest.fixture
def rng():
    return np.random.default_rng(20240501)


@pytest.fixture
def problem(rng):
    X = rng.normal(size=(7, 3))
    y = rng.integers(0, 2, size=(7, 1)).astype(float)
    return X, y, {"W1": rng.normal(size=(3, 1)), "b1": rng.normal(size=1)}


@pytest.mark.filterwarnings("error")
def test_sigmoid_is_scipys_everywhere():
    z = np.concatenate([np.linspace(-800, 800, 4001), [-1e308, -1e-308, 0.0, 1e-308, 1e308]])
    np.testing.assert_allclose(neuron.sigmoid(z), special.expit(z), rtol=1e-12, atol=1e-300)


def test_loss_is_scipys_log_loss(rng):
    y = rng.integers(0, 2, size=(50, 1)).astype(float)
    p = rng.uniform(1e-4, 1 - 1e-4, size=(50, 1))
    want = -np.mean(special.xlogy(y, p) + special.xlog1py(1 - y, -p))
    assert neuron.loss(p, y) == pytest.approx(want, rel=1e-9)


@pytest.mark.filterwarnings("error")
def test_loss_at_exactly_zero_and_one():
    y = np.array([[0.0], [1.0]])
    assert 0 <= neuron.loss(y, y) < 1e-5
    assert 1 < neuron.loss(1 - y, y) < math.inf


def test_gradient_is_autograds(problem):
    X, y, params = problem

    def textbook(params):
        z = anp.dot(X, params["W1"]) + params["b1"]
        return anp.mean(anp.logaddexp(0, z) - y * z)  # −ln of the true class's sigmoid

    y_hat, cache = neuron.forward(X, params)
    assert neuron.loss(y_hat, y) == pytest.approx(textbook(params), rel=1e-12)
    grads = neuron.backward(y, cache, params)
    assert_same(grads, autograd.grad(textbook)(params), rtol=1e-10)


def test_gradient_is_the_slope_of_its_own_loss(problem):
    X, y, params = problem
    grads = neuron.backward(y, neuron.forward(X, params)[1], params)
    slopes = central_differences(lambda p: neuron.loss(neuron.forward(X, p)[0], y), params)
    assert_same(grads, slopes, rtol=1e-6, atol=1e-9)


def test_one_step_goes_downhill_and_leaves_the_start_alone(problem):
    X, y, params = problem
    before = {name: value.copy() for name, value in params.items()}
    y_hat, cache = neuron.forward(X, params)
    after = neuron.update(params, neuron.backward(y, cache, params), 0.1)
    assert neuron.loss(neuron.forward(X, after)[0], y) < neuron.loss(y_hat, y)
    assert_same(params, before, rtol=0)


# The story: the Bayes limit is Φ(‖μ1 − μ0‖ / 2), the neuron reaches it, and XOR is beyond it.

BAYES = special.ndtr(math.sqrt(5) / 2)


def exact_accuracy(params) -> float:
    """The accuracy of a neuron on the two Gaussian classes themselves, not on a sample of them."""
    w, b = params["W1"][:, 0], params["b1"][0]
    margins = np.array([-(w @ (0, -1) + b), w @ (1, 1) + b])
    return float(np.mean(special.ndtr(margins / np.linalg.norm(w))))


def test_bayes_limit_is_what_the_best_rule_scores(rng):
    from scipy import stats  # a second to import

    X, y = gaussians(rng, 200_000)
    density0 = stats.multivariate_normal([0, -1]).pdf(X)
    density1 = stats.multivariate_normal([1, 1]).pdf(X)
    scored = np.mean((density1 > density0) == (y[:, 0] == 1))
    assert pytest.approx(BAYES, abs=0.002) == scored
    assert pytest.approx(0.8682, abs=5e-5) == BAYES
    assert exact_accuracy({"W1": np.array([[1.0], [2.0]]), "b1": np.array([-0.5])}) == (
        pytest.approx(BAYES, rel=1e-12)
    )


def test_the_neuron_reaches_the_bayes_limit_on_twenty_seeds():
    zeros = {"W1": np.zeros((2, 1)), "b1": np.zeros(1)}
    reached = []
    for seed in range(20):
        X, y = gaussians(np.random.default_rng(seed))
        params, losses = neuron.train(X, y, zeros, 0.5, 500)
        assert losses[-1] < losses[0] == pytest.approx(math.log(2))
        reached.append(exact_accuracy(params))
    assert max(reached) <= BAYES + 1e-12
    assert min(reached) > BAYES - 0.015
    assert np.mean(reached) > BAYES - 0.005


@pytest.mark.slow
def test_xor_defeats_the_neuron_from_every_start():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        start = {"W1": rng.normal(size=(2, 1)), "b1": rng.normal(size=1)}
        params, losses = neuron.train(XOR_X, XOR_Y, start, 1.0, 3000)
        y_hat, _ = neuron.forward(XOR_X, params)
        assert losses[-1] == pytest.approx(math.log(2), abs=1e-4)  # no better than no answer
        np.testing.assert_allclose(y_hat, 0.5, atol=0.02)


@pytest.mark.slow
def test_the_hidden_check_of_xor_is_fair():
    """From every start that it may draw, 100 steps end far inside its tolerance of 0.05."""
    for seed in range(100):
        rng = np.random.default_rng(seed)
        start = {"W1": rng.uniform(-1, 1, size=(2, 1)), "b1": rng.uniform(-1, 1, size=1)}
        params, _ = neuron.train(XOR_X, XOR_Y, start, 3.0, 100)
        np.testing.assert_allclose(neuron.forward(XOR_X, params)[0], 0.5, atol=0.01)


def test_no_line_gets_more_than_three_points_of_xor_right():
    angles, offsets = np.linspace(0, 2 * np.pi, 361), np.linspace(-2, 2, 401)
    directions = np.stack([np.cos(angles), np.sin(angles)])  # (2, angles)
    answers = (XOR_X @ directions)[:, :, None] + offsets > 0  # (4, angles, offsets)
    assert (answers == (XOR_Y == 1)[:, :, None]).sum(axis=0).max() == 3
