"""Hidden checks of `forward`: each stage, any depth, every layout, and no side effects."""

from itertools import pairwise

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("forward")

TOLERANCE = {"rtol": 1e-5, "atol": 1e-7}


def draw(rng, N, sizes):
    """Samples and parameters for a network of these widths; no bias is zero."""
    params = {}
    for i, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        params[f"W{i}"] = rng.normal(0, np.sqrt(2 / fan_in), size=(fan_in, fan_out))
        params[f"b{i}"] = rng.normal(0, 0.5, size=fan_out)
    return rng.normal(size=(N, sizes[0])), params


@pytest.mark.check(weight=4)
def test_hidden_layers(student, reference, rng):
    """Hidden layers: zi = a{i−1} · W{i} + b{i}, ai = relu(zi)"""

    def stages(module, X, params):
        return module.forward(X, params)[1]

    X, params = draw(rng, N=7, sizes=[3, 6, 5, 4])
    _, cache = reference.forward(X, params)
    want = {name: cache[name] for name in ("z1", "a1", "z2", "a2")}
    expect(student.run(stages, X, params), want, extra_keys=True, name="cache", **TOLERANCE)


@pytest.mark.check(weight=5)
def test_prediction(student, reference, rng):
    """One hidden layer: ŷ = softmax(z2), returned as (y_hat, cache)"""
    X, params = draw(rng, N=7, sizes=[3, 6, 4])
    y_hat, _ = reference.forward(X, params)
    got = student.forward(X, params)
    expect(got, (y_hat, {}), extra_keys=True, name="y_hat, cache", **TOLERANCE)


@pytest.mark.check(weight=5, after="prediction")
def test_depths(student, reference, rng):
    """One, three and five layers: the number comes from params"""

    def predictions(module, one, three, five):
        return {
            "one layer": module.forward(*one)[0],
            "three layers": module.forward(*three)[0],
            "five layers": module.forward(*five)[0],
        }

    shapes = [4, 3], [2, 7, 5, 4], [3, 5, 4, 6, 5, 2]
    networks = [draw(rng, N=5, sizes=sizes) for sizes in shapes]
    expect(student.run(predictions, *networks), predictions(reference, *networks), **TOLERANCE)


@pytest.mark.check(weight=3, after=["hidden_layers", "prediction"])
def test_cache(student, reference, rng):
    """The cache has all stages: X, z1, a1, …, zL, aL"""
    X, params = draw(rng, N=6, sizes=[2, 5, 7, 3])
    got, want = student.forward(X, params), reference.forward(X, params)
    expect(got, want, extra_keys=True, name="y_hat, cache", **TOLERANCE)


@pytest.mark.check(weight=3, after=["depths", "cache"])
def test_many_layers(student, reference, rng):
    """Twelve layers: W10 comes after W9, not after W1"""
    X, params = draw(rng, N=4, sizes=[5] * 13)  # all alike: a wrong order gives wrong numbers
    params = {name: params[name] for name in rng.permutation(list(params)).tolist()}
    got, want = student.forward(X, params), reference.forward(X, params)
    expect(got, want, extra_keys=True, name="y_hat, cache", **TOLERANCE)


@pytest.mark.check(weight=2, after="prediction")
def test_layouts(student, reference, rng):
    """One sample or many, one unit or many, arrays in any memory layout"""

    def predictions(module, X, params, others):
        columns = {name: p.copy(order="F") for name, p in params.items()}
        strided = {name: np.repeat(p, 2, axis=0)[::2] for name, p in params.items()}
        return {
            "one sample": module.forward(X[:1].copy(), params)[0],
            "column-major arrays": module.forward(X.copy(order="F"), columns)[0],
            "strided arrays": module.forward(X[::-2], strided)[0],
        } | {case: module.forward(*arguments)[0] for case, arguments in others.items()}

    others = {
        "one unit in a layer": draw(rng, N=6, sizes=[3, 1, 2]),
        "all sizes alike": draw(rng, N=4, sizes=[4, 4, 4]),
        "many samples and units": draw(rng, N=130, sizes=[9, 21, 12]),
        "a sample of zeros": (np.zeros((1, 3)), draw(rng, N=1, sizes=[3, 5, 4])[1]),
    }
    arguments = *draw(rng, N=9, sizes=[4, 2, 3]), others
    expect(student.run(predictions, *arguments), predictions(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=2, after="cache")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, X, params, other):
        def stages(result):
            names = "X", "z1", "a1", "z2", "a2", "z3", "a3"
            return result[0], {name: result[1][name] for name in names}

        first = module.forward(X, params)
        second = module.forward(other, params)
        return {
            "the first answer, two calls later": stages(first),
            "the answer to other samples": stages(second),
            "the same call again": stages(module.forward(X, params)),
            "X, afterwards": X,
            "params, afterwards": params,
        }

    X, params = draw(rng, N=5, sizes=[4, 6, 3, 2])
    other = rng.normal(size=X.shape)
    got = student.run(three_calls, X, params, other)
    expect(got, three_calls(reference, X, params, other), **TOLERANCE)
