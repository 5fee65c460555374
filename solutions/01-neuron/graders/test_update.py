"""Hidden checks of `update`: the step itself, any order of keys, and no side effects."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.grading import Mismatch, common_factor, distinct, expect, fits
from autograder.sandbox import WorkerFault

pytestmark = pytest.mark.task("update")


def draw(rng, names=("W1", "b1")):
    """A dict of arrays in the shapes of params, with its keys in the order of `names`.

    No number is large: whether a program limits large gradients is asked once, in `layouts`.
    """
    shapes = {"W1": (4, 1), "b1": (1,)}
    return {name: rng.uniform(-0.9, 0.9, size=shapes[name]) for name in names}


def adding(params, grads, lr):
    """A step that is right where the gradients have the wrong sign."""
    return {name: params[name] + lr * grads[name] for name in params}


def expect_step(got, want, student, reference, rng, **how):
    """Compare a step with `want(module)`, once with our update, and once with one that adds.

    A learner whose gradients have the wrong sign, and whose step adds them, has made one mistake:
    the network learns. `backward` pays for it, and `update` is right.
    """
    try:
        expect(got, want(reference), **how)
    except Mismatch:
        added = fits(got, want(SimpleNamespace(update=adding)), **how)
        if not (added and has_wrong_sign(student, reference, rng)):
            raise


def has_wrong_sign(student, reference, rng):
    """Whether nothing but the sign, and maybe a factor, is wrong with the learner's gradients."""
    params = {"W1": rng.uniform(-1, 1, size=(3, 1)), "b1": rng.uniform(-1, 1, size=1)}
    _, cache = reference.forward(rng.uniform(-1, 1, size=(6, 3)), params)
    y = np.array([[0.0], [1.0], [1.0], [0.0], [0.0], [0.0]])
    try:
        got = student.backward(y, cache, params)
    except WorkerFault:
        return False
    return common_factor(got, reference.backward(y, cache, params), "W1") < 0


@pytest.mark.check(weight=3)
def test_weights(student, reference, rng):
    """The new W1 is W1 − lr · its gradient"""

    def weights(module):
        return {"W1": module.update(params, grads, lr)["W1"]}

    params, grads, lr = draw(rng), draw(rng), rng.uniform(0.2, 0.8)
    got = student.update(params, grads, lr)
    expect_step(got, weights, student, reference, rng, extra_keys=True, name="params")


@pytest.mark.check(weight=2)
def test_bias(student, reference, rng):
    """The new b1 is b1 − lr · its gradient"""

    def bias(module):
        return {"b1": module.update(params, grads, lr)["b1"]}

    params, grads, lr = draw(rng), draw(rng), rng.uniform(0.2, 0.8)
    got = student.update(params, grads, lr)
    expect_step(got, bias, student, reference, rng, extra_keys=True, name="params")


@pytest.mark.check(weight=2, after=["weights", "bias"])
def test_layouts(student, reference, rng):
    """Keys in any order, arrays in any memory layout"""

    def steps(module, params, grads, small, large, others, steep, at_rest, still):
        columns = {name: np.repeat(g, 2, axis=-1)[..., ::2] for name, g in grads.items()}
        rows = {name: np.repeat(p, 2, axis=0)[::2] for name, p in params.items()}
        return {
            "strided": module.update(rows, columns, large),
            "keys in two orders": module.update(params, grads, small),
            "large gradients": module.update(others, steep, small),
            "gradients of zero": module.update(at_rest, still, large),
        }

    arguments = draw(rng, ("b1", "W1")), draw(rng), rng.uniform(0.001, 0.01), rng.uniform(2, 3)
    steep = {name: g + 100 * np.sign(g) for name, g in draw(rng).items()}
    still = {name: 0 * g for name, g in steep.items()}
    arguments = *arguments, draw(rng), steep, draw(rng), still
    got = student.run(steps, *arguments)
    expect_step(got, lambda module: steps(module, *arguments), student, reference, rng)


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
    got = student.run(three_steps, *arguments)
    expect_step(got, lambda module: three_steps(module, *arguments), student, reference, rng)
