"""Hidden checks of `backward`: each layer's direction, in time for many weights, then the mean.

Every cache comes from the reference's `forward`, for samples that no other check uses.
The first three checks accept one common factor, so that a forgotten mean loses only its own points.
"""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("backward")

# A sigmoid is right within 1e-6 of its value, so a gradient made with it may be off by a little.
TOLERANCE = {"rtol": 2e-5, "atol": 2e-6}


def draw(reference, rng, N, D, H, K, spread=1.0):
    """The arguments of one call: y, the cache of a forward pass, and params of this spread.

    No entry of the gradient is large: large ones are asked for once, in `single_sample`.
    """
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, K), "b2": (K,)}
    params = {name: spread * rng.normal(size=s) for name, s in shapes.items()}
    _, cache = reference.forward(rng.uniform(-1, 1, size=(N, D)), params)
    return rng.uniform(size=(N, K)), cache, params


def up_to_a_factor(got, want):
    """The gradients in `want`, times the positive factor that fits the learner's first one best."""
    name, gradient = next(iter(want.items()))
    theirs = got.get(name) if isinstance(got, dict) else None
    comparable = isinstance(theirs, np.ndarray) and theirs.dtype == float
    if not comparable or theirs.shape != gradient.shape:
        return want
    factor = np.vdot(gradient, theirs) / np.vdot(gradient, gradient)
    return {k: factor * g for k, g in want.items()} if 1e-3 < factor < 1e3 else want


@pytest.mark.check(weight=7)
def test_output_layer(student, reference, rng):
    """The output layer: W2 and b2 have the right direction (a common factor is accepted)"""
    arguments = draw(reference, rng, N=7, D=3, H=5, K=4)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = up_to_a_factor(got, {"W2": grads["W2"], "b2": grads["b2"]})
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=7)
def test_hidden_layer(student, reference, rng):
    """The hidden layer: W1 and b1 have the right direction (a common factor is accepted)"""
    arguments = draw(reference, rng, N=7, D=3, H=5, K=4)
    got, grads = student.backward(*arguments), reference.backward(*arguments)
    want = up_to_a_factor(got, {"W1": grads["W1"], "b1": grads["b1"]})
    expect(got, want, extra_keys=True, name="grads", **TOLERANCE)


@pytest.mark.check(weight=6, after=["output_layer", "hidden_layer"])
def test_many_weights(student, reference, rng):
    """20,000 weights: one backward pass is fast enough; one loss for each weight is too slow"""

    def first_of_sixteen(module, cache, params, *labels):
        gradients = [module.backward(y, cache, params) for y in labels]
        return gradients[0]

    # Loops over all samples and weights need 0.5 s for all 16, one loss for each weight 10 s.
    # Many calls and few weights: what goes to the worker and back is what takes time here.
    y, cache, params = draw(reference, rng, N=4, D=100, H=200, K=3, spread=0.1)
    got = student.run(first_of_sixteen, cache, params, y, *rng.uniform(size=(15, 4, 3)))
    grads = reference.backward(y, cache, params)
    want = up_to_a_factor(got, {"W1": grads["W1"], "b1": grads["b1"]})
    small = 2e-5 * np.abs(want["W1"]).max()  # in so large a network the gradients are small
    expect(got, want, extra_keys=True, name="grads", rtol=2e-5, atol=small)


@pytest.mark.check(weight=4, after="output_layer")
def test_mean(student, reference, rng):
    """The loss is a mean of squares, so the gradient has the factor 2/(N·K), once"""

    def output_layer(module, tall, wide):
        return {
            "many samples": module.backward(*tall),
            "many outputs": module.backward(*wide),
        }

    tall = draw(reference, rng, N=11, D=2, H=4, K=3)
    wide = draw(reference, rng, N=2, D=4, H=3, K=7)
    want = output_layer(reference, tall, wide)
    want = {case: {"W2": g["W2"], "b2": g["b2"]} for case, g in want.items()}
    expect(student.run(output_layer, tall, wide), want, extra_keys=True, **TOLERANCE)


@pytest.mark.check(weight=2, after=["hidden_layer", "mean"])
def test_single_sample(student, reference, rng):
    """A single sample, a single output, large gradients: right shapes and values"""

    def gradients(module, one_sample, one_output, large):
        return {
            "one sample": module.backward(*one_sample),
            "one output": module.backward(*one_output),
            "large inputs, so large gradients": module.backward(*large),
        }

    one_sample = draw(reference, rng, N=1, D=3, H=2, K=4)
    one_output = draw(reference, rng, N=6, D=2, H=4, K=1)
    # All errors have the same sign, so no sum over the samples cancels them.
    params = {
        "W1": rng.uniform(-1, 1, size=(1, 2)) / 4000,
        "b1": rng.uniform(-0.3, 0.3, size=2),
        "W2": rng.uniform(0.5, 1, size=(2, 1)),
        "b2": rng.uniform(-0.5, 0.5, size=1),
    }
    _, cache = reference.forward(rng.uniform(3000, 4000, size=(6, 1)), params)
    arguments = one_sample, one_output, (np.zeros((6, 1)), cache, params)
    expect(student.run(gradients, *arguments), gradients(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=2, after=["hidden_layer", "mean"])
def test_layouts(student, reference, rng):
    """Keys in any order, arrays in any memory layout"""

    def gradients(module, y, cache, params):
        def columns(array):
            return np.array(array, order="F")

        def every_other(array):
            return np.repeat(array, 2, axis=0)[::2]

        def in_layout(layout):
            dicts = [{name: layout(array) for name, array in d.items()} for d in (cache, params)]
            return layout(y), *dicts

        column_major, strided = in_layout(columns), in_layout(every_other)
        return {
            "column-major arrays": module.backward(*column_major),
            "strided arrays": module.backward(*strided),
            "keys in another order": module.backward(y, cache, params),
        }

    y, cache, params = draw(reference, rng, N=5, D=4, H=3, K=2)
    cache = {name: cache[name] for name in ("X", "a1", "z1", "a2", "z2")}
    params = {name: params[name] for name in ("W2", "b1", "b2", "W1")}
    expect(
        student.run(gradients, y, cache, params),
        gradients(reference, y, cache, params),
        **TOLERANCE,
    )


@pytest.mark.check(weight=2, after=["hidden_layer", "mean"])
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, y, cache, params, other):
        stages = dict(cache)
        first = module.backward(y, cache, params)
        second = module.backward(other, cache, params)
        answers = {
            "y, afterwards": y,
            "the cached arrays, afterwards": stages,
            "params, afterwards": params,
            "the first gradient, a call later": first,
            "the gradient for another y": second,
            "the same call again": module.backward(y, cache, params),
        }
        return cache, answers

    y, cache, params = draw(reference, rng, N=6, D=2, H=5, K=3)
    arguments = y, cache, params, rng.uniform(size=y.shape)
    cached, got = student.run(three_calls, *arguments)
    want_cached, want = three_calls(reference, *arguments)
    expect(cached, want_cached, extra_keys=True, **TOLERANCE)  # it may gain a key
    expect(got, want, **TOLERANCE)
