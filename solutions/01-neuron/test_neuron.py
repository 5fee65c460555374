"""Checks to run while you work: a few small examples for each function, with known results.

In the notebook: `check("sigmoid")`. In a terminal: `autograder check`, or plain `pytest`.
The grading runs similar checks with other numbers and other sizes.
"""

import neuron
import numpy as np

try:
    from autograder.examples import compare
except ModuleNotFoundError:  # plain pytest, where the kit is not installed

    def compare(what, got, expected, rtol=1e-6, atol=1e-9):
        """The same comparison, with NumPy's words."""
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol, err_msg=what)


# ── The example: three samples, two inputs ───────────────────────────────────────────────────

X = np.array([[1.0, 2.0], [0.0, -1.0], [-2.0, 0.5]])
Y = np.array([[1.0], [0.0], [1.0]])

PARAMS = {"W1": np.array([[1.0], [-0.5]]), "b1": np.array([0.5])}

CACHE = {
    "X": X,
    "z1": np.array([[0.5], [1.0], [-1.75]]),
    "a1": np.array([[0.6224593312], [0.7310585786], [0.1480471980]]),
}

GRADS = {
    "W1": np.array([[0.4421216450], [-0.6373721057]]),
    "b1": np.array([-0.1661449640]),
}

# ── Another one: one sample, three inputs, and keys in another order ─────────────────────────

OTHER_X = np.array([[1.0, -1.0, 0.5]])
OTHER_PARAMS = {"b1": np.array([-1.0]), "W1": np.array([[0.5], [-1.0], [2.0]])}
ONE = {"W1": np.array([[0.5]]), "b1": np.array([1.0])}  # the same prediction with one input
OTHER_CACHE = {"a1": np.array([[0.8175744762]]), "z1": np.array([[1.5]]), "X": OTHER_X}


def copy(arrays):
    """A copy of the dict, with copies of its arrays."""
    return {name: array.copy() for name, array in arrays.items()}


# ── sigmoid ──────────────────────────────────────────────────────────────────────────────────


def test_sigmoid_in_the_middle():
    """σ(0) is one half"""
    compare("the result", neuron.sigmoid(np.array([0.0])), np.array([0.5]))


def test_sigmoid_values():
    """σ grows from 0 to 1, and the result has the shape of z"""
    z = np.array([[-2.0, -1.0, 0.0], [1.0, 2.0, 5.0]])
    expected = np.array(
        [[0.1192029220, 0.2689414214, 0.5], [0.7310585786, 0.8807970780, 0.9933071491]]
    )
    compare("the result", neuron.sigmoid(z), expected)


def test_sigmoid_far_out():
    """σ(−1000) is 0 and σ(1000) is 1; no result is nan"""
    z = np.array([-1000.0, 1000.0])
    compare("the result", neuron.sigmoid(z), np.array([0.0, 1.0]))


def test_sigmoid_keeps_its_argument():
    """sigmoid changes neither z nor an earlier result"""
    z = np.array([[-2.0, -1.0], [1.0, 2.0]])
    far = np.array([-1000.0, 1000.0])
    neuron.sigmoid(far)
    first = neuron.sigmoid(z)
    kept = first.copy()
    neuron.sigmoid(z + 1)
    compare("z after the call", z, np.array([[-2.0, -1.0], [1.0, 2.0]]))
    compare("z after the call", far, np.array([-1000.0, 1000.0]))
    compare("the first result after a second call", first, kept)


# ── forward ──────────────────────────────────────────────────────────────────────────────────


def run_forward():
    """The pair (y_hat, cache) that `forward` returns for the example."""
    result = neuron.forward(X.copy(), copy(PARAMS))
    two = "forward should return two things, the prediction and the cache: return y_hat, cache"
    assert isinstance(result, tuple | list), two
    assert len(result) == 2, two
    assert isinstance(result[1], dict), (
        f"The cache should be a dict, but is a {type(result[1]).__name__}."
    )
    return result


def test_forward_prediction():
    """The prediction for the example"""
    y_hat, _ = run_forward()
    compare("y_hat", y_hat, CACHE["a1"])


def test_forward_cache():
    """The cache has all stages: X, z1, a1"""
    _, cache = run_forward()
    for stage, expected in CACHE.items():
        assert stage in cache, f'The cache has no "{stage}" yet.'
        compare(f'cache["{stage}"]', cache[stage], expected)


def test_forward_other_sizes():
    """One sample, three inputs, and the keys of params in another order"""
    y_hat, _ = neuron.forward(OTHER_X.copy(), copy(OTHER_PARAMS))
    compare("y_hat", y_hat, OTHER_CACHE["a1"])


def test_forward_keeps_its_arguments():
    """forward changes neither its arguments nor an earlier cache"""
    samples, params = X.copy(), copy(PARAMS)
    _, cache = neuron.forward(samples, params)
    kept = {stage: cache[stage].copy() for stage in CACHE}
    neuron.forward(samples + 1, params)
    compare("X after the call", samples, X)
    for name in PARAMS:
        compare(f'params["{name}"] after the call', params[name], PARAMS[name])
    for stage in CACHE:
        compare(f'the first cache["{stage}"] after a second call', cache[stage], kept[stage])


# ── loss ─────────────────────────────────────────────────────────────────────────────────────


def number(what, got):
    """The loss as a float, if it is a single number."""
    assert got is not None, f"{what} is None. Does the function end with a return?"
    assert np.ndim(got) == 0, f"{what} should be a single number, but has shape {np.shape(got)}."
    return float(got)


def test_loss_undecided():
    """If every prediction is ½, the loss is ln 2"""
    got = number("loss(y_hat, Y)", neuron.loss(np.full((3, 1), 0.5), Y.copy()))
    assert np.isclose(got, np.log(2)), (
        "When every y_hat is 0.5, the loss should be ln 2 = 0.69315, whatever y is. "
        f"Yours is {got}."
    )


def test_loss_mean():
    """The loss is the mean of −ln of the probability of the true class"""
    y_hat = np.array([[0.9], [0.2], [0.5]])
    got = number("loss(y_hat, Y)", neuron.loss(y_hat, Y.copy()))
    # The true classes 1, 0, 1 have the probabilities 0.9, 0.8, 0.5.
    assert np.isclose(got, 0.34055041584), (
        "For y_hat = 0.9, 0.2, 0.5 and y = 1, 0, 1, the loss is the mean of −ln 0.9, −ln 0.8 and "
        f"−ln 0.5, which is 0.34055. Yours is {got}."
    )


def test_loss_certain():
    """A certain prediction: loss 0 if right, large but finite if wrong"""
    right = number("loss(Y, Y)", neuron.loss(Y.copy(), Y.copy()))
    assert abs(right) <= 1e-5, (
        f"When y_hat is exactly y, the loss should be 0 (or nearly), but is {right}."
    )
    wrong = number("loss(1 - Y, Y)", neuron.loss(1 - Y, Y.copy()))
    assert 1 < wrong < np.inf, (
        "When y_hat is certain and wrong, the loss should be large, but finite. "
        f"The loss of 1 - Y is {wrong}."
    )


def test_loss_one_class():
    """All samples in one class, and one sample alone"""
    y_hat = np.array([[0.9], [0.2], [0.5]])
    got = number("loss(y_hat, ones)", neuron.loss(y_hat, np.ones((3, 1))))
    assert np.isclose(got, 0.8026485067), (
        "For y_hat = 0.9, 0.2, 0.5 and y = 1, 1, 1, the loss is the mean of −ln 0.9, −ln 0.2 and "
        f"−ln 0.5, which is 0.80265. It is {got}."
    )
    got = number("loss of one sample", neuron.loss(np.array([[0.2]]), np.array([[0.0]])))
    assert np.isclose(got, 0.2231435513), (
        f"For one sample, y_hat = 0.2 and y = 0, the loss is −ln 0.8 = 0.22314. It is {got}."
    )


def test_loss_keeps_its_arguments():
    """loss does not change y_hat and y, also where a prediction is exactly 0 or 1"""
    y_hat, y = 1 - Y, Y.copy()
    neuron.loss(y_hat, y)
    compare("y_hat after the call", y_hat, 1 - Y, rtol=0, atol=0)
    compare("y after the call", y, Y)


# ── backward ─────────────────────────────────────────────────────────────────────────────────


def run_backward(name):
    """Compare the gradient with this name, for the example."""
    grads = neuron.backward(Y.copy(), copy(CACHE), copy(PARAMS))
    assert isinstance(grads, dict), (
        f"backward should return a dict of gradients, but returns a {type(grads).__name__}."
    )
    assert name in grads, f'grads has no "{name}" yet.'
    compare(f'grads["{name}"]', grads[name], GRADS[name])


def test_backward_bias():
    """The gradient of the bias, b1: the sum of ∂loss/∂z1 over the samples"""
    run_backward("b1")


def test_backward_weights():
    """The gradient of the weights, W1"""
    run_backward("W1")


def test_backward_other_sizes():
    """One sample, three inputs or one, keys in another order; no key too many in grads"""
    grads = neuron.backward(np.array([[0.0]]), copy(OTHER_CACHE), copy(OTHER_PARAMS))
    assert set(grads) == {"W1", "b1"}, f"grads should have the keys W1 and b1, not {list(grads)}."
    compare('grads["W1"]', grads["W1"], 0.8175744762 * OTHER_X.T)
    compare('grads["b1"]', grads["b1"], np.array([0.8175744762]))
    cache = copy(OTHER_CACHE) | {"X": np.array([[1.0]])}
    grads = neuron.backward(np.array([[0.0]]), cache, copy(ONE))
    compare('grads["W1"] for one input', grads["W1"], np.array([[0.8175744762]]))


def test_backward_keeps_its_arguments():
    """backward changes neither its arguments nor an earlier gradient"""
    y, cache, params = Y.copy(), copy(CACHE), copy(PARAMS)
    grads = neuron.backward(y, cache, params)
    kept = {name: grads[name].copy() for name in PARAMS}
    neuron.backward(1 - y, cache, params)
    compare("y after the call", y, Y)
    for stage in CACHE:
        compare(f'cache["{stage}"] after the call', cache[stage], CACHE[stage])
    for name in PARAMS:
        compare(f'params["{name}"] after the call', params[name], PARAMS[name])
        compare(f'the first grads["{name}"] after a second call', grads[name], kept[name])


# ── update ───────────────────────────────────────────────────────────────────────────────────

STEP = {"W1": np.array([[1.0], [2.0]]), "b1": np.array([-1.0])}
STEPPED = {"W1": np.array([[0.9], [-0.7]]), "b1": np.array([0.6])}


def test_update_step():
    """One step with lr = 0.1, for the weights and the bias"""
    params = neuron.update(copy(PARAMS), copy(STEP), 0.1)
    assert isinstance(params, dict), (
        f"update should return a dict of parameters, but returns a {type(params).__name__}."
    )
    for name, expected in STEPPED.items():
        assert name in params, f'The new params have no "{name}" yet.'
        compare(f'the new params["{name}"]', params[name], expected)


def test_update_keeps_the_old():
    """update does not change the params and grads that it gets"""
    params, grads = copy(PARAMS), copy(STEP)
    neuron.update(params, grads, 0.1)
    for name in PARAMS:
        compare(f'the old params["{name}"]', params[name], PARAMS[name])
        compare(f'grads["{name}"] after the step', grads[name], STEP[name])


def test_update_small_steps():
    """A small learning rate, all digits, and the keys of grads in another order"""
    grads = {name: STEP[name] for name in reversed(STEP)}
    params = neuron.update(copy(PARAMS), copy(grads), 0.0004)
    compare('the new params["W1"]', params["W1"], np.array([[0.9996], [-0.5008]]))
    compare('the new params["b1"]', params["b1"], np.array([0.5004]))


# ── train: nothing to write, it uses all five functions ──────────────────────────────────────

TRAIN_X = np.array([[-1.0, -2.0], [0.5, -1.0], [0.0, 0.0], [1.0, 0.5], [2.0, 1.0], [1.0, 2.0]])
TRAIN_Y = np.array([[0.0], [0.0], [0.0], [1.0], [1.0], [1.0]])
START = {"W1": np.zeros((2, 1)), "b1": np.zeros(1)}


def test_train_first_steps():
    """The loss before each of the first three steps on six samples"""
    _, losses = neuron.train(TRAIN_X, TRAIN_Y, copy(START), 0.5, 3)
    expected = np.array([0.6931471806, 0.5091708648, 0.4155560274])
    compare("losses", np.array(losses, dtype=float), expected)


def test_train_parts_two_classes():
    """After 200 steps your neuron separates the two classes"""
    params, losses = neuron.train(TRAIN_X, TRAIN_Y, copy(START), 0.5, 200)
    y_hat, _ = neuron.forward(TRAIN_X, params)
    assert np.all(np.abs(y_hat - TRAIN_Y) < 0.2), (
        f"Every prediction should be within 0.2 of {TRAIN_Y.ravel()}.\n"
        f"The neuron predicts {np.round(y_hat.ravel(), 3)}; its last loss is {losses[-1]:.4f}."
    )
