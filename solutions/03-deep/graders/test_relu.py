"""Hidden checks of `relu`: values, every shape, and no side effects."""

import numpy as np
import pytest

from autograder.grading import distinct, expect

pytestmark = pytest.mark.task("relu")

SHAPES = (5,), (6, 8), (2, 3, 4), (130, 21)


@pytest.mark.check(weight=3)
def test_values(student, reference, rng):
    """relu(z) is max(0, z), entry by entry"""
    z = rng.permutation(np.linspace(-5, 5, 28) * rng.uniform(0.9, 1)).reshape(4, 7)
    expect(student.relu(z), reference.relu(z))


@pytest.mark.check(weight=1, after="values")
def test_shapes(student, reference, rng):
    """Any shape and any memory layout; the result has the shape of z"""

    def every_shape(module, line, table, cube, many):
        return {
            "one axis": module.relu(line.copy()),
            "one number": module.relu(line[:1]),
            "three axes": module.relu(cube),
            "as many rows as columns": module.relu(table[:, :6].copy()),
            "many numbers": module.relu(many),
            "close to 0": module.relu(1e-6 * table),
            "column-major": module.relu(table.copy(order="F")),
            "all positive": module.relu(np.abs(table)),
            "all negative": module.relu(-np.abs(table)),
            "far from 0": module.relu(1000 * table),
            "strided": module.relu(np.tile(table, (2, 3))[::2, ::-3]),
        }

    arrays = [rng.uniform(-5, 5, size=shape) for shape in SHAPES]
    expect(student.run(every_shape, *arrays), every_shape(reference, *arrays))


@pytest.mark.check(weight=2, after="values")
def test_pure(student, reference, rng):
    """A call changes neither its arguments nor an earlier result"""

    def three_calls(module, z, other):
        first = module.relu(z)
        second = module.relu(other)
        return {
            "the result is a new array": distinct(first, z),
            "the argument, afterwards": z,
            "the first answer, two calls later": first,
            "the answer to another argument": second,
            "the same call again": module.relu(z),
        }

    z, other = rng.uniform(-5, 5, size=(2, 3, 5))
    expect(student.run(three_calls, z, other), three_calls(reference, z, other))
