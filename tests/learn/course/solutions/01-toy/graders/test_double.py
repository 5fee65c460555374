import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("double")


@pytest.mark.check(weight=1)
def test_values(student, reference, rng):
    """double(x) is 2x"""
    x = rng.normal(size=(4, 3))
    expect(student.double(x), reference.double(x))


@pytest.mark.check(weight=1)
def test_one_number(student, reference, rng):
    """It works for one sample, too"""
    x = rng.normal(size=(1, 1))
    expect(student.double(x), reference.double(x))
