"""Hidden checks of `adam`: the state, the step, the bias correction, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("adam")

SHAPES = {
    "W1": (3, 4),
    "b1": (4,),
    "W2": (4, 2),
    "b2": (2,),
    "W3": (2, 3),
    "b3": (3,),
    "W4": (3, 2),
    "b4": (2,),
}


def draw(rng, names=tuple(SHAPES)):
    """A dict of arrays in the shapes of params, with its keys in the order of `names`."""
    return {name: rng.normal(size=SHAPES[name]) for name in names}


def gradients(rng, names=tuple(SHAPES)):
    """Gradients that are never tiny, so that a tiny eps makes no difference, and never large."""
    signs = draw(rng, names)
    return {name: np.sign(g) * rng.uniform(0.6, 0.9, size=g.shape) for name, g in signs.items()}


def later_state(rng, t):
    """A state as it is after t steps with such gradients."""
    return {"t": t, "m": draw(rng), "v": {name: g**2 for name, g in gradients(rng).items()}}


def first_state():
    """The state before the first step."""
    m, v = ({name: np.zeros(shape) for name, shape in SHAPES.items()} for _ in range(2))
    return {"t": 0, "m": m, "v": v}


@pytest.mark.check(weight=5)
def test_state(student, reference, rng):
    """The new state: t + 1, the running mean m of g, and the running mean v of g²"""

    def the_state(module, params, grads, state, lr, beta1, beta2, eps):
        return module.adam(params, grads, state, lr, beta1, beta2, eps)[1]

    arguments = draw(rng), draw(rng), later_state(rng, 4), 0.05, 0.8, 0.9, 1e-3
    want = the_state(reference, *arguments)
    got = student.run(the_state, *arguments)
    expect(got, want, extra_keys=True, name="state")
    for means in ("m", "v"):  # the state may hold more than t, m and v; the means may not
        expect(got[means], want[means], name=f'state["{means}"]')


@pytest.mark.check(weight=6)
def test_later_step(student, reference, rng):
    """Long after the start: p ← p − lr · m̂ / (√v̂ + eps)"""

    def the_params(module, params, grads, state, lr, beta1, beta2, eps):
        return module.adam(params, grads, state, lr, beta1, beta2, eps)[0]

    # At t = 400 both corrections differ from 1 by less than 1e-9.
    arguments = draw(rng), gradients(rng), later_state(rng, 400), 0.05, 0.8, 0.9, 1e-12
    want = the_params(reference, *arguments)
    expect(student.run(the_params, *arguments), want, name="params")


@pytest.mark.check(weight=4)
def test_first_step(student, reference, rng):
    """The first step, from t = 0 and zeros: m̂ and v̂ correct for the zeros"""

    def the_params(module, params, grads, state, lr, beta1, beta2, eps):
        return module.adam(params, grads, state, lr, beta1, beta2, eps)[0]

    arguments = draw(rng), gradients(rng), first_state(), 0.05, 0.7, 0.95, 1e-12
    want = the_params(reference, *arguments)
    expect(student.run(the_params, *arguments), want, name="params")


@pytest.mark.check(weight=4, after=["state", "first_step", "later_step"])
def test_steps(student, reference, rng):
    """Five steps in a row, large ones long after; keys in any order, any memory layout"""

    def five_steps(module, params, state, grads, *large):
        (after_100, after_3000) = (
            module.adam(others, steep, later, 0.02, 0.9, beta2, 1e-12)[0]
            for others, steep, later, beta2 in large
        )
        for gradient in grads:
            columns = {name: np.asfortranarray(g) for name, g in gradient.items()}
            stepped = module.adam(params, columns, state, 0.02, 0.9, 0.99, 1e-12)
            params, state = stepped[0], stepped[1]
        return {
            "after five steps": params,
            "after a hundred": after_100,
            "after three thousand": after_3000,
        }

    other_order = ("b2", "W1", "W3", "b4", "b3", "W2", "W4", "b1")
    grads = [gradients(rng, other_order) for _ in range(5)]
    large = [
        (draw(rng), {k: 100 * g for k, g in gradients(rng).items()}, later_state(rng, t), beta2)
        for t, beta2 in ((100, 0.999), (3000, 0.9999))
    ]
    arguments = draw(rng), first_state(), grads, *large
    got = student.run(five_steps, *arguments)
    expect(got, five_steps(reference, *arguments), rtol=1e-5, atol=1e-7, name="params")


@pytest.mark.check(weight=3, after="later_step")
def test_eps(student, reference, rng):
    """eps is added to the root, not under it: it counts where the gradient is tiny or zero"""

    def the_params(module, params, grads, state, lr, beta1, beta2, eps):
        return module.adam(params, grads, state, lr, beta1, beta2, eps)[0]

    tiny = {name: 1e-3 * g for name, g in gradients(rng).items()}
    state = later_state(rng, 500)
    state["v"] = {name: 1e-6 * v for name, v in state["v"].items()}
    for still in (tiny, state["m"], state["v"]):  # a bias that has never been moved
        still["b1"] = np.zeros(4)
    arguments = draw(rng), tiny, state, 0.05, 0.8, 0.9, 0.02
    want = the_params(reference, *arguments)
    expect(student.run(the_params, *arguments), want, name="params")


@pytest.mark.check(weight=3, after=["state", "first_step", "later_step"])
def test_pure(student, reference, rng):
    """params and state are new each time; arguments and earlier results don't change"""

    def three_steps(module, params, grads, state):
        def step(params, state):
            stepped = module.adam(params, grads, state, 0.1, 0.8, 0.9, 1e-12)
            return {"params": stepped[0]} | {name: stepped[1][name] for name in ("t", "m", "v")}

        start, m, v = dict(params), dict(state["m"]), dict(state["v"])
        once = step(params, state)
        twice = step(once["params"], {"t": once["t"], "m": once["m"], "v": once["v"]})
        return {
            "params, afterwards": params,
            "the arrays in params, afterwards": start,
            "grads, afterwards": grads,
            "state, afterwards": state,
            "the arrays in state, afterwards": [m, v],
            "the first step, after a second one": once,
            "a second step": twice,
            "the first step, taken again": step(params, state),
        }

    arguments = draw(rng), gradients(rng), later_state(rng, 3)
    expect(student.run(three_steps, *arguments), three_steps(reference, *arguments))
