"""The reference of 04-training against independent oracles, and what its story claims."""

import math
import re
import shutil

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from tests.assignments.oracles import ROOT, assert_same, central_differences, load

from autograder.course import load_course
from autograder.learn.workspace.start import start_workspace
from autograder.notebook import load_digits
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


# `fit`: dropout is that of activations, its gradient is exact, and the digits are learned.


def test_training_drops_activations_and_its_gradients_are_exact(rng):
    params = deep.initialize([4, 6, 5, 3], rng)
    params |= {name: rng.normal(size=params[name].shape) for name in ("b1", "b2", "b3")}
    X, y = rng.normal(size=(7, 4)), rng.integers(0, 3, size=7)

    def loss(params):
        draws, a = np.random.default_rng(5), X
        for i in (1, 2):
            a = deep.relu(a @ params[f"W{i}"] + params[f"b{i}"])
            a = a * (draws.random(a.shape) >= 0.4) / 0.6  # inverted dropout, sample by sample
        return deep.loss(deep.softmax(a @ params["W3"] + params["b3"]), y)

    grads = training.gradients(X, y, params, 0.4, np.random.default_rng(5), deep)
    assert_same(grads, central_differences(loss, params), rtol=1e-5, atol=1e-8)


def test_training_asks_the_learners_dropout_for_every_hidden_layer(rng, monkeypatch):
    seen = []

    def dropout(a, rate, rng):
        seen.append((a.shape, rate, bool((a >= 0).all())))
        return a * 1.0, np.ones(a.shape)

    monkeypatch.setattr(training, "dropout", dropout)
    start = deep.initialize([4, 6, 5, 3], rng)
    X, y = rng.normal(size=(7, 4)), rng.integers(0, 3, size=7)
    done = []
    training.fit(
        X, y, start, rng, epochs=1, batch_size=7, rate=0.25, network=deep,
        after_epoch=lambda: done.append(len(seen)),
    )  # fmt: skip
    assert seen == [((7, 6), 0.25, True), ((7, 5), 0.25, True)]
    assert done == [2]


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
        X, y, start, rng, epochs=60, network=deep, validation=(X, y), **settings
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


@pytest.mark.thorough
def test_the_accuracies_that_the_notebook_states_are_those_of_ten_starts():
    X, y = load_digits()
    X = X / 16
    test, rest = np.split(np.random.default_rng(0).permutation(len(X)), [len(X) // 5])
    chosen = {"optimizer": "adam", "lr": 0.002, "rate": 0.5, "strength": 1e-4, "epochs": 60}
    with_04, with_03 = [], []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        start = deep.initialize([64, 256, 10], rng)
        params, _ = training.fit(X[rest], y[rest], start, rng, network=deep, **chosen)
        with_04.append(training.accuracy(X[test], y[test], params, deep))
        start = deep.initialize([64, 64, 32, 10], np.random.default_rng(seed))
        params, _ = deep.train(X[rest], y[rest], start, lr=0.2, epochs=500)
        with_03.append(training.accuracy(X[test], y[test], params, deep))
    story = " ".join((ROOT / "solutions/04-training/training.md").read_text("utf-8").split())
    stated = [number(r"between (\S+) % and", story), number(r"and (\S+) % of the test", story)]
    assert [100 * min(with_04), 100 * max(with_04)] == pytest.approx(stated, abs=0.3)
    assert 100 * np.mean(with_04) == pytest.approx(number(r"(\S+) % on average", story), abs=0.15)
    of_03 = number(r"reads (\S+) % on average", story)
    assert 100 * np.mean(with_03) == pytest.approx(of_03, abs=0.15)
    assert 1 - np.mean(with_04) < (1 - np.mean(with_03)) / 2 + 0.001  # half as many mistakes


def number(pattern, text):
    """The number that a text states."""
    found = re.search(pattern, text)
    assert found
    return float(found[1])


def test_the_small_numbers_of_the_text():
    assert 1797 - 2 * (1797 // 5) == 1079
    assert math.ceil(1079 / 32) == 34  # batches of an epoch
    one = {"W1": np.ones((1, 1))}
    velocity, state = zeros(one), {"t": 0, "m": zeros(one), "v": zeros(one)}
    _, first = training.adam(one, one, state, 0.1, 0.9, 0.999, 1e-8)
    assert first["m"]["W1"].item() == pytest.approx(0.1)  # a tenth of the gradient
    for _ in range(200):
        _, velocity = training.momentum(one, one, velocity, 0.1, 0.9)
    assert velocity["W1"].item() == pytest.approx(10)  # ten times the gradient
