"""The reference of 03-deep against independent oracles, and what its story claims."""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.scipy.special import logsumexp
from tests.assignments.oracles import assert_same, central_differences, load
from scipy import special

deep = load("solutions/03-deep/deep.py")

SHAPES = [[4, 3], [4, 6, 3], [5, 7, 6, 4, 3], [3, *[6] * 10, 4]]


@pytest.fixture
def rng():
    return np.random.default_rng(20240503)


def problem(sizes, rng, n=8):
    params = deep.initialize(sizes, rng)
    params = {name: value + rng.normal(0, 0.1, value.shape) for name, value in params.items()}
    return rng.normal(size=(n, sizes[0])), rng.integers(0, sizes[-1], size=n), params


def test_relu_keeps_its_argument(rng):
    z = rng.normal(size=(3, 4, 2))
    before = z.copy()
    np.testing.assert_array_equal(deep.relu(z), np.where(z > 0, z, 0))
    np.testing.assert_array_equal(z, before)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", [1, 1000, 1e300])
def test_softmax_is_scipys(rng, scale):
    z = scale * rng.normal(size=(6, 5))
    np.testing.assert_allclose(deep.softmax(z), special.softmax(z, axis=-1), rtol=1e-12)


def test_loss_is_scipys_log_sum_exp(rng):
    z, y = rng.normal(0, 3, size=(50, 4)), rng.integers(0, 4, size=50)
    want = np.mean(special.logsumexp(z, axis=1) - z[np.arange(50), y])
    assert deep.loss(special.softmax(z, axis=1), y) == pytest.approx(want, rel=1e-12)


@pytest.mark.filterwarnings("error")
def test_loss_where_a_probability_is_zero():
    y_hat, y = np.eye(3), np.arange(3)
    assert 0 <= deep.loss(y_hat, y) < 1e-5
    assert 1 < deep.loss(np.roll(y_hat, 1, axis=1), y) < math.inf


def test_initialize_has_he_variance_in_every_layer(rng):
    from scipy import stats  # a second to import

    sizes = [300, 500, 200, 5]
    params = deep.initialize(sizes, rng)
    assert list(params) == ["W1", "b1", "W2", "b2", "W3", "b3"]
    for i, fan_in in enumerate(sizes[:-1], start=1):
        assert params[f"W{i}"].var() == pytest.approx(2 / fan_in, rel=0.1)
        assert stats.kstest(params[f"W{i}"].ravel() * np.sqrt(fan_in / 2), "norm").pvalue > 1e-3
        assert not params[f"b{i}"].any()


@pytest.mark.parametrize("sizes", SHAPES, ids=str)
def test_gradient_is_autograds(sizes, rng):
    X, y, params = problem(sizes, rng)
    L = len(sizes) - 1

    def textbook(params):
        a = X
        for i in range(1, L + 1):
            z = anp.dot(a, params[f"W{i}"]) + params[f"b{i}"]
            a = anp.maximum(0.0, z)
        return anp.mean(logsumexp(z, axis=1) - z[anp.arange(len(y)), y])

    y_hat, cache = deep.forward(X, params)
    assert deep.loss(y_hat, y) == pytest.approx(textbook(params), rel=1e-12)
    assert_same(
        deep.backward(y, cache, params), autograd.grad(textbook)(params), rtol=1e-9, atol=1e-15
    )


@pytest.mark.parametrize("sizes", SHAPES, ids=str)
def test_gradient_is_the_slope_of_its_own_loss(sizes, rng):
    X, y, params = problem(sizes, rng)
    grads = deep.backward(y, deep.forward(X, params)[1], params)
    slopes = central_differences(lambda p: deep.loss(deep.forward(X, p)[0], y), params)
    assert_same(grads, slopes, rtol=1e-5, atol=1e-9)


def test_forward_loss_and_gradient_are_pytorchs(rng):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    X, y, params = problem([5, 7, 6, 3], rng)
    tensors = {name: torch.tensor(v, requires_grad=True) for name, v in params.items()}
    a = torch.tensor(X)
    for i in (1, 2):
        a = torch.relu(a @ tensors[f"W{i}"] + tensors[f"b{i}"])
    z = a @ tensors["W3"] + tensors["b3"]
    cross_entropy = torch.nn.functional.cross_entropy(z, torch.tensor(y))
    cross_entropy.backward()

    y_hat, cache = deep.forward(X, params)
    np.testing.assert_allclose(y_hat, torch.softmax(z, dim=1).detach().numpy(), rtol=1e-12)
    assert deep.loss(y_hat, y) == pytest.approx(cross_entropy.item(), rel=1e-12)
    want = {name: tensor.grad.numpy() for name, tensor in tensors.items()}
    assert_same(deep.backward(y, cache, params), want, rtol=1e-10, atol=1e-15)


def test_keys_in_another_order_mean_the_same(rng):
    X, y, params = problem([3, *[6] * 10, 4], rng)
    shuffled = dict(sorted(params.items()))  # W1, W10, W11, W2, …
    y_hat, cache = deep.forward(X, params)
    np.testing.assert_array_equal(deep.forward(X, shuffled)[0], y_hat)
    assert_same(deep.backward(y, cache, shuffled), deep.backward(y, cache, params), rtol=0)


# The story: three spirals need depth and a good start; × 0.01 dies on the way.


def spiral(rng, n=100):
    """Three arms of n points each, a turn long, with some noise across."""
    t = np.tile(np.linspace(0.1, 1, n), 3)
    y = np.repeat([0, 1, 2], n)
    angle = 4 * t + 2 * np.pi / 3 * y + rng.normal(0, 0.15, size=3 * n)
    return np.stack([t * np.cos(angle), t * np.sin(angle)], axis=1), y


@pytest.mark.slow
def test_spiral_is_learned_on_ten_seeds_and_one_layer_cannot():
    for seed in range(10):
        rng = np.random.default_rng(seed)
        X, y = spiral(rng)
        params, losses = deep.train(X, y, deep.initialize([2, 32, 32, 3], rng), 0.3, 1500)
        assert np.mean(deep.forward(X, params)[0].argmax(axis=1) == y) > 0.95
        assert losses[-1] < 0.15
        alone, _ = deep.train(X, y, deep.initialize([2, 3], rng), 0.3, 1500)
        assert np.mean(deep.forward(X, alone)[0].argmax(axis=1) == y) < 0.7


def test_signal_keeps_its_size_with_he_and_dies_at_a_hundredth(rng):
    sizes = [64, *[100] * 9, 10]
    X = rng.normal(size=(200, 64))
    he = deep.initialize(sizes, rng)
    # the same directions, each weight with a standard deviation of 0.01
    small = {name: 0.01 * value / np.sqrt(2 / len(value)) for name, value in he.items()}
    spread = {}
    for name, params in {"he": he, "small": small}.items():
        _, cache = deep.forward(X, params)
        spread[name] = [cache[f"a{i}"].std() for i in range(1, 10)]
    assert all(0.3 < s < 2 for s in spread["he"])
    assert spread["small"][-1] < 1e-8 * spread["small"][0]


@pytest.mark.slow
def test_the_hidden_check_of_learning_is_fair():
    """From every start that it may draw, 50 steps end far inside its tolerance of 0.25."""
    for seed in range(100):
        rng = np.random.default_rng(seed)
        y = rng.permutation(np.repeat([0, 1, 2], 8))
        X = np.array([[3.0, 0.0], [-2.0, 3.0], [-2.0, -3.0]])[y]
        X = X + rng.uniform(-0.5, 0.5, size=(24, 2))
        params, _ = deep.train(X, y, deep.initialize([2, 20, 3], rng), 0.5, 50)
        np.testing.assert_allclose(deep.forward(X, params)[0], np.eye(3)[y], atol=0.05)


def test_the_factors_of_the_text_and_of_the_model_answer():
    assert 0.25**10 == pytest.approx(1e-6, rel=0.1)  # the sigmoid's slopes of ten layers
    small, large = 0.01 * math.sqrt(50), math.sqrt(50)
    assert (small, large) == pytest.approx((0.07, 7), rel=0.02)
    assert (small**10, large**10) == pytest.approx((3e-12, 3e8), rel=0.05)
