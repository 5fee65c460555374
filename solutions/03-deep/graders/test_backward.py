"""Hidden checks of `backward`: the direction, in time for many weights, then any depth exactly.

Every cache comes from the reference's `forward`, for samples that no other check uses.
The first three checks accept one common factor, so that a forgotten mean loses only its own points.
"""

from itertools import pairwise

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("backward")

TOLERANCE = {"rtol": 2e-5, "atol": 2e-6}
LARGEST = 0.9  # of a gradient's entries, where a check asks for something else
MOST_BETWEEN_LOGITS = 2.5  # so that each of seven classes has a probability of 0.01 or more


def draw(reference, rng, N, sizes, largest_input=1.2):
    """The arguments of one call: y, the cache of a forward pass, and params; keys shuffled.

    No entry of the gradient is large, and the last class occurs, all of them if there are enough
    samples. So a program that is wrong only for large gradients, or where the last class is
    missing, is right for every such draw, and what it loses does not depend on the draw: the check
    `cases` asks for both.
    """
    while True:
        arguments = draw_any(reference, rng, N, sizes, largest_input)
        if max(np.abs(g).max() for g in reference.backward(*arguments).values()) < LARGEST:
            return arguments


def draw_any(reference, rng, N, sizes, largest_input=1.2):
    """As `draw`, with gradients of any size.

    No prediction is nearly certain, so the gradient of a loss with a guard against ln 0 is right.
    """
    params = {}
    for i, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        params[f"b{i}"] = rng.normal(0, 0.5, size=fan_out)
        params[f"W{i}"] = rng.normal(0, np.sqrt(2 / fan_in), size=(fan_in, fan_out))
    last = len(sizes) - 1
    params = {name: params[name] for name in rng.permutation(list(params)).tolist()}
    X = rng.uniform(-largest_input, largest_input, size=(N, sizes[0]))
    _, cache = reference.forward(X, params)
    widest = np.ptp(cache[f"z{last}"], axis=1).max()
    for name in (f"W{last}", f"b{last}"):
        params[name] *= MOST_BETWEEN_LOGITS / widest
    _, cache = reference.forward(X, params)
    y = rng.permutation(np.arange(sizes[-1], sizes[-1] - N, -1) - 1) % sizes[-1]
    return y, {k: cache[k] for k in sorted(cache)}, params


def up_to_a_factor(got, want):
    """The gradients in `want`, times the positive factor that fits the learner's first one best."""
    name, gradient = next(iter(want.items()))
    theirs = got.get(name) if isinstance(got, dict) else None
    comparable = isinstance(theirs, np.ndarray) and theirs.dtype == float
    if not comparable or theirs.shape != gradient.shape:
        return want
    factor = np.vdot(gradient, theirs) / np.vdot(gradient, gradient)
    return {k: factor * g for k, g in want.items()} if 1e-3 < factor < 1e3 else want


@pytest.mark.check(weight=5)
def test_output_layer(student, reference, rng):
    """The output layer: W2 and b2 have the right direction (a common factor is accepted)"""
    arguments = draw(reference, rng, N=7, sizes=[3, 5, 4])
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = up_to_a_factor(got, {"W2": grads["W2"], "b2": grads["b2"]})
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=5)
def test_hidden_layer(student, reference, rng):
    """The hidden layer: W1 and b1 have the right direction (a common factor is accepted)"""
    arguments = draw(reference, rng, N=7, sizes=[3, 5, 4])
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = up_to_a_factor(got, {"W1": grads["W1"], "b1": grads["b1"]})
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=5, after=["output_layer", "hidden_layer"])
def test_many_weights(student, reference, rng):
    """20,000 weights: one backward pass is fast enough; one loss for each weight is too slow"""

    def first_of_sixteen(module, cache, params, *labels):
        gradients = [module.backward(y, cache, params) for y in labels]
        return gradients[0]

    # Loops over all samples and weights need 0.5 s for all 16, one loss for each weight 10 s.
    # Many calls and few weights: what goes to the worker and back is what takes time here.
    y, cache, params = draw(reference, rng, N=4, sizes=[100, 200, 3], largest_input=0.5)
    labels = [y, *(rng.permutation(y) for _ in range(15))]  # the last class is in all of them
    got = student.run(first_of_sixteen, cache, params, *labels)
    grads = reference.backward(y, cache, params)
    want = up_to_a_factor(got, {"W1": grads["W1"], "b1": grads["b1"]})
    small = 2e-5 * np.abs(want["W1"]).max()  # in so large a network the gradients are small
    expect(got, want, extra_keys=True, name="grads", rtol=2e-5, atol=small)


@pytest.mark.check(weight=3, after="output_layer")
def test_mean(student, reference, rng):
    """The loss is a mean, so the gradient has the factor 1/N, once"""

    def gradients(module, tall, wide):
        return {"many samples": module.backward(*tall), "many classes": module.backward(*wide)}

    tall = draw(reference, rng, N=11, sizes=[2, 4, 3])
    wide = draw(reference, rng, N=2, sizes=[4, 3, 7])
    want = gradients(reference, tall, wide)
    want = {case: {"W2": grads["W2"], "b2": grads["b2"]} for case, grads in want.items()}
    expect(student.run(gradients, tall, wide), want, extra_keys=True, **TOLERANCE)


@pytest.mark.check(weight=3, after=["hidden_layer", "mean"])
def test_depths(student, reference, rng):
    """One, three and five layers: all gradients are exactly right"""

    def gradients(module, one, three, five):
        return {
            "one layer": module.backward(*one),
            "three layers": module.backward(*three),
            "five layers": module.backward(*five),
        }

    shapes = [4, 3], [2, 7, 5, 4], [3, 5, 4, 6, 5, 2]
    networks = [draw(reference, rng, N=6, sizes=sizes) for sizes in shapes]
    expect(student.run(gradients, *networks), gradients(reference, *networks), **TOLERANCE)


@pytest.mark.check(weight=1, after="depths")
def test_cases(student, reference, rng):
    """Large gradients, and classes that no sample belongs to"""

    def gradients(module, large, first, last):
        return {
            "large inputs, so large gradients": module.backward(*large),
            "all samples in the first class": module.backward(*first),
            "all samples in the last class": module.backward(*last),
        }

    # All errors of the true class have the same sign, so no sum over the samples cancels them.
    large = draw_any(reference, rng, 6, [4, 3], largest_input=400.0)
    large[1]["X"][:, 0] = rng.uniform(200, 400, size=6)
    _, cache = reference.forward(large[1]["X"], large[2])
    factor = MOST_BETWEEN_LOGITS / np.ptp(cache["z1"], axis=1).max()
    params = {name: factor * p for name, p in large[2].items()}
    _, cache = reference.forward(large[1]["X"], params)
    networks = [(np.full(6, 1), cache, params)]
    for missing in (0, 3):
        _, cache, params = draw(reference, rng, N=5, sizes=[3, 5, 4])
        networks.append((np.full(5, missing), cache, params))
    expect(student.run(gradients, *networks), gradients(reference, *networks), **TOLERANCE)


@pytest.mark.check(weight=1, after="depths")
def test_many_layers(student, reference, rng):
    """Twelve layers: W10 comes after W9, not after W1"""
    arguments = draw(reference, rng, N=5, sizes=[5] * 13)
    expect(student.backward(*arguments), reference.backward(*arguments), name="grads", **TOLERANCE)


@pytest.mark.check(weight=1, after=["hidden_layer", "mean"])
def test_layouts(student, reference, rng):
    """A single sample, and arrays in any memory layout"""

    def gradients(module, single, y, cache, params):
        def columns(arrays):
            return {name: array.copy(order="F") for name, array in arrays.items()}

        def every_other(array):
            return np.repeat(array, 2, axis=0)[::2]

        strided = {name: every_other(array) for name, array in cache.items()}
        return {
            "one sample": module.backward(*single),
            "column-major": module.backward(y, columns(cache), columns(params)),
            "strided": module.backward(every_other(y), strided, params),
        }

    single = draw(reference, rng, N=1, sizes=[4, 6, 3])
    arguments = single, *draw(reference, rng, N=5, sizes=[4, 3, 2])
    expect(student.run(gradients, *arguments), gradients(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=2, after="depths")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, y, cache, params, other):
        stages = dict(cache)
        first = module.backward(y, cache, params)
        second = module.backward(other, cache, params)
        answers = {
            "the cached arrays, afterwards": stages,
            "y, afterwards": y,
            "params, afterwards": params,
            "the first gradient, two calls later": first,
            "the gradient for another y": second,
            "the same call again": module.backward(y, cache, params),
        }
        return cache, answers

    y, cache, params = draw(reference, rng, N=6, sizes=[2, 5, 4, 3])
    y = rng.permutation([0, 1, 2, 0, 1, 2])  # the other y, below, has each class, too
    arguments = y, cache, params, (y + 1) % 3
    cached, got = student.run(three_calls, *arguments)
    want_cached, want = three_calls(reference, *arguments)
    expect(cached, want_cached, extra_keys=True, **TOLERANCE)  # it may gain a key
    expect(got, want, **TOLERANCE)
