"""Hidden checks of `forward`: each stage, one sample, every layout, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("forward")

# A sigmoid may be off by 1e-6 of its value and still be right; two layers make this error larger.
TOLERANCE = {"rtol": 1e-5, "atol": 1e-5}


def draw(rng, N, D, H, K):
    """Samples and parameters for a network of these sizes; no bias is zero."""
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, K), "b2": (K,)}
    return rng.normal(size=(N, D)), {name: rng.normal(size=s) for name, s in shapes.items()}


@pytest.mark.check(weight=5)
def test_hidden_layer(student, reference, rng):
    """The hidden layer: z1 = X · W1 + b1, a1 = σ(z1), in the cache"""

    def stages(module, X, params):
        return module.forward(X, params)[1]

    X, params = draw(rng, N=7, D=3, H=5, K=2)
    cache = reference.forward(X, params)[1]
    want = {"z1": cache["z1"], "a1": cache["a1"]}
    expect(student.run(stages, X, params), want, extra_keys=True, name="cache", **TOLERANCE)


@pytest.mark.check(weight=6)
def test_prediction(student, reference, rng):
    """The prediction: z2 = a1 · W2 + b2 and ŷ = σ(z2)"""
    X, params = draw(rng, N=7, D=3, H=5, K=2)
    y_hat, _ = reference.forward(X, params)
    got = student.forward(X, params)
    expect(got, (y_hat, {}), extra_keys=True, name="y_hat, cache", **TOLERANCE)


@pytest.mark.check(weight=3, after=["hidden_layer", "prediction"])
def test_cache(student, reference, rng):
    """The cache has all stages: X, z1, a1, z2, a2"""
    X, params = draw(rng, N=6, D=2, H=3, K=5)
    got, want = student.forward(X, params), reference.forward(X, params)
    expect(got, want, extra_keys=True, name="y_hat, cache", **TOLERANCE)


@pytest.mark.check(weight=2, after="prediction")
def test_single_sample(student, reference, rng):
    """One sample or many, one unit or many, any values"""

    def predictions(module, X, wide, narrow, table, others):
        return {
            "one sample": module.forward(X[:1], wide)[0],
            "one output": module.forward(X, narrow)[0],
            "one sample, one output": module.forward(X[:1], narrow)[0],
            "the samples of XOR": module.forward(table, narrow)[0],
        } | {case: module.forward(*arguments)[0] for case, arguments in others.items()}

    X, wide = draw(rng, N=6, D=2, H=3, K=5)
    _, narrow = draw(rng, N=6, D=2, H=7, K=1)
    still, params = draw(rng, N=3, D=2, H=4, K=2)
    xor = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    others = {
        "one hidden unit": draw(rng, N=6, D=2, H=1, K=3),
        "all parameters zero": (still, {name: np.zeros_like(p) for name, p in params.items()}),
        "all sizes alike": draw(rng, N=4, D=4, H=4, K=4),
        "many samples and units": draw(rng, N=130, D=9, H=21, K=12),
    }
    arguments = X, wide, narrow, xor, others
    expect(student.run(predictions, *arguments), predictions(reference, *arguments), **TOLERANCE)


@pytest.mark.check(weight=2, after="prediction")
def test_layouts(student, reference, rng):
    """Keys in any order, arrays in any memory layout"""

    def predictions(module, X, params):
        columns = {name: np.array(p, order="F") for name, p in params.items()}
        return {
            "keys in another order": module.forward(X, params)[0],
            "column-major arrays": module.forward(np.array(X, order="F"), columns)[0],
            "strided samples": module.forward(X[::-2], params)[0],
        }

    X, params = draw(rng, N=9, D=4, H=2, K=3)
    params = {name: params[name] for name in ("b2", "W1", "W2", "b1")}
    expect(
        student.run(predictions, X, params),
        predictions(reference, X, params),
        **TOLERANCE,
    )


@pytest.mark.check(weight=2, after="cache")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, X, params, other):
        def stages(result):
            return result[0], {name: result[1][name] for name in ("X", "z1", "a1", "z2", "a2")}

        first = module.forward(X, params)
        second = module.forward(other, params)
        return {
            "X, afterwards": X,
            "params, afterwards": params,
            "the first answer, a call later": stages(first),
            "the answer to other samples": stages(second),
            "the same call again": stages(module.forward(X, params)),
        }

    X, params = draw(rng, N=5, D=4, H=3, K=2)
    other = rng.normal(size=X.shape)
    expect(
        student.run(three_calls, X, params, other),
        three_calls(reference, X, params, other),
        **TOLERANCE,
    )
