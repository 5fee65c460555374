"""The reference of 05-autograd against independent oracles, and what its story claims.

The package `autograd` is an oracle here; the module of that name is loaded from its file.
"""

import inspect
from pathlib import Path

import autograd as package
import autograd.numpy as anp
import numpy as np
import pytest
from scipy import special
from tests.assignments.oracles import ROOT, assert_same, central_differences, load

module = load("solutions/05-autograd/autograd.py")
neuron = load("solutions/01-neuron/neuron.py")
network = load("solutions/02-network/network.py")
Tensor = module.Tensor

FUNCTIONS = {
    "add": anp.add,
    "multiply": anp.multiply,
    "matmul": anp.matmul,
    "sigmoid": lambda a: 1 / (1 + anp.exp(-a)),
    "log": anp.log,
    "mean": anp.mean,
}
PAIRS = [((4, 3), (4, 3)), ((4, 3), (3,)), ((4, 1), (3,)), ((), (2, 3)), ((), ()), ((1, 1), (5,))]
CALLS = [
    *(("add", shapes) for shapes in PAIRS),
    *(("multiply", shapes) for shapes in PAIRS),
    *(("matmul", shapes) for shapes in [((5, 4), (4, 3)), ((3, 3), (3, 3)), ((1, 1), (1, 2))]),
    *((name, (shape,)) for name in ("sigmoid", "log", "mean") for shape in [(4, 3), (7,), ()]),
]


def tensors(params):
    return {name: Tensor(p) for name, p in params.items()}


def gradients(loss, params):
    """The gradients of a loss that is written with tensors."""
    leaves = tensors(params)
    loss(leaves).backward()
    return {name: leaf.grad for name, leaf in leaves.items()}


def test_the_package_is_the_oracle_and_the_module_is_ours():
    assert Path(package.__file__).parent.name == "autograd"
    assert Path(str(module.__file__)) == ROOT / "solutions/05-autograd/autograd.py"
    assert hasattr(package, "grad")


@pytest.mark.parametrize(("name", "shapes"), CALLS)
def test_each_vjp_is_that_of_the_package(name, shapes):
    rng = np.random.default_rng(0)
    arguments = [np.asarray(rng.uniform(0.5, 2, size=shape)) for shape in shapes]
    grad = np.asarray(rng.normal(size=np.shape(FUNCTIONS[name](*arguments))))
    pulled = getattr(module, f"vjp_{name}")(grad, *arguments)
    pulled = pulled if isinstance(pulled, tuple) else (pulled,)

    def weighted(*arguments):
        return anp.sum(grad * FUNCTIONS[name](*arguments))

    for place, (got, argument) in enumerate(zip(pulled, arguments, strict=True)):
        assert np.shape(got) == argument.shape
        want = package.grad(weighted, place)(*arguments)
        np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-15)


def test_the_slope_of_the_sigmoid_is_scipys():
    a = np.linspace(-300, 300, 1201)
    want = special.expit(a) * special.expit(-a)
    np.testing.assert_allclose(module.vjp_sigmoid(np.ones_like(a), a), want, rtol=1e-6, atol=1e-15)


@pytest.mark.parametrize("seed", range(20))
def test_an_order_has_all_that_is_needed_once_and_parents_first(seed):
    rng = np.random.default_rng(seed)
    number = rng.permutation(30)
    parents: list[tuple[int, ...]] = [()] * 30
    for i in range(1, 30):
        chosen = rng.integers(i, size=rng.integers(4))
        parents[number[i]] = tuple(int(number[p]) for p in chosen)
    node = int(number[25])
    order = module.topological_order(parents, node)
    needed = {node}
    while more := set().union(*(parents[i] for i in needed)) - needed:
        needed |= more
    assert set(order) == needed
    assert len(order) == len(needed)
    assert all(order.index(p) < order.index(i) for i in order for p in parents[i])


def test_deep_graphs_and_doublings_are_done_at_once():
    chain = [(), *((i,) for i in range(9999))]
    assert module.topological_order(chain, 9999) == list(range(10_000))
    x = h = Tensor(2.0**-500)
    for _ in range(1000):
        h = h + h
    h.backward()
    assert x.grad == 2.0**1000
    x = h = Tensor(1.5)
    for _ in range(10_000):
        h = h * 1.0001
    h.backward()
    assert x.grad == pytest.approx(1.0001**10_000)


def test_the_gradients_of_01_are_those_written_by_hand():
    assert difference_to_01() < 1e-15


def test_the_gradients_of_02_are_those_written_by_hand():
    assert difference_to_02() < 1e-15


def difference_to_01():
    """The largest difference over ten problems, with cross-entropy."""
    largest = 0.0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        X, y = rng.normal(size=(9, 3)), rng.integers(2, size=(9, 1)).astype(float)
        params = {"W1": rng.normal(size=(3, 1)), "b1": rng.normal(size=1)}

        def loss(p, X=X, y=y):
            y_hat = (X @ p["W1"] + p["b1"]).sigmoid()
            return -(y * y_hat.log() + (1 - y) * (1 - y_hat).log()).mean()

        want = neuron.backward(y, neuron.forward(X, params)[1], params)
        largest = max(largest, apart(gradients(loss, params), want))
    return largest


def squared_error(X, y):
    """The loss of 02, with tensors."""

    def loss(p):
        error = ((X @ p["W1"] + p["b1"]).sigmoid() @ p["W2"] + p["b2"]).sigmoid() - y
        return (error * error).mean()

    return loss


def difference_to_02():
    """The largest difference over ten problems, with the mean squared error."""
    largest = 0.0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        X, y = rng.normal(size=(9, 3)), rng.uniform(size=(9, 2))
        shapes = {"W1": (3, 5), "b1": (5,), "W2": (5, 2), "b2": (2,)}
        params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        want = network.backward(y, network.forward(X, params)[1], params)
        largest = max(largest, apart(gradients(squared_error(X, y), params), want))
    return largest


def apart(got, want):
    """The largest difference between two dicts of gradients."""
    assert got.keys() == want.keys()
    assert all(got[name].shape == want[name].shape for name in want)
    return max(np.abs(got[name] - want[name]).max() for name in want)


def test_a_gradient_is_the_slope_of_its_own_loss():
    rng = np.random.default_rng(3)
    params = {"a": rng.uniform(0.5, 2, (3, 3)), "b": rng.uniform(0.5, 2, (3, 1)), "c": np.array(0.7)}

    def loss(p):
        h = (p["a"] @ p["a"] - 2 * p["b"]).sigmoid() * p["a"]
        return (h.log() + h * p["c"] - 1 + p["b"].log()).mean() * p["c"]

    slopes = central_differences(lambda p: float(loss(tensors(p)).value), params)
    assert_same(gradients(loss, params), slopes, rtol=1e-6, atol=1e-9)


def test_none_and_zeros_are_told_apart():
    x, other, zero = Tensor([1.0, 2.0]), Tensor([3.0, 4.0]), Tensor([0.0, 0.0])
    operations, parents = ["", "", "", "multiply", "mean", "log"], [(), (), (), (0, 2), (3,), (1,)]
    values = [x.value, other.value, zero.value, zero.value, np.array(0.0), np.log(other.value)]
    grads = module.backward(operations, parents, values, 4)
    assert grads[1] is None
    assert grads[5] is None
    np.testing.assert_array_equal(grads[0], [0.0, 0.0])


def test_neither_arguments_nor_shared_results_are_written_to(monkeypatch):
    """A VJP may return grad itself, for both arguments; backward must not add into it."""
    monkeypatch.setitem(module.VJPS, "add", lambda grad, a, b: (grad, grad))
    x = Tensor([1.0, 2.0])
    h = x + x
    loss = (h + h + x).mean()
    loss.backward()
    np.testing.assert_allclose(x.grad, [2.5, 2.5])
    np.testing.assert_allclose(h.grad, [1.0, 1.0])


def test_the_reference_is_short():
    assert len(inspect.getsource(module).splitlines()) <= 150


def test_operators_of_a_tensor_are_those_of_numpy():
    a, b = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([2.0, 4.0])
    for got, want in [
        (Tensor(a) - b, a - b),
        (b - Tensor(a), b - a),
        (a @ Tensor(a), a @ a),
        (Tensor(a) @ a, a @ a),
        (3 * Tensor(a) + 1, 3 * a + 1),
        (-Tensor(a), -a),
        (Tensor(b).log(), np.log(b)),
    ]:
        np.testing.assert_allclose(got.value, want)


# The story: XOR and the spiral are learned with no gradient written. One seed would prove nothing.


@pytest.mark.slow
def test_xor_is_learned_from_ten_starts():
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    solved = 0
    for seed in range(10):
        start = network.initialize((2, 4, 1), np.random.default_rng(seed))
        params, _ = module.train(squared_error(X, y), start, 3.0, 1500)
        solved += bool(np.all(np.abs(network.forward(X, params)[0] - y) < 0.2))
    assert solved >= 9


def test_the_numbers_of_the_model_answer():
    sizes = [(20, 1000), (1000,), (1000, 2), (2,)]
    count = sum(int(np.prod(shape)) for shape in sizes)
    assert (count, 2 * count) == (23002, 46004)
    assert 100 * 1000 * 20 * 1000 == 2_000_000_000
