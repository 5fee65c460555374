"""Hidden checks of `backward`: what each check asks for, no other check asks for again.

The direction of each layer's W, that of its b, the sign, and the factor 2/(N·K) have a check each,
and the others accept what these have found. So each of these mistakes costs the same, alone or
with others. Every cache comes from the reference's `forward`, for samples that no other check uses.
"""

import numpy as np
import pytest

from autograder.grading import common_factor, expect

pytestmark = pytest.mark.task("backward")

# A sigmoid is right within 1e-6 of its value, so a gradient made with it may be off by a little.
TOLERANCE = {"rtol": 2e-5, "atol": 2e-6}
LARGEST = 0.9  # length of a gradient, except in `cases`, where a program may limit it


def draw(reference, rng, N, D, H, K):
    """The arguments of one call: y, the cache of a forward pass, and params.

    No gradient is long, so what a program loses that limits them does not depend on the draw.
    """
    while True:
        arguments = draw_any(reference, rng, N, D, H, K)
        gradients = reference.backward(*arguments).values()
        if sum(np.vdot(g, g) for g in gradients) < LARGEST**2:
            return arguments


def draw_any(reference, rng, N, D, H, K, spread=1.0):
    """As `draw`, with gradients of any length; params of this spread."""
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, K), "b2": (K,)}
    params = {name: spread * rng.normal(size=s) for name, s in shapes.items()}
    _, cache = reference.forward(rng.uniform(-1, 1, size=(N, D)), params)
    return rng.uniform(size=(N, K)), cache, params


def hidden_factor(got, grads):
    """The common factor of W1. Its sign is that of W2's, so that one wrong sign counts once."""
    factor = common_factor(got, grads, "W1")
    return abs(factor) * np.sign(common_factor(got, grads, "W2"))


@pytest.mark.check(weight=3)
def test_output_weights(student, reference, rng):
    """The output layer: W2 has the right direction (a common factor and its sign don't count)"""
    arguments = draw(reference, rng, N=7, D=3, H=5, K=4)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = {"W2": common_factor(got, grads, "W2") * grads["W2"]}
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=2)
def test_output_bias(student, reference, rng):
    """The output layer: b2 has the right direction (the factor and the sign of W2 are accepted)"""
    arguments = draw(reference, rng, N=7, D=3, H=5, K=4)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = {"b2": common_factor(got, grads, "W2") * grads["b2"]}
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=3)
def test_hidden_weights(student, reference, rng):
    """The hidden layer: W1 has the right direction (a factor, and the sign of W2, don't count)"""
    arguments = draw(reference, rng, N=7, D=3, H=5, K=4)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = {"W1": hidden_factor(got, grads) * grads["W1"]}
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=2)
def test_hidden_bias(student, reference, rng):
    """The hidden layer: b1 has the right direction (the factor and the sign of W1 are accepted)"""
    arguments = draw(reference, rng, N=7, D=3, H=5, K=4)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = {"b1": hidden_factor(got, grads) * grads["b1"]}
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=6, after="output_weights")
def test_sign(student, reference, rng):
    """The gradient points to where the loss grows, so it has the sign of (a2 − y)"""
    arguments = draw(reference, rng, N=6, D=2, H=4, K=3)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = {"W2": abs(common_factor(got, grads, "W2")) * grads["W2"]}
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=5, after="output_weights")
def test_mean(student, reference, rng):
    """The loss is a mean of squares, so the gradient has the factor 2/(N·K), once"""

    def gradients(module, tall, wide):
        return {"many samples": module.backward(*tall), "many outputs": module.backward(*wide)}

    tall = draw(reference, rng, N=11, D=2, H=4, K=3)
    wide = draw(reference, rng, N=2, D=4, H=3, K=7)
    got, want = student.run(gradients, tall, wide), gradients(reference, tall, wide)
    signs = {case: np.sign(common_factor(got[case], g, "W2")) for case, g in want.items()}
    want = {case: {"W2": signs[case] * grads["W2"]} for case, grads in want.items()}
    expect(got, want, extra_keys=True, **TOLERANCE)


@pytest.mark.check(weight=6, after=["output_weights", "hidden_weights"])
def test_many_weights(student, reference, rng):
    """20,000 weights: one backward pass is fast enough; one loss for each weight is too slow"""

    def first_of_sixteen(module, cache, params, *labels):
        gradients = [module.backward(y, cache, params) for y in labels]
        return gradients[0]

    # Loops over all samples and weights need 0.5 s for all 16, one loss for each weight 10 s.
    # Many calls and few weights: what goes to the worker and back is what takes time here.
    y, cache, params = draw_any(reference, rng, N=4, D=100, H=200, K=3, spread=0.1)
    got = student.run(first_of_sixteen, cache, params, y, *rng.uniform(size=(15, 4, 3)))
    grads = reference.backward(y, cache, params)
    want = {"W1": hidden_factor(got, grads) * grads["W1"]}
    small = 2e-5 * np.abs(want["W1"]).max()  # in so large a network the gradients are small
    expect(got, want, extra_keys=True, name="grads", rtol=2e-5, atol=small)


WEIGHTS = ["output_weights", "hidden_weights"]


@pytest.mark.check(weight=2, after=[*WEIGHTS, "output_bias", "hidden_bias", "sign", "mean"])
def test_cases(student, reference, rng):
    """Any sizes, values and memory layout, keys in any order; no other keys in grads"""

    def gradients(module, sizes, large, y, cache, params):
        def columns(array):
            return np.array(array, order="F")

        def every_other(array):
            return np.repeat(array, 2, axis=0)[::2]

        def in_layout(layout):
            dicts = [{name: layout(array) for name, array in d.items()} for d in (cache, params)]
            return layout(y), *dicts

        column_major, strided = in_layout(columns), in_layout(every_other)
        return {case: module.backward(*arguments) for case, arguments in sizes.items()} | {
            "large inputs, so large gradients": module.backward(*large),
            "column-major arrays": module.backward(*column_major),
            "strided arrays": module.backward(*strided),
            "keys in another order": module.backward(y, cache, params),
        }

    sizes = {
        "one sample": draw_any(reference, rng, N=1, D=3, H=2, K=4),
        "one output": draw_any(reference, rng, N=6, D=2, H=4, K=1),
        "one hidden unit": draw_any(reference, rng, N=5, D=3, H=1, K=2),
        "all sizes alike": draw_any(reference, rng, N=4, D=4, H=4, K=4),
        "many samples and units": draw_any(reference, rng, N=130, D=9, H=21, K=12),
        "the samples of XOR": xor(reference, rng),
    }
    # All errors have the same sign, so no sum over the samples cancels them.
    params = {
        "W1": rng.uniform(-1, 1, size=(1, 2)) / 4000,
        "b1": rng.uniform(-0.3, 0.3, size=2),
        "W2": rng.uniform(0.5, 1, size=(2, 1)),
        "b2": rng.uniform(-0.5, 0.5, size=1),
    }
    _, cache = reference.forward(rng.uniform(3000, 4000, size=(6, 1)), params)
    large = np.zeros((6, 1)), cache, params
    y, cache, params = draw_any(reference, rng, N=5, D=4, H=3, K=2)
    cache = {name: cache[name] for name in ("X", "a1", "z1", "a2", "z2")}
    params = {name: params[name] for name in ("W2", "b1", "b2", "W1")}
    arguments = sizes, large, y, cache, params
    expect(student.run(gradients, *arguments), gradients(reference, *arguments), **TOLERANCE)


def xor(reference, rng):
    """The arguments for the samples of XOR, in their usual order."""
    _, _, params = draw_any(reference, rng, N=1, D=2, H=4, K=1)
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return np.array([[0.0], [1.0], [1.0], [0.0]]), reference.forward(X, params)[1], params


@pytest.mark.check(weight=1, after=WEIGHTS)
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, y, cache, params, other):
        def weights(grads):
            return {"W2": grads["W2"], "W1": grads["W1"]}

        stages = dict(cache)
        first = module.backward(y, cache, params)
        second = module.backward(other, cache, params)
        gradients = {
            "the first gradient, two calls later": weights(first),
            "the gradient for another y": weights(second),
            "the same call again": weights(module.backward(y, cache, params)),
        }
        afterwards = {
            "y, afterwards": y,
            "the cached arrays, afterwards": stages,
            "params, afterwards": params,
        }
        return cache, gradients, afterwards

    y, cache, params = draw(reference, rng, N=6, D=2, H=5, K=3)
    arguments = y, cache, params, rng.uniform(size=y.shape)
    cached, got, after = student.run(three_calls, *arguments)
    want_cached, want, want_after = three_calls(reference, *arguments)
    expect(cached, want_cached, extra_keys=True, **TOLERANCE)  # it may gain a key
    first = next(iter(want))
    factors = {
        "W2": common_factor(got[first], want[first], "W2"),
        "W1": hidden_factor(got[first], want[first]),
    }
    want = {case: {k: factors[k] * g for k, g in grads.items()} for case, grads in want.items()}
    expect(got, want, **TOLERANCE)
    expect(after, want_after)
