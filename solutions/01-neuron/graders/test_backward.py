"""Hidden checks of `backward`: what each check asks for, no other check asks for again.

The direction of W1, that of b1, the sign, and the factor 1/N have a check each, and the others
accept what these have found. So each of these mistakes costs the same, alone or with others.
Every cache comes from the reference's `forward`, for samples that no other check uses.
"""

import numpy as np
import pytest

from autograder.grading import common_factor, expect

pytestmark = pytest.mark.task("backward")

# A sigmoid is right within 1e-6 of its value, so a gradient made with it may be off by a little.
TOLERANCE = {"rtol": 2e-5, "atol": 2e-6}
LARGEST = 0.9  # length of a gradient, except in `cases`, where a program may limit it


def draw(reference, rng, N, D):
    """The arguments of one call: y, the cache of a forward pass, and params; keys shuffled.

    No gradient is long, so what a program loses that limits them does not depend on the draw.
    """
    while True:
        arguments = draw_any(reference, rng, N, D)
        gradients = reference.backward(*arguments).values()
        if sum(np.vdot(g, g) for g in gradients) < LARGEST**2:
            return arguments


def draw_any(reference, rng, N, D):
    """As `draw`, with gradients of any length.

    No prediction is nearly certain, so the gradient of a loss with a guard against ln 0 is right.
    """
    params = {"b1": rng.uniform(-0.5, 0.5, size=1), "W1": rng.uniform(-0.8, 0.8, size=(D, 1))}
    params["W1"] /= np.sqrt(D)
    X = rng.uniform(-1, 1, size=(N, D))
    _, cache = reference.forward(X, params)
    y = rng.permutation(np.arange(N) % 2.0).reshape(N, 1)
    return y, {name: cache[name] for name in reversed(cache)}, params


@pytest.mark.check(weight=5)
def test_weights(student, reference, rng):
    """The gradient of W1 has the right direction (a common factor and its sign don't count)"""
    arguments = draw(reference, rng, N=7, D=3)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = {"W1": common_factor(got, grads, "W1") * grads["W1"]}
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=3)
def test_bias(student, reference, rng):
    """The gradient of b1 has the right direction (the factor and the sign of W1 are accepted)"""
    arguments = draw(reference, rng, N=7, D=3)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = {"b1": common_factor(got, grads, "W1") * grads["b1"]}
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=5, after="weights")
def test_sign(student, reference, rng):
    """The gradient points to where the loss grows, so it has the sign of (a1 − y)"""
    arguments = draw(reference, rng, N=6, D=4)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = {"W1": abs(common_factor(got, grads, "W1")) * grads["W1"]}
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=4, after="weights")
def test_mean(student, reference, rng):
    """The loss is a mean, so the gradient has the factor 1/N, once"""

    def gradients(module, many, few):
        return {"many samples": module.backward(*many), "many inputs": module.backward(*few)}

    many, few = draw(reference, rng, N=11, D=2), draw(reference, rng, N=2, D=5)
    got, want = student.run(gradients, many, few), gradients(reference, many, few)
    signs = {case: np.sign(common_factor(got[case], g, "W1")) for case, g in want.items()}
    want = {case: {"W1": signs[case] * grads["W1"]} for case, grads in want.items()}
    expect(got, want, extra_keys=True, **TOLERANCE)


@pytest.mark.check(weight=5, after="weights")
def test_many_weights(student, reference, rng):
    """10,000 weights: one backward pass is fast enough; one loss for each weight is too slow"""

    def first_of_32(module, cache, params, *labels):
        gradients = [module.backward(y, cache, params)["W1"] for y in labels]
        return {"W1": gradients[0]}

    # Loops over all samples and weights need 0.5 s for all 32, one loss for each weight 10 s.
    # Many calls and few weights: what goes to the worker and back is what takes time here.
    labels = [np.reshape([float(bit) for bit in f"{i:05b}"], (5, 1)) for i in rng.permutation(32)]
    _, cache, params = draw_any(reference, rng, N=5, D=10_000)
    got = student.run(first_of_32, cache, params, *labels)
    grads = reference.backward(labels[0], cache, params)
    want = {"W1": common_factor(got, grads, "W1") * grads["W1"]}
    expect(got, want, name="grads", **TOLERANCE)


@pytest.mark.check(weight=2, after=["weights", "bias", "sign", "mean"])
def test_cases(student, reference, rng):
    """Any number of samples and inputs, any values, any memory layout; no other keys in grads"""

    def gradients(module, one_sample, one_input, square, many, xor, large, y, cache, params):
        def every_other(array, axis):
            return np.repeat(array, 2, axis)[(slice(None),) * axis + (slice(None, None, 2),)]

        rows = {name: every_other(array, 0) for name, array in cache.items()}
        columns = {name: every_other(array, 1) for name, array in cache.items()}
        turned = {name: np.asfortranarray(array.copy()) for name, array in cache.items()}
        return {
            "one sample": module.backward(*one_sample),
            "one input": module.backward(*one_input),
            "as many samples as inputs": module.backward(*square),
            "many samples": module.backward(*many),
            "the samples of XOR": module.backward(*xor),
            "large inputs, so large gradients": module.backward(*large),
            "column-major": module.backward(y.copy(order="F"), turned, params),
            "every other row": module.backward(every_other(y, 0), rows, params),
            "every other column": module.backward(every_other(y, 1), columns, params),
        }

    sizes = (1, 3), (6, 1), (5, 5), (150, 21)
    drawn = [draw_any(reference, rng, N, D) for N, D in sizes]
    params = {"W1": rng.uniform(-1, 1, size=(2, 1)), "b1": rng.uniform(-1, 1, size=1)}
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    drawn.append((np.array([[0.0], [1.0], [1.0], [0.0]]), reference.forward(X, params)[1], params))
    # All errors have the same sign, so no sum over the samples cancels them.
    params = {"b1": rng.uniform(-0.5, 0.5, size=1), "W1": rng.uniform(-1, 1, size=(2, 1)) / 400}
    _, cache = reference.forward(rng.uniform(300, 400, size=(6, 2)), params)
    arguments = *drawn, (np.ones((6, 1)), cache, params), *draw_any(reference, rng, N=5, D=4)
    expect(student.run(gradients, *arguments), gradients(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=1, after="weights")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, y, cache, params, other):
        stages = dict(cache)
        first = module.backward(y, cache, params)
        second = module.backward(other, cache, params)
        gradients = {
            "the first gradient, two calls later": {"W1": first["W1"]},
            "the gradient for another y": {"W1": second["W1"]},
            "the same call again": {"W1": module.backward(y, cache, params)["W1"]},
        }
        afterwards = {
            "y, afterwards": y,
            "the cached arrays, afterwards": stages,
            "params, afterwards": params,
        }
        return cache, gradients, afterwards

    y, cache, params = draw(reference, rng, N=6, D=2)
    arguments = y, cache, params, 1 - y
    cached, got, after = student.run(three_calls, *arguments)
    want_cached, want, want_after = three_calls(reference, *arguments)
    expect(cached, want_cached, extra_keys=True, **TOLERANCE)  # it may gain a key
    first = next(iter(want))
    factor = common_factor(got[first], want[first], "W1")
    expect(got, {case: {"W1": factor * g["W1"]} for case, g in want.items()}, **TOLERANCE)
    expect(after, want_after)
