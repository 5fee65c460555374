"""Hidden checks of `softmax`: values, large logits, every layout, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("softmax")


@pytest.mark.check(weight=5)
def test_values(student, reference, rng):
    """softmax(z)_k is e^(z_k) / Σ_j e^(z_j), with the sum over each row"""
    z = rng.normal(0, 2, size=(5, 3))
    expect(student.softmax(z), reference.softmax(z))


@pytest.mark.check(weight=3, after="values")
def test_large_scores(student, reference, rng):
    """Logits far from 0, and rows that are very different"""
    rows = rng.normal(0, 2, size=(7, 4))
    z = rows + np.array([[1000.0], [-1000.0], [0.0], [300.0], [-750.0], [0.0], [0.0]])
    z[5, 1], z[6, 2] = 1000.0, -1000.0
    expect(student.softmax(z), reference.softmax(z))


@pytest.mark.check(weight=1, after="values")
def test_sizes(student, reference, rng):
    """One row or many, two classes or many, equal logits, any memory layout"""

    def tables(module, z, many):
        return {
            "one row": module.softmax(z[:1].copy()),
            "two classes": module.softmax(z[:, :2].copy()),
            "as many rows as classes": module.softmax(z[:8].copy()),
            "column-major": module.softmax(z.copy(order="F")),
            "strided": module.softmax(z[::2, ::-3]),
            "many rows": module.softmax(many),
            "equal logits": module.softmax(np.repeat(z[:, :1], 3, axis=1)),
        }

    arguments = rng.normal(0, 2, size=(11, 8)), rng.normal(0, 2, size=(130, 21))
    expect(student.run(tables, *arguments), tables(reference, *arguments))


@pytest.mark.check(weight=1, after="values")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, z, other, far):
        module.softmax(far)
        first = module.softmax(z)
        second = module.softmax(other)
        return {
            "the argument, afterwards": z,
            "an argument far out, afterwards": far,
            "the first answer, two calls later": first,
            "the answer to another argument": second,
            "the same call again": module.softmax(z),
        }

    z, other = rng.normal(0, 2, size=(2, 3, 5))
    far = np.array([[-900.0, 900.0, 1.0]])  # a guard against overflow must work on a copy
    expect(student.run(three_calls, z, other, far), three_calls(reference, z, other, far))
