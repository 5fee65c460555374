"""Hidden checks of `l2_penalty`: the penalty, its gradient, which keys, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("l2_penalty")


def draw(rng, sizes):
    """Parameters for a network of these widths; no bias is zero. Keys in random order."""
    params = {}
    for i in range(1, len(sizes)):
        params[f"W{i}"] = rng.normal(size=(sizes[i - 1], sizes[i]))
        params[f"b{i}"] = rng.normal(size=sizes[i])
    return {name: params[name] for name in rng.permutation(list(params)).tolist()}


@pytest.mark.check(weight=5)
def test_penalty(student, reference, rng):
    """penalty is strength/2 · Σ W², over all entries of all weights, without the biases"""

    def the_penalty(module, params, strength):
        return module.l2_penalty(params, strength)[0]

    params = draw(rng, [3, 5, 2])
    want = the_penalty(reference, params, 0.3)
    expect(student.run(the_penalty, params, 0.3), want, name="penalty")


@pytest.mark.check(weight=4)
def test_weights(student, reference, rng):
    """The gradient of every weight is strength · W"""

    def the_gradients(module, params, strength):
        return module.l2_penalty(params, strength)[1]

    params = draw(rng, [4, 3, 5])
    grads = the_gradients(reference, params, 0.7)
    want = {"W1": grads["W1"], "W2": grads["W2"]}
    got = student.run(the_gradients, params, 0.7)
    expect(got, want, extra_keys=True, name="grads")


@pytest.mark.check(weight=2)
def test_biases(student, reference, rng):
    """The gradient of every bias is there: zeros in the shape of the bias"""

    def the_gradients(module, params, strength):
        return module.l2_penalty(params, strength)[1]

    params = draw(rng, [2, 4, 3])
    grads = the_gradients(reference, params, 0.4)
    want = {"b1": grads["b1"], "b2": grads["b2"]}
    got = student.run(the_gradients, params, 0.4)
    expect(got, want, extra_keys=True, name="grads")


@pytest.mark.check(weight=2, after=["penalty", "weights", "biases"])
def test_depths(student, reference, rng):
    """One layer or twelve; any strength, also 0; arrays in any memory layout"""

    def penalties(module, one, twelve, large, alike):
        strided = {name: np.repeat(p, 2, axis=0)[::2] for name, p in one.items()}
        return {
            "one layer": module.l2_penalty(one, 2.5),
            "twelve layers": module.l2_penalty(twelve, 0.01),
            "strength 0": module.l2_penalty(one, 0.0),
            "large weights": module.l2_penalty(large, 0.1),
            "all sizes alike": module.l2_penalty(alike, 0.6),
            "strided": module.l2_penalty(strided, 1.5),
        }

    large = {name: 100 * p for name, p in draw(rng, [3, 2]).items()}
    twelve = draw(rng, [2, 3, 4, 2, 5, 3, 2, 4, 3, 2, 3, 4, 2])
    arguments = draw(rng, [4, 3]), twelve, large, draw(rng, [4, 4, 4])
    expect(student.run(penalties, *arguments), penalties(reference, *arguments))


@pytest.mark.check(weight=2, after=["penalty", "weights", "biases"])
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, params, other):
        first = module.l2_penalty(params, 0.2)
        second = module.l2_penalty(other, 0.2)
        return {
            "params, afterwards": params,
            "the first answer, two calls later": first,
            "the answer to other params": second,
            "the same call again": module.l2_penalty(params, 0.2),
        }

    params = draw(rng, [3, 2, 4])
    other = {name: rng.normal(size=p.shape) for name, p in params.items()}
    expect(student.run(three_calls, params, other), three_calls(reference, params, other))
