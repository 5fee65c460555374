"""Hidden checks of `update`: the step itself, any order of keys, and no side effects."""

import numpy as np
import pytest

from autograder.grading import distinct, expect

pytestmark = pytest.mark.task("update")


def draw(rng, names=("W1", "b1")):
    """A dict of arrays in the shapes of params, with its keys in the order of `names`.

    No number is large: whether a program limits large gradients is asked once, in `layouts`.
    """
    shapes = {"W1": (4, 1), "b1": (1,)}
    return {name: rng.uniform(-0.9, 0.9, size=shapes[name]) for name in names}


@pytest.mark.check(weight=3)
def test_weights(student, reference, rng):
    """The new W1 is W1 − lr · its gradient"""
    params, grads, lr = draw(rng), draw(rng), rng.uniform(0.2, 0.8)
    want = {"W1": reference.update(params, grads, lr)["W1"]}
    expect(student.update(params, grads, lr), want, extra_keys=True, name="params")


@pytest.mark.check(weight=2)
def test_bias(student, reference, rng):
    """The new b1 is b1 − lr · its gradient"""
    params, grads, lr = draw(rng), draw(rng), rng.uniform(0.2, 0.8)
    want = {"b1": reference.update(params, grads, lr)["b1"]}
    expect(student.update(params, grads, lr), want, extra_keys=True, name="params")


@pytest.mark.check(weight=2, after=["weights", "bias"])
def test_layouts(student, reference, rng):
    """Keys in any order, arrays in any memory layout"""

    def steps(module, params, grads, small, large, others, steep):
        columns = {name: np.repeat(g, 2, axis=-1)[..., ::2] for name, g in grads.items()}
        rows = {name: np.repeat(p, 2, axis=0)[::2] for name, p in params.items()}
        return {
            "strided": module.update(rows, columns, large),
            "keys in two orders": module.update(params, grads, small),
            "large gradients": module.update(others, steep, small),
        }

    arguments = draw(rng, ("b1", "W1")), draw(rng), rng.uniform(0.001, 0.01), rng.uniform(2, 3)
    steep = {name: g + 100 * np.sign(g) for name, g in draw(rng).items()}
    arguments = *arguments, draw(rng), steep
    expect(student.run(steps, *arguments), steps(reference, *arguments))


@pytest.mark.check(weight=3, after=["weights", "bias"])
def test_pure(student, reference, rng):
    """A new dict each time; arguments and earlier results don't change"""

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
