"""Hidden checks of `backward`: the direction, in time for many weights, then the exact gradient.

Every cache comes from the reference's `forward`, for samples that no other check uses.
The first three checks accept one common factor, so that a forgotten mean loses only its own points.
"""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("backward")

# A sigmoid is right within 1e-6 of its value, so a gradient made with it may be off by a little.
TOLERANCE = {"rtol": 2e-5, "atol": 2e-6}


def draw(reference, rng, N, D):
    """The arguments of one call: y, the cache of a forward pass, and params; keys shuffled.

    No prediction is nearly certain, so the gradient of a loss with a guard against ln 0 is right.
    No entry of the gradient is 1 or more: large ones are asked for once, in `single_sample`.
    """
    params = {"b1": rng.uniform(-0.5, 0.5, size=1), "W1": rng.uniform(-0.8, 0.8, size=(D, 1))}
    params["W1"] /= np.sqrt(D)
    X = rng.uniform(-1, 1, size=(N, D))
    _, cache = reference.forward(X, params)
    y = rng.permutation(np.arange(N) % 2.0).reshape(N, 1)
    return y, {name: cache[name] for name in reversed(cache)}, params


def common_factor(got, want, least=1e-3):
    """The factor by which the learner's W1 is too large, if nothing else is wrong; else 1.

    A factor is accepted between `least` and 1 / `least`.
    """
    theirs = got.get("W1") if isinstance(got, dict) else None
    gradient = want["W1"]
    comparable = isinstance(theirs, np.ndarray) and theirs.dtype == float
    if not comparable or theirs.shape != gradient.shape:
        return 1.0
    factor = np.vdot(gradient, theirs) / np.vdot(gradient, gradient)
    proportional = np.allclose(theirs, factor * gradient, **TOLERANCE)
    return factor if proportional and least < factor < 1 / least else 1.0


@pytest.mark.check(weight=6)
def test_weights(student, reference, rng):
    """The gradient of W1 has the right direction (a common factor is accepted)"""
    arguments = draw(reference, rng, N=7, D=3)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = {"W1": common_factor(got, grads) * grads["W1"]}
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=5)
def test_bias(student, reference, rng):
    """The gradient of b1 has the right direction (the factor of W1 is accepted)"""
    arguments = draw(reference, rng, N=7, D=3)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = {"b1": common_factor(got, grads) * grads["b1"]}
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=5, after=["weights", "bias"])
def test_many_weights(student, reference, rng):
    """10,000 weights: one backward pass is fast enough; one loss for each weight is too slow"""

    def first_of_32(module, cache, params, *labels):
        gradients = [module.backward(y, cache, params)["W1"] for y in labels]
        return gradients[0]

    # Loops over all samples and weights need 0.5 s for all 32, one loss for each weight 10 s.
    # Many calls and few weights: what goes to the worker and back is what takes time here.
    labels = [np.reshape([float(bit) for bit in f"{i:05b}"], (5, 1)) for i in rng.permutation(32)]
    _, cache, params = draw(reference, rng, N=5, D=10_000)
    got = student.run(first_of_32, cache, params, *labels)
    want = reference.backward(labels[0], cache, params)["W1"]
    factor = common_factor({"W1": got}, {"W1": want}, least=1e-6)
    expect(got, factor * want, name='grads["W1"]', **TOLERANCE)


@pytest.mark.check(weight=4, after="weights")
def test_mean(student, reference, rng):
    """The loss is a mean, so the gradient has the factor 1/N, once"""

    def gradients(module, many, few):
        return {"many samples": module.backward(*many), "many inputs": module.backward(*few)}

    many = draw(reference, rng, N=11, D=2)
    few = draw(reference, rng, N=2, D=5)
    want = gradients(reference, many, few)
    want = {case: {"W1": grads["W1"]} for case, grads in want.items()}
    expect(student.run(gradients, many, few), want, extra_keys=True, **TOLERANCE)


@pytest.mark.check(weight=1, after=["bias", "mean"])
def test_single_sample(student, reference, rng):
    """A single sample, a single input, large gradients: right shapes and values"""

    def gradients(module, one_sample, one_input, large):
        return {
            "one sample": module.backward(*one_sample),
            "one input": module.backward(*one_input),
            "large inputs, so large gradients": module.backward(*large),
        }

    one_sample = draw(reference, rng, N=1, D=3)
    one_input = draw(reference, rng, N=6, D=1)
    # All errors have the same sign, so no sum over the samples cancels them.
    params = {"b1": rng.uniform(-0.5, 0.5, size=1), "W1": rng.uniform(-1, 1, size=(2, 1)) / 400}
    _, cache = reference.forward(rng.uniform(300, 400, size=(6, 2)), params)
    arguments = one_sample, one_input, (np.ones((6, 1)), cache, params)
    expect(student.run(gradients, *arguments), gradients(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=2, after=["bias", "mean"])
def test_layouts(student, reference, rng):
    """Arrays in any memory layout"""

    def gradients(module, y, cache, params):
        def every_other(array, axis):
            return np.repeat(array, 2, axis)[(slice(None),) * axis + (slice(None, None, 2),)]

        rows = {name: every_other(array, 0) for name, array in cache.items()}
        columns = {name: every_other(array, 1) for name, array in cache.items()}
        turned = {name: np.asfortranarray(array.copy()) for name, array in cache.items()}
        return {
            "column-major": module.backward(y.copy(order="F"), turned, params),
            "every other row": module.backward(every_other(y, 0), rows, params),
            "every other column": module.backward(every_other(y, 1), columns, params),
        }

    arguments = draw(reference, rng, N=5, D=4)
    expect(student.run(gradients, *arguments), gradients(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=2, after=["bias", "mean"])
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, y, cache, params):
        stages = dict(cache)
        first = module.backward(y, cache, params)
        second = module.backward(1 - y, cache, params)
        answers = {
            "the first gradient, two calls later": first,
            "the gradient for another y": second,
            "the same call again": module.backward(y, cache, params),
            "y, afterwards": y,
            "the cached arrays, afterwards": stages,
            "params, afterwards": params,
        }
        return cache, answers

    arguments = draw(reference, rng, N=6, D=2)
    cached, got = student.run(three_calls, *arguments)
    want_cached, want = three_calls(reference, *arguments)
    expect(cached, want_cached, extra_keys=True, **TOLERANCE)  # it may gain a key
    expect(got, want, **TOLERANCE)
