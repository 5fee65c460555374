"""Checks to run while you work: a few small examples for each function, with known results.

In the notebook: `check("minibatches")`. In a terminal: `autograder check`, or plain `pytest`.
The grading runs similar checks with other numbers and other sizes.
"""

from types import SimpleNamespace

import numpy as np
import training

try:
    from autograder.examples import compare
except ModuleNotFoundError:  # plain pytest, where the kit is not installed

    def compare(what, got, expected, rtol=1e-6, atol=1e-9):
        """The same comparison, with NumPy's words."""
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol, err_msg=what)


# ── The example: the parameters of one layer, and a gradient ─────────────────────────────────

PARAMS = {"W1": np.array([[1.0, -2.0], [0.5, 0.0]]), "b1": np.array([3.0, -1.0])}
GRADS = {"W1": np.array([[0.5, -1.0], [0.0, 2.0]]), "b1": np.array([1.0, 0.1])}
NEXT_GRADS = {"W1": np.array([[-0.5, -1.0], [1.0, 2.0]]), "b1": np.array([0.0, 0.3])}


def compare_all(what, got, expected):
    """Compare every array of a dict."""
    assert isinstance(got, dict), f"{what} should be a dict, but is a {type(got).__name__}."
    for name, array in expected.items():
        assert name in got, f'{what} has no "{name}" yet.'
        compare(f'{what}["{name}"]', got[name], array)


def pair(what, got):
    """What a function returned, if it is two things."""
    assert isinstance(got, tuple | list), f"{what} should return two things."
    assert len(got) == 2, f"{what} should return two things."
    return got


def copy(arrays):
    """A copy of the dict, with copies of its arrays."""
    return {name: array.copy() for name, array in arrays.items()}


def zeros():
    """A dict like PARAMS, with zeros."""
    return {name: np.zeros_like(array) for name, array in PARAMS.items()}


# ── minibatches ──────────────────────────────────────────────────────────────────────────────

ROWS = np.array([[0.0, 10.0], [1.0, 11.0], [2.0, 12.0], [3.0, 13.0], [4.0, 14.0]])
ANSWERS = np.array([0, 1, 2, 3, 4])  # the label of row n is n


def deal(batch_size, seed=0):
    """All batches of the five rows, as a list."""
    batches = training.minibatches(
        ROWS.copy(), ANSWERS.copy(), batch_size, np.random.default_rng(seed)
    )
    assert batches is not None, "minibatches returns None. It should yield, or return a list."
    return [pair("each step of minibatches", batch) for batch in batches]


def test_minibatches_sizes():
    """Five samples in batches of two: the sizes are 2, 2 and 1"""
    sizes = [len(X_batch) for X_batch, _ in deal(2)]
    assert sizes == [2, 2, 1], f"The batches should hold 2, 2 and 1 samples, but hold {sizes}."


def test_minibatches_keep_samples_and_answers_together():
    """Every sample comes once, with its own label"""
    batches = deal(2)
    seen = np.concatenate([X_batch[:, 0] for X_batch, _ in batches])
    assert np.allclose(sorted(seen), [0, 1, 2, 3, 4]), (
        f"Every row should come once, but these came: {seen}."
    )
    answers = np.concatenate([y_batch for _, y_batch in batches])
    assert np.allclose(seen, answers), (
        f"The rows of X came in the order {seen}, but their labels in the order {answers}."
    )


def test_minibatches_order():
    """The order is the permutation that the generator draws"""
    seen = np.concatenate([y_batch for _, y_batch in deal(3)])
    assert list(seen) == [2, 4, 3, 0, 1], (
        f"With default_rng(0) the samples should come in the order 2, 4, 3, 0, 1, not {seen}."
    )


def test_minibatches_next_epoch():
    """In the next epoch another order is drawn from the same generator, and nothing else"""
    rng = np.random.default_rng(1)
    for number, expected in enumerate([[4, 0, 1, 2, 3], [3, 0, 1, 4, 2], [2, 3, 4, 1, 0]], start=1):
        batches = training.minibatches(ROWS.copy(), ANSWERS.copy(), 2, rng)
        seen = np.concatenate([y_batch for _, y_batch in batches])
        assert list(seen) == expected, (
            f"With default_rng(1), epoch {number} should have the order {expected}, not {seen}."
        )


def test_minibatches_other_sizes():
    """Four of five samples in each batch, or one: the sizes are 4 and 1, or five times 1"""
    for batch_size, expected in ((4, [4, 1]), (1, [1] * 5), (5, [5]), (9, [5])):
        sizes = [len(X_batch) for X_batch, _ in deal(batch_size)]
        assert sizes == expected, (
            f"For batch_size {batch_size} the batches should hold {expected} samples, not {sizes}."
        )


def test_minibatches_keep_their_arguments():
    """minibatches changes neither X nor y nor an earlier batch"""
    X, y = ROWS.copy(), ANSWERS.copy()
    batches = list(training.minibatches(X, y, 2, np.random.default_rng(0)))
    compare("X after the call", X, ROWS)
    compare("y after the call", y, ANSWERS)
    seen = np.concatenate([y_batch for _, y_batch in batches])
    assert list(seen) == [2, 4, 3, 0, 1], (
        f"If all batches are kept, they should hold the samples 2, 4, 3, 0, 1, not {seen}."
    )


# ── dropout ──────────────────────────────────────────────────────────────────────────────────

A = np.array([[1.0, 2.0, 3.0, 4.0], [-1.0, -2.0, -3.0, -4.0]])


def test_dropout_example():
    """rate 0.2, default_rng(3): three entries become 0, the others are multiplied by 1 / 0.8"""
    out, mask = pair("dropout", training.dropout(A.copy(), 0.2, np.random.default_rng(3)))
    expected = np.array([[0.0, 1.25, 1.25, 1.25], [0.0, 1.25, 1.25, 0.0]])
    compare("mask", mask, expected)
    compare("out", out, np.array([[0.0, 2.5, 3.75, 5.0], [0.0, -2.5, -3.75, 0.0]]))


def test_dropout_keeps_the_mean():
    """On average the activations keep their size"""
    out, _ = pair("dropout", training.dropout(np.ones((200, 50)), 0.5, np.random.default_rng(0)))
    assert 0.95 < np.mean(out) < 1.05, (
        f"The mean of 10,000 ones should still be near 1 with rate 0.5, but is {np.mean(out):.3f}."
    )


def test_dropout_rate_zero():
    """With rate 0 nothing changes"""
    out, mask = pair("dropout", training.dropout(A.copy(), 0.0, np.random.default_rng(0)))
    compare("out", out, A)
    compare("mask", mask, np.ones((2, 4)))


def test_dropout_one_axis():
    """An array of one axis, rate 0.5, default_rng(1): three of six entries are kept"""
    out, mask = pair("dropout", training.dropout(np.ones(6), 0.5, np.random.default_rng(1)))
    expected = np.array([2.0, 2.0, 0.0, 2.0, 0.0, 0.0])
    compare("mask", mask, expected)
    compare("out", out, expected)


def test_dropout_keeps_its_argument():
    """dropout changes neither a nor an earlier result, and each call draws a new mask"""
    a, rng = A.copy(), np.random.default_rng(3)
    out, mask = pair("dropout", training.dropout(a, 0.2, rng))
    kept = out.copy(), mask.copy()
    _, other = pair("dropout", training.dropout(a, 0.2, rng))
    compare("a after the call", a, A)
    compare("the first out after a second call", out, kept[0])
    compare("the first mask after a second call", mask, kept[1])
    assert not np.array_equal(other, mask), "A second call with the same rng has the same mask."


# ── l2_penalty ───────────────────────────────────────────────────────────────────────────────


def test_l2_penalty_value():
    """The penalty is strength / 2 times the sum of all squared weights"""
    penalty, _ = pair("l2_penalty", training.l2_penalty(copy(PARAMS), 0.1))
    # The squares are 1, 4, 0.25 and 0; the biases don't count.
    assert np.ndim(penalty) == 0, (
        f"penalty should be one number, but has shape {np.shape(penalty)}."
    )
    assert np.isclose(penalty, 0.2625), (
        f"The squared weights add up to 5.25. Times 0.1 / 2, this is 0.2625. Yours is {penalty}."
    )


def test_l2_penalty_gradient():
    """The gradient of the penalty, for weights and for biases"""
    _, grads = pair("l2_penalty", training.l2_penalty(copy(PARAMS), 0.1))
    compare_all("grads", grads, {"W1": np.array([[0.1, -0.2], [0.05, 0.0]]), "b1": np.zeros(2)})


def test_l2_penalty_two_layers():
    """The weights of all layers count, and no argument is changed"""
    params = copy(PARAMS) | {"b2": np.array([1.0]), "W2": np.array([[3.0], [1.0]])}
    penalty, grads = pair("l2_penalty", training.l2_penalty(params, 0.1))
    assert np.isclose(penalty, 0.7625), (
        f"The squared weights add up to 15.25, times 0.1 / 2 that is 0.7625. It is {penalty}."
    )
    expected = {"W1": np.array([[0.1, -0.2], [0.05, 0.0]]), "W2": np.array([[0.3], [0.1]])}
    compare_all("grads", grads, expected | {"b1": np.zeros(2), "b2": np.zeros(1)})
    compare_all("params after the call", params, PARAMS | {"W2": np.array([[3.0], [1.0]])})


# ── momentum ─────────────────────────────────────────────────────────────────────────────────


def test_momentum_first_step():
    """If the velocity is 0, the first step is one of plain gradient descent"""
    params, velocity = pair(
        "momentum", training.momentum(copy(PARAMS), copy(GRADS), zeros(), 0.1, 0.9)
    )
    compare_all("velocity", velocity, GRADS)
    compare_all(
        "params",
        params,
        {"W1": np.array([[0.95, -1.9], [0.5, -0.2]]), "b1": np.array([2.9, -1.01])},
    )


def test_momentum_second_step():
    """The second step keeps nine tenths of the first step's velocity"""
    first, velocity = pair(
        "momentum", training.momentum(copy(PARAMS), copy(GRADS), zeros(), 0.1, 0.9)
    )
    params, velocity = training.momentum(first, copy(NEXT_GRADS), velocity, 0.1, 0.9)
    expected = {"W1": np.array([[-0.05, -1.9], [1.0, 3.8]]), "b1": np.array([0.9, 0.39])}
    compare_all("velocity", velocity, expected)
    expected = {"W1": np.array([[0.955, -1.71], [0.4, -0.58]]), "b1": np.array([2.81, -1.049])}
    compare_all("params", params, expected)


def test_momentum_keeps_the_old():
    """momentum does not change its arguments"""
    params, grads, velocity = copy(PARAMS), copy(GRADS), zeros()
    training.momentum(params, grads, velocity, 0.1, 0.9)
    compare_all("the old params", params, PARAMS)
    compare_all("the old grads", grads, GRADS)
    compare_all("the old velocity", velocity, zeros())


def test_momentum_order_of_keys():
    """The keys of grads and velocity may come in another order"""
    grads = {name: GRADS[name].copy() for name in reversed(GRADS)}
    start = {name: 10 * NEXT_GRADS[name] for name in reversed(NEXT_GRADS)}
    _, velocity = pair("momentum", training.momentum(copy(PARAMS), grads, start, 0.1, 0.9))
    expected = {"W1": np.array([[-4.0, -10.0], [9.0, 20.0]]), "b1": np.array([1.0, 2.8])}
    compare_all("velocity", velocity, expected)


# ── adam ─────────────────────────────────────────────────────────────────────────────────────

FIRST = {
    "W1": np.array([[0.9001996008, -1.9000999001], [0.5, -0.0999500250]]),
    "b1": np.array([2.9000999001, -1.0990099010]),
}
SECOND = {
    "W1": np.array([[0.9054522534, -1.8001998002], [0.4258586105, -0.1999000500]]),
    "b1": np.array([2.8330369659, -1.1902153490]),
}

LATER = {
    "W1": np.array([[1.0337246605, -1.9469585885], [0.4557352056, -0.0530641990]]),
    "b1": np.array([2.9512332425, -1.0473408474]),
}


def step(params, grads, state):
    """One step with lr 0.1, β1 0.9, β2 0.99, eps 0.001."""
    return pair("adam", training.adam(params, copy(grads), state, 0.1, 0.9, 0.99, 1e-3))


def test_adam_first_step():
    """In the first step every parameter moves by about lr, even if its gradient is small"""
    params, state = step(copy(PARAMS), GRADS, {"t": 0, "m": zeros(), "v": zeros()})
    assert isinstance(state, dict), f"The state should be a dict, not a {type(state).__name__}."
    assert {"t", "m", "v"} <= set(state), 'The new state should have "t", "m" and "v".'
    assert state["t"] == 1, f'After the first step, state["t"] should be 1, but is {state["t"]}.'
    compare_all('state["m"]', state["m"], {name: 0.1 * g for name, g in GRADS.items()})
    compare_all('state["v"]', state["v"], {name: 0.01 * g**2 for name, g in GRADS.items()})
    compare_all("params", params, FIRST)


def test_adam_second_step():
    """The second step uses the state of the first step"""
    params, state = step(copy(PARAMS), GRADS, {"t": 0, "m": zeros(), "v": zeros()})
    params, state = step(params, NEXT_GRADS, state)
    compare_all("params", params, SECOND)


def test_adam_keeps_the_old():
    """adam does not change its arguments"""
    params, state = copy(PARAMS), {"t": 0, "m": zeros(), "v": zeros()}
    step(params, GRADS, state)
    compare_all("the old params", params, PARAMS)
    assert state["t"] == 0, "After the step, the old state should still have t = 0."
    compare_all('the old state["m"]', state["m"], zeros())
    compare_all('the old state["v"]', state["v"], zeros())


def test_adam_later_step():
    """The step after the twentieth, and the keys of grads in another order"""
    m = {name: 0.5 * g for name, g in NEXT_GRADS.items()}
    v = {name: 0.25 * g**2 for name, g in NEXT_GRADS.items()}
    grads = {name: GRADS[name] for name in reversed(GRADS)}
    params, state = step(copy(PARAMS), grads, {"t": 20, "m": m, "v": v})
    assert state["t"] == 21, f'After the next step, state["t"] should be 21, but is {state["t"]}.'
    compare_all("params", params, LATER)


# ── fit: nothing to write, it uses your functions ────────────────────────────────────────────


def softmax_layer():
    """A network of a single layer, so that this check does not depend on your deep.py."""

    def forward(X, params):
        z = X @ params["W1"] + params["b1"]
        e = np.exp(z - z.max(axis=1, keepdims=True))
        y_hat = e / e.sum(axis=1, keepdims=True)
        return y_hat, {"X": X, "y_hat": y_hat}

    def loss(y_hat, y):
        return -np.mean(np.log(y_hat[np.arange(len(y)), y]))

    def backward(y, cache, params):
        error = (cache["y_hat"] - np.eye(params["b1"].size)[y]) / len(y)
        return {"W1": cache["X"].T @ error, "b1": error.sum(axis=0)}

    def update(params, grads, lr):
        return {name: params[name] - lr * grads[name] for name in params}

    return SimpleNamespace(forward=forward, loss=loss, backward=backward, update=update)


def test_fit_with_each_optimizer():
    """With each of your optimizers, a network learns to classify three groups"""
    y = np.repeat([0, 1, 2], 20)
    X = np.array([[2.0, 0.0], [-1.0, 2.0], [-1.0, -2.0]])[y]
    X = X + np.random.default_rng(0).normal(0, 0.5, X.shape)
    start = {"W1": np.zeros((2, 3)), "b1": np.zeros(3)}
    for optimizer in ("momentum", "adam"):
        _, history = training.fit(
            X,
            y,
            start,
            np.random.default_rng(1),
            epochs=20,
            batch_size=8,
            optimizer=optimizer,
            lr=0.05,
            strength=0.001,
            validation=(X, y),
            network=softmax_layer(),
        )
        assert history["accuracy"][-1] > 0.95, (
            f"With {optimizer}, nearly all of the 60 predictions should be right after 20 epochs, "
            f"but {history['accuracy'][-1]:.0%} are; the last loss is {history['loss'][-1]:.4f}."
        )
