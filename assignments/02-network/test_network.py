"""Checks to run while you work: a few small examples for each function, with known results.

In the notebook: `check("sigmoid")`. In a terminal: `autograder check`, or plain `pytest`.
The grading runs similar checks with other numbers and other sizes.
"""

import network
import numpy as np

try:
    from autograder.examples import compare
except ModuleNotFoundError:  # plain pytest, where the kit is not installed

    def compare(what, got, expected, rtol=1e-6, atol=1e-9):
        """The same comparison, with NumPy's words."""
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol, err_msg=what)


# ── The example: three samples, two inputs, four hidden units, two outputs ───────────────────

X = np.array([[1.0, 2.0], [0.0, -1.0], [-2.0, 0.5]])
Y = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])

PARAMS = {
    "W1": np.array([[1.0, -0.5, 0.0, 2.0], [0.5, 1.0, -1.0, -0.5]]),
    "b1": np.array([0.5, -1.0, 1.0, 0.0]),
    "W2": np.array([[1.0, -2.0], [-1.0, 1.0], [2.0, 0.5], [0.5, -1.0]]),
    "b2": np.array([-0.5, 1.0]),
}

CACHE = {
    "X": X,
    "z1": np.array([[2.5, 0.5, -1.0, 1.0], [0.0, -2.0, 2.0, 0.5], [-1.25, 0.5, 0.5, -4.25]]),
    "a1": np.array(
        [
            [0.9241418200, 0.6224593312, 0.2689414214, 0.7310585786],
            [0.5000000000, 0.1192029220, 0.8807970780, 0.6224593312],
            [0.2227001388, 0.6224593312, 0.6224593312, 0.0140636270],
        ]
    ),
    "z2": np.array(
        [
            [0.7050946208, -0.8224121767],
            [1.9536208995, -0.0628578702],
            [0.3521912835, 1.4742250921],
        ]
    ),
    "a2": np.array(
        [
            [0.6693163457, 0.3052518618],
            [0.8758409276, 0.4842907045],
            [0.5871488584, 0.8136987300],
        ]
    ),
}

GRADS = {
    "W1": np.array(
        [
            [0.0038021732, 0.0066637743, -0.0178167021, -0.0062990226],
            [-0.0410095969, 0.0304849988, -0.0167708658, -0.0271873023],
        ]
    ),
    "b1": np.array([0.0203987395, 0.0050337475, 0.0021127834, 0.0070079249]),
    "W2": np.array(
        [
            [-0.0051043603, 0.0020051245],
            [-0.0070185153, 0.0181809325],
            [0.0257848526, -0.0221452706],
            [0.0020248725, -0.0107261327],
        ]
    ),
    "b2": np.array([0.0143921841, -0.0055032544]),
}

# ── Another one: five samples, two inputs, two hidden units, one output ──────────────────────

OTHER_Y = np.array([[1.0], [0.0], [0.5], [1.0], [0.0]])

OTHER_PARAMS = {
    "b2": np.array([0.5]),
    "W2": np.array([[2.0], [-1.0]]),
    "b1": np.array([0.0, 0.5]),
    "W1": np.array([[1.0, 0.5], [-0.5, 1.0]]),
}

OTHER_CACHE = {
    "a2": np.array(
        [[0.7740037966], [0.6076648056], [0.7035210516], [0.5800408157], [0.8712940094]]
    ),
    "z2": np.array(
        [[1.2310585786], [0.4375068614], [0.8641215844], [0.3229409464], [1.9124488136]]
    ),
    "a1": np.array(
        [
            [0.7310585786, 0.7310585786],
            [0.3775406688, 0.8175744762],
            [0.6224593312, 0.8807970780],
            [0.2227001388, 0.6224593312],
            [0.8175744762, 0.2227001388],
        ]
    ),
    "z1": np.array([[1.0, 1.0], [-0.5, 1.5], [0.5, 2.0], [-1.25, 0.5], [1.5, -1.25]]),
    "X": np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [-1.0, 0.5], [0.5, -2.0]]),
}

OTHER_GRADS = {
    "W1": np.array([[0.0217587481, -0.0116728581], [0.0048174211, 0.0079133832]]),
    "b1": np.array([0.0264906693, -0.0044658903]),
    "W2": np.array([[0.0437279665], [0.0340065292]]),
    "b2": np.array([0.0572796595]),
}

# How exact a result must be that depends on your sigmoid, which may itself be off by a little.
CLOSE = {"rtol": 2e-5, "atol": 2e-6}


def copy(arrays):
    """A copy of the dict, with copies of its arrays."""
    return {name: array.copy() for name, array in arrays.items()}


# ── sigmoid ──────────────────────────────────────────────────────────────────────────────────


def test_sigmoid_in_the_middle():
    """σ(0) is one half"""
    compare("the result", network.sigmoid(np.array([0.0])), np.array([0.5]))


def test_sigmoid_values():
    """σ grows from 0 to 1, and the result has the shape of z"""
    z = np.array([[-2.0, -1.0, 0.0], [1.0, 2.0, 5.0]])
    expected = np.array(
        [[0.1192029220, 0.2689414214, 0.5], [0.7310585786, 0.8807970780, 0.9933071491]]
    )
    compare("the result", network.sigmoid(z), expected)


def test_sigmoid_far_out():
    """σ(−1000) is 0 and σ(1000) is 1; no result is nan"""
    z = np.array([-1000.0, 1000.0])
    compare("the result", network.sigmoid(z), np.array([0.0, 1.0]))


def test_sigmoid_keeps_its_argument():
    """sigmoid changes neither z nor an earlier result"""
    z = np.array([[-2.0, -1.0], [1.0, 2.0]])
    far = np.array([-1000.0, 1000.0])
    network.sigmoid(far)
    first = network.sigmoid(z)
    kept = first.copy()
    network.sigmoid(z + 1)
    compare("z after the call", z, np.array([[-2.0, -1.0], [1.0, 2.0]]))
    compare("z after the call", far, np.array([-1000.0, 1000.0]))
    compare("the first result after a second call", first, kept)


# ── forward ──────────────────────────────────────────────────────────────────────────────────


def run_forward():
    """The pair (y_hat, cache) that `forward` returns for the example."""
    result = network.forward(X.copy(), copy(PARAMS))
    is_pair = isinstance(result, tuple | list) and len(result) == 2
    assert is_pair, (
        "forward should return two things, the prediction and the cache: return y_hat, cache"
    )
    assert isinstance(result[1], dict), (
        f"The cache should be a dict, but is a {type(result[1]).__name__}."
    )
    return result


def test_forward_hidden_layer():
    """The hidden layer of the example: z1 and a1"""
    _, cache = run_forward()
    for stage in ("z1", "a1"):
        assert stage in cache, f'The cache has no "{stage}" yet.'
        compare(f'cache["{stage}"]', cache[stage], CACHE[stage], **CLOSE)


def test_forward_prediction():
    """The prediction for the example"""
    y_hat, _ = run_forward()
    compare("y_hat", y_hat, CACHE["a2"], **CLOSE)


def test_forward_cache():
    """The cache has all stages: X, z1, a1, z2, a2"""
    _, cache = run_forward()
    for stage, expected in CACHE.items():
        assert stage in cache, f'The cache has no "{stage}" yet.'
        compare(f'cache["{stage}"]', cache[stage], expected, **CLOSE)


def test_forward_other_sizes():
    """Five samples, three inputs, five hidden units, one output; keys in another order"""
    samples = np.linspace(-1, 1, 15).reshape(5, 3)
    params = {
        "W2": np.linspace(1, -1, 5).reshape(5, 1),
        "b2": np.array([0.3]),
        "W1": np.linspace(-1, 1, 15).reshape(3, 5),
        "b1": np.linspace(0.5, -0.5, 5),
    }
    y_hat, _ = network.forward(samples, params)
    expected = [[0.7297795857], [0.6922285031], [0.6465891751], [0.5943437942], [0.5387668311]]
    compare("y_hat", y_hat, np.array(expected), **CLOSE)


def test_forward_keeps_its_arguments():
    """forward changes neither its arguments nor an earlier cache"""
    samples, params = X.copy(), copy(PARAMS)
    _, cache = network.forward(samples, params)
    kept = {stage: cache[stage].copy() for stage in CACHE}
    network.forward(samples + 1, params)
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


def test_loss_perfect():
    """The loss of a perfect prediction is 0"""
    got = number("loss(Y, Y)", network.loss(Y.copy(), Y.copy()))
    assert abs(got) < 1e-9, f"When y_hat and y are the same, the loss should be 0, but is {got}."


def test_loss_mean():
    """The loss is the mean of the squared errors over all entries"""
    y_hat = np.array([[0.5, 1.0, 0.0], [0.9, 0.2, 1.0]])
    y = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]])
    got = number("loss(y_hat, y)", network.loss(y_hat, y))
    # The squares are 0.25, 0, 1 in the first row and 0.01, 0.04, 0 in the second.
    assert np.isclose(got, 1.3 / 6), (
        f"The six squared errors add up to 1.3, so the loss should be 1.3 / 6 = 0.21667, not {got}."
    )


def test_loss_memory_order():
    """An array that is stored column by column has the same loss"""
    y_hat = np.array([[0.5, 1.0, 0.0], [0.9, 0.2, 1.0]], order="F")
    y = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]])
    got = number("loss(y_hat, y)", network.loss(y_hat, y))
    assert np.isclose(got, 1.3 / 6), f"The loss should be 1.3 / 6 = 0.21667, not {got}."


def test_loss_keeps_its_arguments():
    """loss does not change y_hat and y"""
    y_hat, y = 1 - Y, Y.copy()
    network.loss(y_hat, y)
    compare("y_hat after the call", y_hat, 1 - Y)
    compare("y after the call", y, Y)


# ── backward ─────────────────────────────────────────────────────────────────────────────────


def run_backward(name):
    """Compare the gradient with this name, for the example."""
    grads = network.backward(Y.copy(), copy(CACHE), copy(PARAMS))
    assert isinstance(grads, dict), (
        f"backward should return a dict of gradients, but returns a {type(grads).__name__}."
    )
    assert name in grads, f'grads has no "{name}" yet.'
    compare(f'grads["{name}"]', grads[name], GRADS[name], **CLOSE)


def test_backward_output_bias():
    """The output layer's bias, b2: the sum of ∂loss/∂z2 over the samples"""
    run_backward("b2")


def test_backward_output_weights():
    """The output layer's weights, W2"""
    run_backward("W2")


def test_backward_hidden_bias():
    """The hidden layer's bias, b1: the sum of ∂loss/∂z1 over the samples"""
    run_backward("b1")


def test_backward_hidden_weights():
    """The hidden layer's weights, W1"""
    run_backward("W1")


def test_backward_other_sizes():
    """Five samples, one output, keys in another order; no key too many in grads"""
    grads = network.backward(OTHER_Y.copy(), copy(OTHER_CACHE), copy(OTHER_PARAMS))
    assert set(grads) == set(OTHER_GRADS), (
        f"grads should have the keys {', '.join(OTHER_GRADS)}, not {list(grads)}."
    )
    for name, expected in OTHER_GRADS.items():
        compare(f'grads["{name}"]', grads[name], expected, **CLOSE)


def test_backward_keeps_its_arguments():
    """backward changes neither its arguments nor an earlier gradient"""
    y, cache, params = Y.copy(), copy(CACHE), copy(PARAMS)
    grads = network.backward(y, cache, params)
    kept = {name: grads[name].copy() for name in PARAMS}
    network.backward(1 - y, cache, params)
    compare("y after the call", y, Y)
    for stage in CACHE:
        compare(f'cache["{stage}"] after the call', cache[stage], CACHE[stage])
    for name in PARAMS:
        compare(f'params["{name}"] after the call', params[name], PARAMS[name])
        compare(f'the first grads["{name}"] after a second call', grads[name], kept[name])


# ── update ───────────────────────────────────────────────────────────────────────────────────

STEP = {
    "W1": np.array([[1.0, 2.0, -1.0, 0.0], [0.5, 0.0, 1.0, -2.0]]),
    "b1": np.array([1.0, 0.0, -1.0, 2.0]),
    "W2": np.array([[1.0, 0.0], [2.0, -1.0], [0.0, 1.0], [-2.0, 0.5]]),
    "b2": np.array([1.0, -1.0]),
}

STEPPED = {
    "W1": np.array([[0.9, -0.7, 0.1, 2.0], [0.45, 1.0, -1.1, -0.3]]),
    "b1": np.array([0.4, -1.0, 1.1, -0.2]),
    "W2": np.array([[0.9, -2.0], [-1.2, 1.1], [2.0, 0.4], [0.7, -1.05]]),
    "b2": np.array([-0.6, 1.1]),
}


def test_update_step():
    """One step with lr = 0.1, for weights and biases"""
    params = network.update(copy(PARAMS), copy(STEP), 0.1)
    assert isinstance(params, dict), (
        f"update should return a dict of parameters, but returns a {type(params).__name__}."
    )
    for name, expected in STEPPED.items():
        assert name in params, f'The new params have no "{name}" yet.'
        compare(f'the new params["{name}"]', params[name], expected)


def test_update_keeps_the_old():
    """update does not change the params and grads that it gets"""
    params, grads = copy(PARAMS), copy(STEP)
    network.update(params, grads, 0.1)
    for name in PARAMS:
        compare(f'the old params["{name}"]', params[name], PARAMS[name])
        compare(f'grads["{name}"] after the step', grads[name], STEP[name])


def test_update_small_steps():
    """A small learning rate, all digits, and the keys of grads in another order"""
    grads = {name: STEP[name] for name in reversed(STEP)}
    params = network.update(copy(PARAMS), copy(grads), 0.0004)
    compare('the new params["b1"]', params["b1"], np.array([0.4996, -1.0, 1.0004, -0.0008]))
    compare('the new params["b2"]', params["b2"], np.array([-0.5004, 1.0004]))
    expected = np.array([[0.9996, -2.0], [-1.0008, 1.0004], [2.0, 0.4996], [0.5008, -1.0002]])
    compare('the new params["W2"]', params["W2"], expected)


# ── train: nothing to write, it uses all five functions ──────────────────────────────────────

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([[0.0], [1.0], [1.0], [0.0]])

START = {
    "W1": np.array([[1.5, -1.0, 0.5, -2.0], [1.0, 1.5, -0.5, -1.5]]),
    "b1": np.zeros(4),
    "W2": np.array([[1.0], [0.5], [-1.0], [-0.5]]),
    "b2": np.zeros(1),
}


def test_train_first_steps():
    """The loss before each of the first three steps on XOR"""
    _, losses = network.train(XOR_X, XOR_Y, copy(START), 1.0, 3)
    expected = np.array([0.2511096460, 0.2464622890, 0.2436890094])
    compare("losses", np.array(losses, dtype=float), expected)


def test_train_solves_xor():
    """After 500 steps your network has learned XOR"""
    params, losses = network.train(XOR_X, XOR_Y, copy(START), 5.0, 500)
    y_hat, _ = network.forward(XOR_X, params)
    assert np.all(np.abs(y_hat - XOR_Y) < 0.2), (
        f"Every prediction should be within 0.2 of {XOR_Y.ravel()}.\n"
        f"The network predicts {np.round(y_hat.ravel(), 3)}; its last loss is {losses[-1]:.4f}."
    )
