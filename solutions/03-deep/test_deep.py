"""Checks to run while you work: a few small examples for each function, with known results.

In the notebook: `check("relu")`. In a terminal: `autograder check`, or plain `pytest`.
The grading runs similar checks with other numbers, other sizes and other depths.
"""

import deep
import numpy as np

try:
    from autograder.examples import compare
except ModuleNotFoundError:  # plain pytest, where the kit is not installed

    def compare(what, got, expected):
        """The same comparison, with NumPy's words."""
        np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-9, err_msg=what)


# ── The example: three samples, two inputs, four hidden units, three classes ─────────────────

X = np.array([[1.0, 2.0], [0.0, -1.0], [-2.0, 0.5]])
Y = np.array([0, 2, 1])

PARAMS = {
    "W1": np.array([[1.0, -0.5, 0.0, 2.0], [0.5, 1.0, -1.0, -0.5]]),
    "b1": np.array([0.75, -1.0, 1.0, 0.0]),
    "W2": np.array([[1.0, -2.0, 0.5], [-1.0, 1.0, 0.0], [0.5, 0.5, -1.0], [0.0, -1.0, 1.0]]),
    "b2": np.array([-0.5, 1.0, 0.0]),
}

CACHE = {
    "X": X,
    "z1": np.array([[2.75, 0.5, -1.0, 1.0], [0.25, -2.0, 2.0, 0.5], [-1.0, 0.5, 0.5, -4.25]]),
    "a1": np.array([[2.75, 0.5, 0.0, 1.0], [0.25, 0.0, 2.0, 0.5], [0.0, 0.5, 0.5, 0.0]]),
    "z2": np.array([[1.75, -5.0, 2.375], [0.75, 1.0, -1.375], [-0.75, 1.75, -0.5]]),
    "a2": np.array(
        [
            [0.3485028690, 0.0004080549, 0.6510890761],
            [0.4160671166, 0.5342407527, 0.0496921307],
            [0.0691251277, 0.8421164513, 0.0887584210],
        ]
    ),
}

GRADS = {
    "W1": np.array(
        [
            [-0.1089229009, 0.3686408463, 0.0887584210, 0.2168936737],
            [0.1580103060, 0.3967686779, -0.4973435399, 0.9286368881],
        ]
    ),
    "b1": np.array([-0.4847790088, 0.1416321698, 0.4307747242, -0.2779558669]),
    "W2": np.array(
        [
            [-0.5625334437, 0.0448941131, 0.5176393307],
            [-0.0970620005, -0.0262459156, 0.1233079162],
            [0.2888989323, 0.3298465770, -0.6187455094],
            [-0.1478211909, 0.0891761438, 0.0586450472],
        ]
    ),
    "b2": np.array([-0.0554349622, 0.1255884196, -0.0701534574]),
}

# ── The same with a third layer: now layer 2 is hidden too, and there are two classes ────────

DEEP_Y = np.array([0, 1, 1])
DEEP_PARAMS = PARAMS | {
    "W3": np.array([[1.0, -1.0], [0.5, 0.5], [-0.5, 1.0]]),
    "b3": np.array([0.0, 0.5]),
}

DEEP_CACHE = CACHE | {
    "a2": np.array([[1.75, 0.0, 2.375], [0.75, 1.0, 0.0], [0.0, 1.75, 0.0]]),
    "z3": np.array([[0.5625, 1.125], [1.25, 0.25], [0.875, 1.375]]),
    "a3": np.array(
        [[0.3629692055, 0.6370307945], [0.7310585786, 0.2689414214], [0.3775406688, 0.6224593312]]
    ),
}

DEEP_GRADS = {
    "W1": np.array(
        [
            [-0.2654294977, 0.4246871963, 0.0000000000, 0.3185153972],
            [-1.0182313812, 0.8493743926, -0.2436861929, 0.6370307945],
        ]
    ),
    "b1": np.array([0.2219428881, 0.4246871963, 0.2436861929, 0.3185153972]),
    "W2": np.array(
        [
            [-1.0460466934, 0.0, 0.8759173424],
            [-0.2123435982, 0.0, 0.1592576986],
            [0.9747447715, 0.0, 0.0],
            [-0.1810010034, 0.0, 0.3185153972],
        ]
    ),
    "b2": np.array([0.0626851894, 0.0, 0.3185153972]),
    "W3": np.array(
        [
            [-0.1888366521, 0.1888366521],
            [0.4639182497, -0.4639182497],
            [-0.5043160456, 0.5043160456],
        ]
    ),
    "b3": np.array([0.1571894843, -0.1571894843]),
}


def copy(arrays):
    """A copy of the dict, with copies of its arrays."""
    return {name: array.copy() for name, array in arrays.items()}


# ── relu ─────────────────────────────────────────────────────────────────────────────────────


def test_relu_values():
    """Positive numbers stay, negative ones become 0"""
    z = np.array([[-2.0, -0.1, 0.0], [0.1, 1.0, 50.0]])
    expected = np.array([[0.0, 0.0, 0.0], [0.1, 1.0, 50.0]])
    compare("the result", deep.relu(z), expected)


def test_relu_keeps_its_argument():
    """relu does not change z itself"""
    z = np.array([-1.0, 2.0])
    deep.relu(z)
    compare("z after the call", z, np.array([-1.0, 2.0]))


# ── softmax ──────────────────────────────────────────────────────────────────────────────────


def test_softmax_values():
    """Softmax works on each row separately"""
    z = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    expected = np.array([[0.0900305732, 0.2447284711, 0.6652409558], [1 / 3, 1 / 3, 1 / 3]])
    compare("the result", deep.softmax(z), expected)


def test_softmax_large_scores():
    """The result is right for logits of 1000, too"""
    z = np.array([[1000.0, 1000.0], [0.0, 1000.0], [1.0, 0.0]])
    expected = np.array([[0.5, 0.5], [0.0, 1.0], [0.7310585786, 0.2689414214]])
    compare("the result", deep.softmax(z), expected)


# ── initialize ───────────────────────────────────────────────────────────────────────────────


def test_initialize_shapes():
    """A W and a b for each layer, in the right shapes"""
    params = deep.initialize([5, 4, 3, 2], np.random.default_rng(0))
    assert isinstance(params, dict), (
        f"initialize should return a dict, but returns a {type(params).__name__}."
    )
    assert set(params) == {"W1", "b1", "W2", "b2", "W3", "b3"}, (
        f"The sizes [5, 4, 3, 2] give three layers: W1, b1, W2, b2, W3, b3. "
        f"Your keys are {', '.join(map(str, params))}."
    )
    shapes = {"W1": (5, 4), "b1": (4,), "W2": (4, 3), "b2": (3,), "W3": (3, 2), "b3": (2,)}
    for name, shape in shapes.items():
        assert np.shape(params[name]) == shape, (
            f"{name} should have the shape {shape}, but has {np.shape(params[name])}."
        )


def test_initialize_spread():
    """The variance of W is 2 / fan_in, and the biases are 0"""
    params = deep.initialize([50, 200, 3], np.random.default_rng(1))
    compare("b1", params["b1"], np.zeros(200))
    for name, fan_in in (("W1", 50), ("W2", 200)):
        spread = params[name].std()
        assert 0.85 < spread / np.sqrt(2 / fan_in) < 1.15, (
            f"{name} has {fan_in} inputs: its entries should have a variance of 2 / {fan_in}, so "
            f"a standard deviation of {np.sqrt(2 / fan_in):.4f}. Theirs is {spread:.4f}."
        )


def test_initialize_draws():
    """Exactly the numbers that the generator draws: W1 first, then W2"""
    params = deep.initialize([2, 3, 2], np.random.default_rng(0))
    w1 = np.array(
        [[0.1257302211, -0.1321048633, 0.6404226504], [0.1049001172, -0.5356693732, 0.3615950549]]
    )
    w2 = np.array(
        [
            [1.0647115784, 0.7732883683],
            [-0.5745974139, -1.0332123045],
            [-0.5089014676, 0.0337425208],
        ]
    )
    compare("W1 from default_rng(0)", params["W1"], w1)
    compare("W2 from default_rng(0)", params["W2"], w2)


# ── forward ──────────────────────────────────────────────────────────────────────────────────


def compare_stages(params, expected_cache):
    """Compare every stage of the example with these parameters."""
    result = deep.forward(X.copy(), copy(params))
    two = "forward should return two things, the prediction and the cache: return y_hat, cache"
    assert isinstance(result, tuple | list), two
    assert len(result) == 2, two
    y_hat, cache = result
    assert isinstance(cache, dict), f"The cache should be a dict, but is a {type(cache).__name__}."
    for stage, expected in expected_cache.items():
        assert stage in cache, f'The cache has no "{stage}" yet.'
        compare(f'cache["{stage}"]', cache[stage], expected)
    compare("y_hat", y_hat, list(expected_cache.values())[-1])


def test_forward_two_layers():
    """Two layers: every stage, relu first, softmax last"""
    compare_stages(PARAMS, CACHE)


def test_forward_three_layers():
    """Three layers: relu on the first two, softmax on the third"""
    compare_stages(DEEP_PARAMS, DEEP_CACHE)


# ── loss ─────────────────────────────────────────────────────────────────────────────────────


def number(what, got):
    """The loss as a float, if it is a single number."""
    assert got is not None, f"{what} is None. Does the function end with a return?"
    assert np.ndim(got) == 0, f"{what} should be a single number, but has shape {np.shape(got)}."
    return float(got)


def test_loss_undecided():
    """If all three classes get the same probability, the loss is ln 3"""
    got = number("loss(y_hat, Y)", deep.loss(np.full((3, 3), 1 / 3), Y.copy()))
    assert np.isclose(got, np.log(3)), (
        f"When every entry of y_hat is 1/3, the loss should be ln 3 = 1.09861. Yours is {got}."
    )


def test_loss_mean():
    """The loss is the mean of −ln of the probability of the true class"""
    y_hat = np.array([[0.5, 0.25, 0.25], [0.3, 0.6, 0.1], [0.1, 0.8, 0.1]])
    got = number("loss(y_hat, Y)", deep.loss(y_hat, Y.copy()))
    # The true classes 0, 2, 1 have the probabilities 0.5, 0.1, 0.8.
    assert np.isclose(got, 1.0729586083), (
        "The true classes 0, 2, 1 have the probabilities 0.5, 0.1, 0.8, so the loss is the mean "
        f"of −ln 0.5, −ln 0.1 and −ln 0.8, which is 1.07296. Yours is {got}."
    )


def test_loss_certain():
    """A certain prediction: loss 0 if right, large but finite if wrong"""
    certain = np.eye(3)[Y]
    right = number("the loss", deep.loss(certain, Y.copy()))
    assert 0 <= right + 1e-12 < 1e-5, (
        f"When every true class has a probability of 1, the loss should be 0, but is {right}."
    )
    wrong = number("the loss", deep.loss(np.roll(certain, 1, axis=1), Y.copy()))
    assert 1 < wrong < np.inf, (
        "When every true class has a probability of 0, the loss should be large, but finite. "
        f"Yours is {wrong}."
    )


# ── backward ─────────────────────────────────────────────────────────────────────────────────


def compare_grads(y, cache, params, expected_grads):
    """Compare these gradients, from the last layer to the first."""
    grads = deep.backward(y.copy(), copy(cache), copy(params))
    assert isinstance(grads, dict), (
        f"backward should return a dict of gradients, but returns a {type(grads).__name__}."
    )
    for name, expected in reversed(expected_grads.items()):
        assert name in grads, f'grads has no "{name}" yet.'
        compare(f'grads["{name}"]', grads[name], expected)


def test_backward_output_layer():
    """Two layers: the gradients of the output layer, W2 and b2"""
    compare_grads(Y, CACHE, PARAMS, {name: GRADS[name] for name in ("W2", "b2")})


def test_backward_hidden_layer():
    """Two layers: the gradients of the hidden layer, W1 and b1"""
    compare_grads(Y, CACHE, PARAMS, {name: GRADS[name] for name in ("W1", "b1")})


def test_backward_three_layers():
    """Three layers: all six gradients"""
    compare_grads(DEEP_Y, DEEP_CACHE, DEEP_PARAMS, DEEP_GRADS)


# ── update ───────────────────────────────────────────────────────────────────────────────────


def test_update_step():
    """One step with lr = 0.5, for every weight and every bias"""
    params = deep.update(copy(PARAMS), copy(PARAMS), 0.5)
    assert isinstance(params, dict), (
        f"update should return a dict of parameters, but returns a {type(params).__name__}."
    )
    for name, old in PARAMS.items():
        assert name in params, f'The new params have no "{name}" yet.'
        # The gradients of this example are the parameters themselves: a step of 0.5 halves them.
        compare(f'the new params["{name}"]', params[name], old / 2)


def test_update_keeps_the_old():
    """update does not change the params and grads that it gets"""
    params, grads = copy(PARAMS), copy(GRADS)
    deep.update(params, grads, 0.1)
    for name in PARAMS:
        compare(f'the old params["{name}"]', params[name], PARAMS[name])
        compare(f'grads["{name}"] after the step', grads[name], GRADS[name])


# ── train: nothing to write, it uses all functions ───────────────────────────────────────────


def test_train_first_steps():
    """The loss before each of the first three steps on the example"""
    _, losses = deep.train(X, Y, copy(PARAMS), 0.5, 3)
    expected = np.array([1.4092848271, 0.4889160719, 0.2207452139])
    compare("losses", np.array(losses, dtype=float), expected)


def test_train_parts_three_classes():
    """From your own start, your network learns to classify three groups"""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], 10)
    samples = np.array([[2.0, 0.0], [-1.0, 2.0], [-1.0, -2.0]])[y] + rng.normal(0, 0.4, (30, 2))
    params, losses = deep.train(samples, y, deep.initialize([2, 8, 8, 3], rng), 0.5, 200)
    y_hat, _ = deep.forward(samples, params)
    right = int(np.sum(y_hat.argmax(axis=1) == y))
    assert right == 30, (
        f"All 30 predictions should be right after 200 steps, but only {right} are; "
        f"the last loss is {losses[-1]:.4f}."
    )
