"""Checks to run while you work: a few small examples for each function, with known results.

In the notebook: `check("relu")`. In a terminal: `autograder check`, or plain `pytest`.
The grading runs similar checks with other numbers, other sizes and other depths.
"""

import deep
import numpy as np

try:
    from autograder.examples import compare
except ModuleNotFoundError:  # plain pytest, where the kit is not installed

    def compare(what, got, expected, rtol=1e-6, atol=1e-9):
        """The same comparison, with NumPy's words."""
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol, err_msg=what)


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

# ── A single sample, in class 1 of three ─────────────────────────────────────────────────────

ONE_PARAMS = {
    "b2": np.array([0.0, 0.5, -0.5]),
    "W2": np.array([[1.0, 0.0, -1.0], [0.5, -0.5, 1.0]]),
    "b1": np.array([0.5, 2.0]),
    "W1": np.array([[1.0, 0.5], [-0.5, 1.0]]),
}

ONE_CACHE = {
    "a2": np.array([[0.9196818676, 0.0754920848, 0.0048260475]]),
    "z2": np.array([[2.75, 0.25, -2.5]]),
    "a1": np.array([[2.5, 0.5]]),
    "z1": np.array([[2.5, 0.5]]),
    "X": np.array([[1.0, -2.0]]),
}

ONE_GRADS = {
    "W1": np.array([[0.9148558201, 0.9269209389], [-1.8297116402, -1.8538418778]]),
    "b1": np.array([0.9148558201, 0.9269209389]),
    "W2": np.array(
        [[2.2992046691, -2.3112697879, 0.0120651188], [0.4598409338, -0.4622539576, 0.0024130238]]
    ),
    "b2": np.array([0.9196818676, -0.9245079152, 0.0048260475]),
}

# How exact a gradient must be: the cache of an example is given with ten digits.
CLOSE = {"rtol": 2e-5, "atol": 2e-6}


def copy(arrays):
    """A copy of the dict, with copies of its arrays."""
    return {name: array.copy() for name, array in arrays.items()}


# ── relu ─────────────────────────────────────────────────────────────────────────────────────


def test_relu_values():
    """Positive numbers stay, negative ones become 0"""
    z = np.array([[-2.0, 1.0, 0.0], [0.1, -0.1, 50.0]])
    expected = np.array([[0.0, 1.0, 0.0], [0.1, 0.0, 50.0]])
    compare(f"relu of\n{z}\n", deep.relu(z), expected)


def test_relu_keeps_its_argument():
    """relu changes neither z nor an earlier result"""
    z = np.array([-1.0, 2.0])
    first = deep.relu(z)
    deep.relu(z + 1)
    compare("z after the call", z, np.array([-1.0, 2.0]))
    compare("the first result after a second call", first, np.array([0.0, 2.0]))


# ── softmax ──────────────────────────────────────────────────────────────────────────────────


def test_softmax_values():
    """Softmax works on each row separately"""
    z = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    expected = np.array([[0.0900305732, 0.2447284711, 0.6652409558], [1 / 3, 1 / 3, 1 / 3]])
    compare("the result", deep.softmax(z), expected)


def test_softmax_large_scores():
    """Right for logits of 1000, too"""
    z = np.array([[1000.0, 1000.0], [0.0, 2000.0], [1.0, 0.0], [1000.0, 999.0]])
    expected = np.array([[0.5, 0.5], [0.0, 1.0], [0.7310585786, 0.2689414214]])[[0, 1, 2, 2]]
    compare("the result", deep.softmax(z), expected)


def test_softmax_one_row():
    """One row is an array of one row, and so is its softmax"""
    z = np.array([[1.0, 2.0, 3.0]])
    expected = np.array([[0.0900305732, 0.2447284711, 0.6652409558]])
    compare("the result", deep.softmax(z), expected)


def test_softmax_keeps_its_argument():
    """softmax changes neither z nor an earlier result"""
    z = np.array([[0.0, 1.0], [2.0, 0.0]])
    far = np.array([[0.0, 1000.0]])
    deep.softmax(far)
    first = deep.softmax(z)
    kept = first.copy()
    deep.softmax(2 * z)
    compare("z after the call", z, np.array([[0.0, 1.0], [2.0, 0.0]]))
    compare("z after the call", far, np.array([[0.0, 1000.0]]))
    compare("the first result after a second call", first, kept)


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


def test_initialize_other_sizes():
    """Four layers, drawn from the generator that is handed in"""
    params = deep.initialize([2, 2, 1, 2, 3], np.random.default_rng(7))
    assert len(params) == 8, f"Four layers have W1 to W4 and b1 to b4, not {', '.join(params)}."
    expected = np.array([[-0.4546707852], [-0.9916465550]])
    compare("W2 from default_rng(7)", params["W2"], expected)
    expected = np.array(
        [[-0.4922065186, -0.6204748998, 0.4898420502], [0.3568870082, 0.1054142490, -0.9304680447]]
    )
    compare("W4 from default_rng(7)", params["W4"], expected)


def test_initialize_keeps_an_earlier_start():
    """A second call makes new arrays, and sizes stays as it is"""
    sizes, rng = [2, 3, 2], np.random.default_rng(0)
    first = deep.initialize(sizes, rng)
    kept = copy(first)
    second = deep.initialize(sizes, rng)
    assert sizes == [2, 3, 2], f"After initialize, sizes should still be [2, 3, 2], not {sizes}."
    for array in second.values():
        array[...] = 1
    for name in kept:
        compare(f'the first params["{name}"] after a second call', first[name], kept[name])


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


def test_forward_eleven_layers():
    """One sample, eleven layers, and the keys of params in another order"""
    weights = {1: 0.5, 2: 2.0, 0: 1.0}
    params = {f"W{i}": np.full((1, 1), weights[i % 3]) for i in range(10, 1, -1)}
    params |= {f"b{i}": np.array([0.1 * i]) for i in range(1, 11)}
    params |= {"W11": np.array([[0.25, -0.25]]), "b11": np.zeros(2), "W1": np.full((2, 1), 0.5)}
    y_hat, _ = deep.forward(np.array([[1.0, 2.0]]), params)
    compare("y_hat", y_hat, np.array([[0.9355352342, 0.0644647658]]))


def test_forward_keeps_its_arguments():
    """forward changes neither its arguments nor an earlier cache"""
    samples, params = X.copy(), copy(PARAMS)
    _, cache = deep.forward(samples, params)
    kept = {stage: cache[stage].copy() for stage in CACHE}
    deep.forward(samples + 1, params)
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
    assert abs(right) <= 1e-5, (
        f"When every true class has a probability of 1, the loss should be 0, but is {right}."
    )
    wrong = number("the loss", deep.loss(np.roll(certain, 1, axis=1), Y.copy()))
    assert 1 < wrong < np.inf, (
        "When every true class has a probability of 0, the loss should be large, but finite. "
        f"Yours is {wrong}."
    )


def test_loss_keeps_its_arguments():
    """loss does not change y_hat and y, also where a probability is exactly 0"""
    certain, y = np.eye(3)[Y], Y.copy()
    deep.loss(certain, y)
    compare("y_hat after the call", certain, np.eye(3)[Y], rtol=0, atol=0)
    compare("y after the call", y, Y)


# ── backward ─────────────────────────────────────────────────────────────────────────────────


def compare_grads(y, cache, params, expected_grads):
    """Compare these gradients, from the last layer to the first."""
    grads = deep.backward(y.copy(), copy(cache), copy(params))
    assert isinstance(grads, dict), (
        f"backward should return a dict of gradients, but returns a {type(grads).__name__}."
    )
    for name, expected in reversed(expected_grads.items()):
        assert name in grads, f'grads has no "{name}" yet.'
        compare(f'grads["{name}"]', grads[name], expected, **CLOSE)


def test_backward_output_bias():
    """Two layers: the output layer's bias, b2, the sum of ∂loss/∂z2 over the samples"""
    compare_grads(Y, CACHE, PARAMS, {"b2": GRADS["b2"]})


def test_backward_output_weights():
    """Two layers: the output layer's weights, W2"""
    compare_grads(Y, CACHE, PARAMS, {"W2": GRADS["W2"]})


def test_backward_hidden_bias():
    """Two layers: the hidden layer's bias, b1, the sum of ∂loss/∂z1 over the samples"""
    compare_grads(Y, CACHE, PARAMS, {"b1": GRADS["b1"]})


def test_backward_hidden_weights():
    """Two layers: the hidden layer's weights, W1"""
    compare_grads(Y, CACHE, PARAMS, {"W1": GRADS["W1"]})


def test_backward_three_layers():
    """Three layers: all six gradients"""
    compare_grads(DEEP_Y, DEEP_CACHE, DEEP_PARAMS, DEEP_GRADS)


def test_backward_other_sizes():
    """One sample, no sample in the last class; no key too many in grads"""
    grads = deep.backward(np.array([1]), copy(ONE_CACHE), copy(ONE_PARAMS))
    assert set(grads) == set(ONE_GRADS), (
        f"grads should have the keys {', '.join(ONE_GRADS)}, not {list(grads)}."
    )
    for name, expected in ONE_GRADS.items():
        compare(f'grads["{name}"]', grads[name], expected, **CLOSE)


def test_backward_keeps_its_arguments():
    """backward changes neither its arguments nor an earlier gradient"""
    y, cache, params = Y.copy(), copy(CACHE), copy(PARAMS)
    grads = deep.backward(y, cache, params)
    kept = {name: grads[name].copy() for name in PARAMS}
    deep.backward(2 - y, cache, params)
    compare("y after the call", y, Y)
    for stage in CACHE:
        compare(f'cache["{stage}"] after the call', cache[stage], CACHE[stage])
    for name in PARAMS:
        compare(f'params["{name}"] after the call', params[name], PARAMS[name])
        compare(f'the first grads["{name}"] after a second call', grads[name], kept[name])


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


def test_update_four_layers():
    """Four layers, a small learning rate, and the keys of grads in another order"""
    params = {f"W{i}": np.full((1, 1), float(i)) for i in range(1, 5)}
    grads = {f"W{i}": np.full((1, 1), 10.0 * i) for i in range(4, 0, -1)}
    stepped = deep.update(params, grads, 0.00004)
    for i in range(1, 5):
        compare(f'the new params["W{i}"]', stepped[f"W{i}"], np.full((1, 1), i * 0.9996))


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
