"""Hidden checks of `backward`: what each check asks for, no other check asks for again.

The direction of each layer's W, that of its b, the sign, and the factor 1/N have a check each, and
the others accept what these have found. So each of these mistakes costs the same, alone or with
others. Every cache comes from the reference's `forward`, for samples that no other check uses.
"""

from itertools import pairwise

import numpy as np
import pytest

from autograder.grading import common_factor, expect

pytestmark = pytest.mark.task("backward")

TOLERANCE = {"rtol": 2e-5, "atol": 2e-6}
LARGEST = 0.9  # length of a gradient, except in `cases`, where a program may limit it
SMALLEST = 0.005  # of the largest entry of each gradient: no layer is switched off
MOST_BETWEEN_LOGITS = 1.0  # so that each of seven classes has a probability of 0.05 or more


def draw(reference, rng, N, sizes):
    """The arguments of one call: y, the cache of a forward pass, and params; keys shuffled.

    No gradient is long, so what a program loses that limits them does not depend on the draw. The
    last class occurs, all of them if there are enough samples: `cases` asks for missing ones.
    """
    while True:
        arguments = draw_any(reference, rng, N, sizes)
        gradients = reference.backward(*arguments).values()
        if sum(np.vdot(g, g) for g in gradients) < LARGEST**2:
            return arguments


def draw_any(reference, rng, N, sizes):
    """As `draw`, with gradients of any length, but none that is 0."""
    while True:
        arguments = draw_alive_or_not(reference, rng, N, sizes)
        gradients = reference.backward(*arguments).values()
        if min(np.abs(g).max() for g in gradients) > SMALLEST:
            return arguments


def draw_alive_or_not(reference, rng, N, sizes):
    """As `draw_any`, where relu may set a whole layer to 0, and with it all gradients before."""
    params = {}
    for i, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        params[f"b{i}"] = rng.normal(0.1, 0.3, size=fan_out)
        params[f"W{i}"] = rng.normal(0, 1.3 / np.sqrt(fan_in), size=(fan_in, fan_out))
    params = {name: params[name] for name in rng.permutation(list(params)).tolist()}
    X = rng.uniform(-1, 1, size=(N, sizes[0]))
    _, cache = reference.forward(X, params)
    last = len(sizes) - 1
    for name in (f"W{last}", f"b{last}"):
        params[name] *= MOST_BETWEEN_LOGITS / np.ptp(cache[f"z{last}"], axis=1).max()
    _, cache = reference.forward(X, params)
    y = rng.permutation(np.arange(sizes[-1], sizes[-1] - N, -1) - 1) % sizes[-1]
    return y, {k: cache[k] for k in sorted(cache)}, params


def factors(got, grads):
    """For each layer the common factor of its W, by name of W and b.

    Its sign is that of the last layer's, so that one wrong sign counts once.
    """
    found = {name[1:]: common_factor(got, grads, name) for name in grads if name[0] == "W"}
    sign = np.sign(found[max(found, key=int)])
    return {f"{letter}{i}": sign * abs(f) for i, f in found.items() for letter in "Wb"}


def up_to_factors(got, grads, *names):
    """The gradients with these names, each times the factor of its layer."""
    by = factors(got, grads)
    return {name: by[name] * grads[name] for name in names}


def of_two_layers(student, reference, rng, name):
    """Ask for one gradient of a network with one hidden layer."""
    arguments = draw(reference, rng, N=7, sizes=[3, 5, 4])
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    expect(got, up_to_factors(got, grads, name), extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=1)
def test_output_weights(student, reference, rng):
    """The output layer: W2 has the right direction (a common factor and its sign don't count)"""
    of_two_layers(student, reference, rng, "W2")


@pytest.mark.check(weight=1)
def test_output_bias(student, reference, rng):
    """The output layer: b2 has the right direction (the factor and the sign of W2 are accepted)"""
    of_two_layers(student, reference, rng, "b2")


@pytest.mark.check(weight=2)
def test_hidden_weights(student, reference, rng):
    """The hidden layer: W1 has the right direction (a factor, and the sign of W2, don't count)"""
    of_two_layers(student, reference, rng, "W1")


@pytest.mark.check(weight=2)
def test_hidden_bias(student, reference, rng):
    """The hidden layer: b1 has the right direction (the factor and the sign of W1 are accepted)"""
    of_two_layers(student, reference, rng, "b1")


@pytest.mark.check(weight=5, after="output_weights")
def test_sign(student, reference, rng):
    """The gradient points to where the loss grows, so it has the sign of (aL − onehot(y))"""
    arguments = draw(reference, rng, N=6, sizes=[2, 4, 3])
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = {"W2": abs(common_factor(got, grads, "W2")) * grads["W2"]}
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=4, after="output_weights")
def test_mean(student, reference, rng):
    """The loss is a mean, so the gradient has the factor 1/N, once"""

    def gradients(module, tall, wide):
        return {"many samples": module.backward(*tall), "many classes": module.backward(*wide)}

    tall = draw(reference, rng, N=11, sizes=[2, 4, 3])
    wide = draw(reference, rng, N=2, sizes=[4, 3, 7])
    got, want = student.run(gradients, tall, wide), gradients(reference, tall, wide)
    signs = {case: np.sign(common_factor(got[case], g, "W2")) for case, g in want.items()}
    want = {case: {"W2": signs[case] * grads["W2"]} for case, grads in want.items()}
    expect(got, want, extra_keys=True, **TOLERANCE)


WEIGHTS = ["output_weights", "hidden_weights"]


@pytest.mark.check(weight=5, after=WEIGHTS)
def test_many_weights(student, reference, rng):
    """20,000 weights: one backward pass is fast enough; one loss for each weight is too slow"""

    def first_of_sixteen(module, cache, params, *labels):
        gradients = [module.backward(y, cache, params) for y in labels]
        return gradients[0]

    # Loops over all samples and weights need 0.5 s for all 16, one loss for each weight 10 s.
    # Many calls and few weights: what goes to the worker and back is what takes time here.
    y, cache, params = draw_any(reference, rng, N=4, sizes=[100, 200, 3])
    labels = [y, *(rng.permutation(y) for _ in range(15))]  # the last class is in all of them
    got = student.run(first_of_sixteen, cache, params, *labels)
    grads = reference.backward(y, cache, params)
    want = up_to_factors(got, grads, "W1")
    small = 2e-5 * np.abs(want["W1"]).max()  # in so large a network the gradients are small
    expect(got, want, extra_keys=True, name="grads", rtol=2e-5, atol=small)


@pytest.mark.check(weight=2, after=WEIGHTS)
def test_depths(student, reference, rng):
    """One, three, five and twelve layers: each W has the right direction"""

    def gradients(module, one, three, five, twelve):
        return {
            "one layer": module.backward(*one),
            "three layers": module.backward(*three),
            "five layers": module.backward(*five),
            "twelve layers: W10 comes after W9": module.backward(*twelve),
        }

    shapes = [4, 3], [2, 7, 5, 4], [3, 5, 4, 6, 5, 2], [5] * 13
    networks = [draw(reference, rng, N=6, sizes=sizes) for sizes in shapes]
    got, want = student.run(gradients, *networks), gradients(reference, *networks)
    for case, grads in want.items():
        weights = [name for name in grads if name[0] == "W"]
        want[case] = up_to_factors(got[case], grads, *weights)
    expect(got, want, extra_keys=True, **TOLERANCE)


@pytest.mark.check(weight=2, after=["depths", "output_bias", "hidden_bias", "sign", "mean"])
def test_cases(student, reference, rng):
    """Any depth, sizes, classes and values, any memory layout; no other keys in grads"""

    def gradients(module, networks, y, cache, params):
        def columns(arrays):
            return {name: array.copy(order="F") for name, array in arrays.items()}

        def every_other(array):
            return np.repeat(array, 2, axis=0)[::2]

        strided = {name: every_other(array) for name, array in cache.items()}
        return {case: module.backward(*arguments) for case, arguments in networks.items()} | {
            "column-major": module.backward(y, columns(cache), columns(params)),
            "strided": module.backward(every_other(y), strided, params),
        }

    first, last = (draw_any(reference, rng, N=5, sizes=[3, 5, 4])[1:] for _ in range(2))
    networks = {
        "one sample": draw_any(reference, rng, N=1, sizes=[4, 6, 3]),
        "one unit in a layer": draw_any(reference, rng, N=6, sizes=[3, 1, 2]),
        "all sizes alike": draw_any(reference, rng, N=4, sizes=[4, 4, 4]),
        "twelve layers": draw_any(reference, rng, N=5, sizes=[5] * 13),
        "many samples and classes": draw_any(reference, rng, N=130, sizes=[9, 21, 12]),
        "large inputs, so large gradients": large(reference, rng),
        "all samples in the first class": (np.full(5, 0), *first),
        "all samples in the last class": (np.full(5, 3), *last),
    }
    arguments = networks, *draw_any(reference, rng, N=5, sizes=[4, 3, 2])
    expect(student.run(gradients, *arguments), gradients(reference, *arguments), **TOLERANCE)


def large(reference, rng):
    """Arguments with gradients of 50 and more.

    All errors of the true class have the same sign, so no sum over the samples cancels them.
    """
    _, cache, params = draw_any(reference, rng, N=6, sizes=[4, 3])
    X = 400 * cache["X"]
    X[:, 0] = rng.uniform(200, 400, size=6)
    _, cache = reference.forward(X, params)
    factor = MOST_BETWEEN_LOGITS / np.ptp(cache["z1"], axis=1).max()
    params = {name: factor * p for name, p in params.items()}
    return np.full(6, 1), reference.forward(X, params)[1], params


@pytest.mark.check(weight=1, after=WEIGHTS)
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, y, cache, params, other):
        def weights(grads):
            return {name: grads[name] for name in ("W1", "W2", "W3")}

        stages = dict(cache)
        first = module.backward(y, cache, params)
        second = module.backward(other, cache, params)
        gradients = {
            "the first gradient, two calls later": weights(first),
            "the gradient for another y": weights(second),
            "the same call again": weights(module.backward(y, cache, params)),
        }
        afterwards = {
            "the cached arrays, afterwards": stages,
            "y, afterwards": y,
            "params, afterwards": params,
        }
        return cache, gradients, afterwards

    y, cache, params = draw(reference, rng, N=6, sizes=[2, 5, 4, 3])
    y = rng.permutation([0, 1, 2, 0, 1, 2])  # the other y, below, has each class, too
    arguments = y, cache, params, (y + 1) % 3
    cached, got, after = student.run(three_calls, *arguments)
    want_cached, want, want_after = three_calls(reference, *arguments)
    expect(cached, want_cached, extra_keys=True, **TOLERANCE)  # it may gain a key
    first = next(iter(want))
    by = factors(got[first], want[first])
    want = {case: {k: by[k] * g for k, g in grads.items()} for case, grads in want.items()}
    expect(got, want, **TOLERANCE)
    expect(after, want_after)
