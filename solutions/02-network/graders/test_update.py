"""Hidden checks of `update`: the step itself, any order of keys, and no side effects."""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.grading import Mismatch, common_factor, distinct, expect, fits
from autograder.sandbox import WorkerFault

pytestmark = pytest.mark.task("update")

SHAPES = {"W1": (3, 5), "b1": (5,), "W2": (5, 2), "b2": (2,)}


def draw(rng, names=tuple(SHAPES)):
    """A dict of arrays in the shapes of params, with its keys in the order of `names`.

    No number is large: whether a program limits large gradients is asked once, in `layouts`.
    """
    return {name: rng.uniform(-0.9, 0.9, size=SHAPES[name]) for name in names}


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
    params = draw(rng)
    _, cache = reference.forward(rng.uniform(-1, 1, size=(6, 3)), params)
    y = rng.uniform(size=(6, 2))
    try:
        got = student.backward(y, cache, params)
    except WorkerFault:
        return False
    return common_factor(got, reference.backward(y, cache, params), "W2") < 0


@pytest.mark.check(weight=3)
def test_weights(student, reference, rng):
    """The new W1 and W2: the old ones − lr · their gradients"""

    def weights(module):
        stepped = module.update(params, grads, lr)
        return {name: stepped[name] for name in ("W1", "W2")}

    params, grads, lr = draw(rng), draw(rng), rng.uniform(0.2, 0.8)
    got = student.update(params, grads, lr)
    expect_step(got, weights, student, reference, rng, extra_keys=True, name="params")


@pytest.mark.check(weight=2)
def test_biases(student, reference, rng):
    """The new b1 and b2: the old ones − lr · their gradients"""

    def biases(module):
        stepped = module.update(params, grads, lr)
        return {name: stepped[name] for name in ("b1", "b2")}

    params, grads, lr = draw(rng), draw(rng), rng.uniform(0.2, 0.8)
    got = student.update(params, grads, lr)
    expect_step(got, biases, student, reference, rng, extra_keys=True, name="params")


@pytest.mark.check(weight=2, after=["weights", "biases"])
def test_layouts(student, reference, rng):
    """Keys in any order, arrays in any memory layout"""

    def steps(module, params, grads, small, large, others, steep, at_rest, still):
        columns = {name: np.array(g, order="F") for name, g in grads.items()}
        strided = {name: np.repeat(p, 2, axis=0)[::2] for name, p in params.items()}
        return {
            "keys in two orders": module.update(params, grads, small),
            "column-major and strided": module.update(strided, columns, large),
            "large gradients": module.update(others, steep, small),
            "gradients of zero": module.update(at_rest, still, large),
        }

    params = draw(rng, ("W2", "b1", "b2", "W1"))
    grads = draw(rng, ("b2", "W1", "W2", "b1"))
    arguments = params, grads, rng.uniform(0.001, 0.01), rng.uniform(2, 3)
    steep = {name: g + 100 * np.sign(g) for name, g in draw(rng).items()}
    still = {name: 0 * g for name, g in steep.items()}
    arguments = *arguments, draw(rng), steep, draw(rng), still
    got = student.run(steps, *arguments)
    expect_step(got, lambda module: steps(module, *arguments), student, reference, rng)


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
    got = student.run(three_steps, *arguments)
    expect_step(got, lambda module: three_steps(module, *arguments), student, reference, rng)
