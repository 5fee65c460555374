"""The reference of 04-training against independent oracles, and what its story claims."""

import math
import shutil
import time

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from tests.assignments.oracles import ROOT, assert_same, central_differences, load

from autograder.course import load_course
from autograder.learn.workspace.start import start_workspace
from autograder.release import strip_solution

training = load("solutions/04-training/training.py")
deep = load("solutions/03-deep/deep.py")


@pytest.fixture
def rng():
    return np.random.default_rng(20240504)


@pytest.fixture
def params(rng):
    return deep.initialize([4, 5, 3], rng)


def zeros(params):
    return {name: np.zeros_like(value) for name, value in params.items()}


@pytest.mark.parametrize("batch_size", [1, 4, 5, 23, 24, 100])
def test_minibatches_hold_every_sample_once_with_its_own_answer(batch_size):
    X = np.arange(46.0).reshape(23, 2)
    y = X[:, 0].astype(int)
    batches = list(training.minibatches(X, y, batch_size, np.random.default_rng(1)))
    assert [len(b) for b, _ in batches[:-1]] == [batch_size] * (len(batches) - 1)
    assert len(batches) == math.ceil(23 / batch_size)
    X_all = np.concatenate([b for b, _ in batches])
    y_all = np.concatenate([b for _, b in batches])
    np.testing.assert_array_equal(X_all[:, 0], y_all)
    np.testing.assert_array_equal(y_all, y[np.random.default_rng(1).permutation(23)])


def test_minibatches_come_in_another_order_every_epoch():
    X, y, rng = np.arange(40.0).reshape(40, 1), np.arange(40), np.random.default_rng(2)
    epochs = [np.concatenate([b for _, b in training.minibatches(X, y, 8, rng)]) for _ in range(2)]
    assert (epochs[0] != epochs[1]).any()


def test_dropout_keeps_the_mean_and_the_share(rng):
    a = np.full((1000, 200), 3.0)
    out, mask = training.dropout(a, 0.3, rng)
    assert set(np.unique(mask)) == {0.0, 1 / 0.7}
    assert (mask == 0).mean() == pytest.approx(0.3, abs=0.005)
    assert out.mean() == pytest.approx(3.0, rel=0.005)
    np.testing.assert_array_equal(out, a * mask)


def test_dropout_at_rate_zero_changes_nothing(rng):
    a = rng.normal(size=(3, 2, 4))
    out, mask = training.dropout(a, 0.0, rng)
    np.testing.assert_array_equal(out, a)
    np.testing.assert_array_equal(mask, np.ones_like(a))


def test_l2_gradient_is_autograds(params):
    def textbook(params):
        return 0.05 * sum(anp.sum(params[name] ** 2) for name in ("W1", "W2"))

    penalty, grads = training.l2_penalty(params, 0.1)
    assert penalty == pytest.approx(textbook(params), rel=1e-12)
    want = autograd.grad(textbook)({"W1": params["W1"], "W2": params["W2"]})
    assert_same(grads, zeros(params) | want, rtol=1e-12)
    slopes = central_differences(lambda p: training.l2_penalty(p, 0.1)[0], params)
    assert_same(grads, slopes, rtol=1e-6, atol=1e-9)


def gradients(params, rng, steps):
    return [{name: rng.normal(size=v.shape) for name, v in params.items()} for _ in range(steps)]


def torch_trajectory(params, grads, optimizer):
    """Where PyTorch's own optimizer takes the params, given these gradients one after another."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    tensors = {name: torch.tensor(v, requires_grad=True) for name, v in params.items()}
    stepper = optimizer(torch.optim)(tensors.values())
    for grad in grads:
        for name, tensor in tensors.items():
            tensor.grad = torch.tensor(grad[name])
        stepper.step()
    return {name: tensor.detach().numpy() for name, tensor in tensors.items()}


def test_momentum_is_pytorchs(params, rng):
    grads = gradients(params, rng, 20)
    want = torch_trajectory(
        params, grads, lambda optim: lambda p: optim.SGD(p, lr=0.03, momentum=0.9)
    )
    velocity = zeros(params)
    for grad in grads:
        params, velocity = training.momentum(params, grad, velocity, 0.03, 0.9)
    assert_same(params, want, rtol=1e-10)


def test_adam_is_pytorchs(params, rng):
    grads = gradients(params, rng, 20)
    want = torch_trajectory(
        params, grads, lambda optim: lambda p: optim.Adam(p, lr=0.03, betas=(0.8, 0.95), eps=1e-3)
    )
    state = {"t": 0, "m": zeros(params), "v": zeros(params)}
    for grad in grads:
        params, state = training.adam(params, grad, state, 0.03, 0.8, 0.95, 1e-3)
    assert_same(params, want, rtol=1e-10)


def test_momentum_is_a_weighted_sum_of_all_gradients(params, rng):
    grads = gradients(params, rng, 6)
    got, velocity = params, zeros(params)
    for grad in grads:
        got, velocity = training.momentum(got, grad, velocity, 0.1, 0.7)
    for name, start in params.items():
        v = [sum(0.7 ** (k - j) * grads[j][name] for j in range(k + 1)) for k in range(6)]
        np.testing.assert_allclose(velocity[name], v[-1], rtol=1e-12)
        np.testing.assert_allclose(got[name], start - 0.1 * sum(v), rtol=1e-12)


def test_adam_is_the_papers_closed_sums(params, rng):
    grads, beta1, beta2 = gradients(params, rng, 6), 0.8, 0.95
    got, state = params, {"t": 0, "m": zeros(params), "v": zeros(params)}
    want = {name: value.copy() for name, value in params.items()}
    for t in range(1, 7):
        got, state = training.adam(got, grads[t - 1], state, 0.01, beta1, beta2, 1e-3)
        w1, w2 = beta1 ** np.arange(t)[::-1], beta2 ** np.arange(t)[::-1]
        for name in want:
            g = np.stack([grad[name] for grad in grads[:t]])
            # a bias-corrected running mean is a weighted mean: the weights sum to 1
            mean = np.tensordot(w1 / w1.sum(), g, axes=1)
            square = np.tensordot(w2 / w2.sum(), g**2, axes=1)
            want[name] = want[name] - 0.01 * mean / (np.sqrt(square) + 1e-3)
    assert state["t"] == 6
    assert_same(got, want, rtol=1e-12)


def test_optimizers_leave_their_arguments_alone(params, rng):
    (grads,) = gradients(params, rng, 1)
    velocity, state = zeros(params), {"t": 0, "m": zeros(params), "v": zeros(params)}
    before = {name: value.copy() for name, value in params.items()}
    training.momentum(params, grads, velocity, 0.1, 0.9)
    training.adam(params, grads, state, 0.1, 0.9, 0.999, 1e-8)
    assert_same(params, before, rtol=0)
    for untouched in (velocity, state["m"], state["v"]):
        assert_same(untouched, zeros(params), rtol=0)
    assert state["t"] == 0


# `fit`: dropout through masked weights gives the exact gradient, and the digits are learned.


def test_dropped_units_are_dropout_of_activations_and_their_gradient_is_exact(rng):
    params = deep.initialize([4, 6, 5, 3], rng)
    params |= {name: rng.normal(size=params[name].shape) for name in ("b1", "b2", "b3")}
    X, y = rng.normal(size=(7, 4)), rng.integers(0, 3, size=7)
    thinned, masks = training.drop_units(params, 0.5, rng)
    assert {name: mask.shape for name, mask in masks.items()} == {"W2": (6, 1), "W3": (5, 1)}

    a = X
    for i in (1, 2):
        a = deep.relu(a @ params[f"W{i}"] + params[f"b{i}"]) * masks[f"W{i + 1}"].T
    y_hat = deep.softmax(a @ params["W3"] + params["b3"])
    np.testing.assert_allclose(deep.forward(X, thinned)[0], y_hat, rtol=1e-12)

    def loss(params):
        masked = {name: value * masks.get(name, 1.0) for name, value in params.items()}
        return deep.loss(deep.forward(X, masked)[0], y)

    grads = deep.backward(y, deep.forward(X, thinned)[1], thinned)
    grads = {name: grad * masks.get(name, 1.0) for name, grad in grads.items()}
    assert_same(grads, central_differences(loss, params), rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("settings", [
    {"optimizer": "sgd", "lr": 0.5},
    {"optimizer": "momentum", "lr": 0.05},
    {"optimizer": "adam", "lr": 0.01, "rate": 0.2, "strength": 1e-4},
], ids=lambda settings: settings["optimizer"])  # fmt: skip
def test_fit_learns_with_every_optimizer(settings, rng):
    X = rng.normal(size=(300, 2))
    y = (X[:, 0] * X[:, 1] > 0).astype(int)  # XOR of the signs
    start = deep.initialize([2, 24, 2], rng)
    params, history = training.fit(
        X, y, start, rng, epochs=60, network=deep, held_out=(X, y), **settings
    )
    assert len(history["loss"]) == len(history["accuracy"]) == 60
    assert history["loss"][-1] < 0.5 * history["loss"][0]
    assert training.accuracy(X, y, params, deep) == history["accuracy"][-1] > 0.93


@pytest.fixture
def home(tmp_path):
    """The folder of 04 with the given loop in it, among the folders of the other assignments."""
    folder = tmp_path / "04-training"
    folder.mkdir()
    shutil.copy(ROOT / "solutions/04-training/training.py", folder)
    return folder


def deep_of(whose, folder):
    """The reference of 03 as somebody's deep.py in a folder."""
    folder.mkdir(exist_ok=True)
    source = (ROOT / "solutions/03-deep/deep.py").read_text(encoding="utf-8")
    (folder / "deep.py").write_text(f"{source}\nwhose = {whose!r}\n", encoding="utf-8")


def test_without_a_deep_py_it_says_what_to_do(home):
    with pytest.raises(NotImplementedError, match=r"neither in .*04-training nor in .*03-deep"):
        load(home / "training.py").own_network()


def test_an_unfinished_deep_py_is_told(home):
    deep_of("the learner's", home.parent / "03-deep")
    file = home.parent / "03-deep" / "deep.py"
    file.write_text(strip_solution(file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(NotImplementedError, match=r"deep\.py: .* is waiting .*Finish 03-deep"):
        load(home / "training.py").own_network()


def test_the_network_of_03_is_taken_from_the_folder_beside_or_first_from_ones_own(home):
    deep_of("the neighbour folder's", home.parent / "03-deep")
    alone = load(home / "training.py")
    assert alone.own_network().whose == "the neighbour folder's"
    deep_of("the copy here", home)
    assert alone.own_network().whose == "the copy here"


def test_in_a_workspace_the_folders_lie_as_the_given_loop_expects(tmp_path):
    workspace = start_workspace(load_course(ROOT), tmp_path / "ws").workspace
    for name, module in (("03-deep", "deep.py"), ("04-training", "training.py")):
        shutil.copy(ROOT / "solutions" / name / module, tmp_path / "ws" / name)
    mine = load(workspace.root / "04-training" / "training.py").own_network()
    assert mine.__file__ == str(workspace.root / "03-deep" / "deep.py")


@pytest.mark.slow
def test_digits_reach_97_percent_on_a_held_out_fifth_on_ten_seeds(capsys):
    from sklearn.datasets import load_digits  # a second to import

    X, y = load_digits(return_X_y=True)
    X = X / 16
    scores, seconds = [], []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(X))
        test, rest = np.split(order, [len(X) // 5])
        start = time.process_time()
        params, _ = training.fit(
            X[rest], y[rest], deep.initialize([64, 256, 10], rng), rng, network=deep,
            epochs=60, optimizer="adam", lr=0.002, rate=0.5, strength=1e-4,
        )  # fmt: skip
        seconds.append(time.process_time() - start)
        scores.append(training.accuracy(X[test], y[test], params, deep))
    with capsys.disabled():
        print("\ndigits:", np.round(scores, 4), f"mean {np.mean(scores):.4f},",
              f"slowest {max(seconds):.1f} s of processor time")  # fmt: skip
    assert min(scores) >= 0.97
    assert max(seconds) < 30
