"""Hidden checks of `momentum`: the path, both halves of a step, several steps, no side effects.

There are other conventions for the velocity: with lr in it, with the other sign, as a running mean.
At one lr they lead along the same path, the last one with shorter steps: `path` accepts them.
"""

import numpy as np
import pytest

from autograder.grading import expect, expect_either

pytestmark = pytest.mark.task("momentum")

SHAPES = {
    "W1": (3, 5),
    "b1": (5,),
    "W2": (5, 2),
    "b2": (2,),
    "W3": (2, 3),
    "b3": (3,),
    "W4": (3, 2),
    "b4": (2,),
}
LR, BETA = 0.2, 0.8


def draw(rng, names=tuple(SHAPES)):
    """A dict of arrays in the shapes of params, with its keys in the order of `names`.

    No number is large: whether a program limits large gradients is asked once, in `steps`.
    """
    return {name: rng.uniform(-0.9, 0.9, size=SHAPES[name]) for name in names}


@pytest.mark.check(weight=7)
def test_path(student, reference, rng):
    """From rest, three steps with one lr end in the right place, in any convention for v"""

    def three_steps_from_rest(module, params, velocity, grads):
        for gradient in grads:
            stepped = module.momentum(params, gradient, velocity, LR, BETA)
            params, velocity = stepped[0], stepped[1]
        return params

    at_rest = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    start = draw(rng)
    arguments = start, at_rest, [draw(rng) for _ in range(3)]
    want = three_steps_from_rest(reference, *arguments)
    # v as a running mean of the gradients: each step is shorter by the factor 1 − β.
    shorter = {name: start[name] + (1 - BETA) * (p - start[name]) for name, p in want.items()}
    got = student.run(three_steps_from_rest, *arguments)
    expect_either(got, want, shorter, rtol=1e-5, atol=1e-7, name="params")


@pytest.mark.check(weight=2)
def test_velocity(student, reference, rng):
    """The new velocity is v ← β · v + g"""

    def the_velocity(module, params, grads, velocity, lr, beta):
        return module.momentum(params, grads, velocity, lr, beta)[1]

    arguments = draw(rng), draw(rng), draw(rng), 0.2, 0.7
    want = the_velocity(reference, *arguments)
    expect(student.run(the_velocity, *arguments), want, name="velocity")


@pytest.mark.check(weight=2)
def test_params(student, reference, rng):
    """In motion: the new parameters are p ← p − lr · v, with the new velocity"""

    def the_params(module, params, grads, velocity, lr, beta):
        return module.momentum(params, grads, velocity, lr, beta)[0]

    arguments = draw(rng), draw(rng), draw(rng), 0.3, 0.6
    want = the_params(reference, *arguments)
    expect(student.run(the_params, *arguments), want, name="params")


@pytest.mark.check(weight=2, after=["path", "velocity", "params"])
def test_steps(student, reference, rng):
    """Four steps in a row, the last one large; keys in any order, arrays in any memory layout"""

    def four_steps(module, params, velocity, grads):
        for step, gradient in enumerate(grads):
            columns = {name: np.asfortranarray(g) for name, g in gradient.items()}
            lr = 0.1 / (1 + step)
            stepped = module.momentum(params, columns, velocity, lr, 0.9)
            params, velocity = stepped[0], stepped[1]
        return params, velocity

    at_rest = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    grads = [draw(rng, ("b2", "W1", "W3", "b4", "b3", "W2", "W4", "b1")) for _ in range(4)]
    grads[-1] = {name: g + 100 * np.sign(g) for name, g in grads[-1].items()}
    arguments = draw(rng), at_rest, grads
    got = student.run(four_steps, *arguments)
    expect(got, four_steps(reference, *arguments), rtol=1e-5, atol=1e-7, name="params, velocity")


@pytest.mark.check(weight=2, after=["path", "velocity", "params"])
def test_pure(student, reference, rng):
    """Both dicts are new each time; arguments and earlier results don't change"""

    def three_steps(module, params, grads, velocity):
        start, speed = dict(params), dict(velocity)
        once = module.momentum(params, grads, velocity, 0.1, 0.8)
        twice = module.momentum(once[0], grads, once[1], 0.1, 0.8)
        return {
            "params, afterwards": params,
            "the arrays in params, afterwards": start,
            "grads, afterwards": grads,
            "velocity, afterwards": velocity,
            "the arrays in velocity, afterwards": speed,
            "the first step, after a second one": once,
            "a second step": twice,
            "the first step, taken again": module.momentum(params, grads, velocity, 0.1, 0.8),
        }

    arguments = draw(rng), draw(rng), draw(rng)
    expect(student.run(three_steps, *arguments), three_steps(reference, *arguments))
