import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("shift")


@pytest.mark.check
def test_values(student, reference, rng):
    """shift(x, by) is 2x + by"""
    x = rng.normal(size=(4, 3))
    expect(student.shift(x, 0.5), reference.shift(x, 0.5))
