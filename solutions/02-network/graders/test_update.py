"""Hidden checks of `update`: the step itself, any order of keys, and no side effects."""

import numpy as np
import pytest

from autograder.grading import distinct, expect

pytestmark = pytest.mark.task("update")

SHAPES = {"W1": (3, 5), "b1": (5,), "W2": (5, 2), "b2": (2,)}


def draw(rng, names=tuple(SHAPES)):
    """A dict of arrays in the shapes of params, with its keys in the order of `names`.

    No number is large: whether a program limits large gradients is asked once, in `layouts`.
    """
    return {name: rng.uniform(-0.9, 0.9, size=SHAPES[name]) for name in names}


@pytest.mark.check(weight=3)
def test_weights(student, reference, rng):
    """The new W1 and W2: the old ones − lr · their gradients"""
    params, grads, lr = draw(rng), draw(rng), rng.uniform(0.2, 0.8)
    stepped = reference.update(params, grads, lr)
    want = {"W1": stepped["W1"], "W2": stepped["W2"]}
    expect(student.update(params, grads, lr), want, extra_keys=True, name="params")


@pytest.mark.check(weight=2)
def test_biases(student, reference, rng):
    """The new b1 and b2: the old ones − lr · their gradients"""
    params, grads, lr = draw(rng), draw(rng), rng.uniform(0.2, 0.8)
    stepped = reference.update(params, grads, lr)
    want = {"b1": stepped["b1"], "b2": stepped["b2"]}
    expect(student.update(params, grads, lr), want, extra_keys=True, name="params")


@pytest.mark.check(weight=2, after=["weights", "biases"])
def test_layouts(student, reference, rng):
    """Keys in any order, arrays in any memory layout"""

    def steps(module, params, grads, small, large, others, steep):
        columns = {name: np.array(g, order="F") for name, g in grads.items()}
        strided = {name: np.repeat(p, 2, axis=0)[::2] for name, p in params.items()}
        return {
            "keys in two orders": module.update(params, grads, small),
            "column-major and strided": module.update(strided, columns, large),
            "large gradients": module.update(others, steep, small),
        }

    params = draw(rng, ("W2", "b1", "b2", "W1"))
    grads = draw(rng, ("b2", "W1", "W2", "b1"))
    arguments = params, grads, rng.uniform(0.001, 0.01), rng.uniform(2, 3)
    steep = {name: g + 100 * np.sign(g) for name, g in draw(rng).items()}
    arguments = *arguments, draw(rng), steep
    expect(student.run(steps, *arguments), steps(reference, *arguments))


@pytest.mark.check(weight=3, after=["weights", "biases"])
def test_pure(student, reference, rng):
    """A new dict of new arrays; arguments and earlier results don't change"""

    def three_steps(module, params, grads, lr):
        start = dict(params)
        once = module.update(params, grads, lr)
        twice = module.update(once, grads, lr)
        return {
            "the result is a new dict": distinct(once, params),
            "params, afterwards": params,
            "the arrays in params, afterwards": start,
            "grads, afterwards": grads,
            "the first step, after a second one": once,
            "a second step": twice,
            "the first step, taken again": module.update(params, grads, lr),
        }

    arguments = draw(rng), draw(rng), rng.uniform(0.2, 0.8)
    expect(student.run(three_steps, *arguments), three_steps(reference, *arguments))
