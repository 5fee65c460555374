"""Hidden checks of `sigmoid`: values, far from zero, every shape, and no side effects."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("sigmoid")

SHAPES = (5,), (6, 8), (2, 3, 4), (130, 21)


@pytest.mark.check(weight=6)
def test_values(student, reference, rng):
    """sigmoid(z) is 1 / (1 + e^(−z)), entry by entry"""
    z = rng.permutation(np.linspace(-6, 6, 28) * rng.uniform(0.9, 1)).reshape(4, 7)
    expect(student.sigmoid(z), reference.sigmoid(z))


@pytest.mark.check(weight=4, after="values")
def test_far_ends(student, reference, rng):
    """Far from zero: 0 on the left, 1 on the right, and never nan"""
    far = np.array([[15, 30, 40, 700], [710, 745, 1000, 1e308]]) * rng.uniform(0.99, 1.01, (2, 4))
    z = np.concatenate([far, -far, [[0.0, -0.0, 5e-324, 1000.0]]])
    expect(student.sigmoid(z), reference.sigmoid(z))


@pytest.mark.check(weight=3, after="values")
def test_shapes(student, reference, rng):
    """Any shape and any memory layout; the result has the shape of z"""

    def every_shape(module, line, table, cube, many):
        return {
            "one number": module.sigmoid(line[:1].copy()),
            "one axis": module.sigmoid(line),
            "three axes": module.sigmoid(cube),
            "as many rows as columns": module.sigmoid(table[:, :6].copy()),
            "many numbers": module.sigmoid(many),
            "column-major": module.sigmoid(np.array(table, order="F")),
            "strided": module.sigmoid(table[::2, ::-3]),
        }

    arrays = [rng.uniform(-6, 6, size=shape) for shape in SHAPES]
    expect(student.run(every_shape, *arrays), every_shape(reference, *arrays))


@pytest.mark.check(weight=2, after="values")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, z, other, far):
        module.sigmoid(far)
        first = module.sigmoid(z)
        second = module.sigmoid(other)
        return {
            "the argument, afterwards": z,
            "an argument far out, afterwards": far,
            "the first answer, a call later": first,
            "the answer to another argument": second,
            "the same call again": module.sigmoid(z),
        }

    z, other = rng.uniform(-6, 6, size=(2, 3, 5))
    far = np.array([[-900.0, 900.0, 1.0]])  # a guard against overflow must work on a copy
    expect(student.run(three_calls, z, other, far), three_calls(reference, z, other, far))
