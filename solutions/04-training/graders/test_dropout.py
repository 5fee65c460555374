"""Hidden checks of `dropout`: the mask, the output, any shape and rate, a new mask each time."""

import numpy as np
import pytest

from autograder.grading import expect

pytestmark = pytest.mark.task("dropout")


def generators(rng):
    """The same generator twice: one for the learner, one for the reference."""
    seed = int(rng.integers(2**31))
    return np.random.default_rng(seed), np.random.default_rng(seed)


@pytest.mark.check(weight=6)
def test_mask(student, reference, rng):
    """mask is 0 where rng.random(a.shape) < rate, and 1 / (1 − rate) elsewhere"""

    def the_mask(module, a, rate, rng):
        return module.dropout(a, rate, rng)[1]

    a = rng.normal(size=(14, 13))  # so many that no whole row or column looks like one draw for all
    theirs, ours = generators(rng)
    got = student.run(the_mask, a, 0.3, theirs)
    expect(got, the_mask(reference, a, 0.3, ours), name="mask")


@pytest.mark.check(weight=4)
def test_out(student, reference, rng):
    """out is a * mask: entries that are kept are multiplied by 1 / (1 − rate)"""

    def the_output(module, a, rate, rng):
        return module.dropout(a, rate, rng)[0]

    a = rng.normal(size=(11, 12)) + 2.0
    theirs, ours = generators(rng)
    got = student.run(the_output, a, 0.2, theirs)
    expect(got, the_output(reference, a, 0.2, ours), name="out")


@pytest.mark.check(weight=3, after=["mask", "out"])
def test_rates(student, reference, rng):
    """Other rates, and arrays of any shape and layout"""

    def masked(module, line, table, cube, rng):
        return {
            "rate 0.5, one axis": module.dropout(line, 0.5, rng),
            "rate 0.9, two axes": module.dropout(table.copy(), 0.9, rng),
            "rate 0.05, three axes": module.dropout(cube, 0.05, rng),
            "column-major": module.dropout(table.copy(order="F"), 0.4, rng),
            "strided": module.dropout(table[::2, ::-3], 0.4, rng),
        }

    arrays = [rng.normal(size=shape) for shape in ((23,), (8, 10), (3, 4, 5))]
    theirs, ours = generators(rng)
    expect(student.run(masked, *arrays, theirs), masked(reference, *arrays, ours))


@pytest.mark.check(weight=3, after=["mask", "out"])
def test_rate_zero(student, reference, rng):
    """Rate 0 changes nothing: out is a, and mask is an array of ones"""
    a = rng.normal(size=(4, 6))
    theirs, ours = generators(rng)
    got, want = student.dropout(a, 0.0, theirs), reference.dropout(a, 0.0, ours)
    expect(got, want, name="out, mask")


@pytest.mark.check(weight=4, after=["mask", "out"])
def test_pure(student, reference, rng):
    """Each call draws a new mask and nothing else; a and earlier results don't change"""

    def three_calls(module, a, rng):
        first = module.dropout(a, 0.4, rng)
        second = module.dropout(a, 0.4, rng)
        return {
            "a, afterwards": a,
            "the first result, a call later": first,
            "the second result": second,
            "the next number of rng": rng.random(),
        }

    a = rng.normal(size=(5, 6))
    theirs, ours = generators(rng)
    expect(student.run(three_calls, a, theirs), three_calls(reference, a, ours))
