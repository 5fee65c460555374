"""Hidden checks of `forward`: each stage, one sample, every layout, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("forward")

# A sigmoid may be off by 1e-6 of its value and still be right.
TOLERANCE = {"rtol": 1e-5, "atol": 1e-7}


def draw(rng, N, D):
    """Samples and parameters for D inputs; no bias is zero."""
    return rng.normal(size=(N, D)), {"W1": rng.normal(size=(D, 1)), "b1": rng.normal(size=1)}


@pytest.mark.check(weight=8)
def test_prediction(student, reference, rng):
    """ŷ = σ(X · W1 + b1), returned as (y_hat, cache)"""
    X, params = draw(rng, N=7, D=3)
    y_hat, _ = reference.forward(X, params)
    got = student.forward(X, params)
    expect(got, (y_hat, {}), extra_keys=True, name="y_hat, cache", **TOLERANCE)


@pytest.mark.check(weight=6)
def test_cache(student, reference, rng):
    """The cache has all stages: X, z1, a1"""

    def stages(module, X, params):
        return module.forward(X, params)[1]

    X, params = draw(rng, N=6, D=4)
    _, cache = reference.forward(X, params)
    expect(student.run(stages, X, params), cache, extra_keys=True, name="cache", **TOLERANCE)


@pytest.mark.check(weight=2, after="prediction")
def test_sizes(student, reference, rng):
    """One sample or many, one input or many, any values"""

    def predictions(module, X, many, one, table, two, tall, wide):
        zeros = {name: np.zeros_like(p) for name, p in many.items()}
        return {
            "one sample": module.forward(X[:1], many)[0],
            "one input": module.forward(X[:, :1], one)[0],
            "one sample, one input": module.forward(X[:1, :1], one)[0],
            "as many samples as inputs": module.forward(X[:, :2][:2], two)[0],
            "many samples, many inputs": module.forward(tall, wide)[0],
            "the samples of XOR": module.forward(table, two)[0],
            "all parameters zero": module.forward(X, zeros)[0],
        }

    X, many = draw(rng, N=4, D=9)
    _, one = draw(rng, N=4, D=1)
    xor = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    arguments = X, many, one, xor, draw(rng, N=4, D=2)[1], *draw(rng, N=130, D=21)
    expect(student.run(predictions, *arguments), predictions(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=2, after="prediction")
def test_layouts(student, reference, rng):
    """The keys of params in any order, arrays in any memory layout"""

    def predictions(module, X, params):
        columns = {name: np.asfortranarray(p) for name, p in params.items()}
        return {
            "keys in another order": module.forward(X, params)[0],
            "column-major arrays": module.forward(np.asfortranarray(X), columns)[0],
            "strided samples": module.forward(X[::-2], params)[0],
        }

    X, params = draw(rng, N=9, D=4)
    params = {"b1": params["b1"], "W1": np.repeat(params["W1"], 2, axis=0)[::2]}
    expect(student.run(predictions, X, params), predictions(reference, X, params), **TOLERANCE)


@pytest.mark.check(weight=2, after=["prediction", "cache"])
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, X, params, other):
        def stages(result):
            return result[0], {name: result[1][name] for name in ("X", "z1", "a1")}

        first = module.forward(X, params)
        second = module.forward(other, params)
        return {
            "the first answer, two calls later": stages(first),
            "the answer to other samples": stages(second),
            "the same call again": stages(module.forward(X, params)),
            "X, afterwards": X,
            "params, afterwards": params,
        }

    X, params = draw(rng, N=5, D=3)
    other = rng.normal(size=X.shape)
    got = student.run(three_calls, X, params, other)
    expect(got, three_calls(reference, X, params, other), **TOLERANCE)
