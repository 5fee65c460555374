"""Hidden checks of `initialize`: keys and shapes, the variance, then the exact numbers."""

import numpy as np
import pytest

from autograder.grading import distinct, expect

pytestmark = pytest.mark.task("initialize")


def generators(rng):
    """The same generator twice: one for the learner, one for the reference."""
    seed = int(rng.integers(2**31))
    return np.random.default_rng(seed), np.random.default_rng(seed)


@pytest.mark.check(weight=3)
def test_shapes(student, reference, rng):
    """W{i} has the shape (fan_in, fan_out); b{i} is fan_out zeros; no other keys"""
    sizes = [4, 6, 5, 3]
    theirs, ours = generators(rng)
    got, want = student.initialize(sizes, theirs), reference.initialize(sizes, ours)
    expect(got, want, atol=np.inf, name="params")
    biases = {name: got[name] for name in ("b1", "b2", "b3")}
    expect(biases, {name: want[name] for name in biases}, name="params")


@pytest.mark.check(weight=3, after="shapes")
def test_spread(student, reference, rng):
    """W{i} has a mean of 0 and a variance of 2 / fan_in"""
    sizes = [90, 400, 60, 250]
    theirs, ours = generators(rng)
    got = student.initialize(sizes, theirs)
    expect(got, reference.initialize(sizes, ours), atol=np.inf, name="params")
    for i, fan_in in enumerate(sizes[:-1], start=1):
        W = got[f"W{i}"]
        deviation = np.sqrt(2 / fan_in)
        place = f'the standard deviation of params["W{i}"]'
        expect(float(np.std(W)), float(deviation), rtol=0.08, name=place)
        place = f'the mean of params["W{i}"]'
        expect(float(np.mean(W)), 0.0, atol=0.08 * float(deviation), name=place)


@pytest.mark.check(weight=3, after="spread")
def test_draws(student, reference, rng):
    """Normal numbers drawn from rng: W1 first, then W2, and so on"""

    def starts(module, rng):
        return {
            "three layers": module.initialize([3, 7, 4, 2], rng),
            "one layer": module.initialize([6, 5], rng),
            "all sizes alike": module.initialize([4, 4, 4], rng),
            "one unit in a layer": module.initialize([3, 1, 2], rng),
            "twelve layers": module.initialize([2, 3, 4, 3, 2, 4, 3, 5, 2, 3, 4, 6, 3], rng),
        }

    theirs, ours = generators(rng)
    expect(student.run(starts, theirs), starts(reference, ours))


@pytest.mark.check(weight=1, after="draws")
def test_pure(student, reference, rng):
    """Each call draws new arrays, and draws nothing else from rng"""

    def two_starts(module, rng):
        sizes = [3, 4, 2]
        first = module.initialize(sizes, rng)
        second = module.initialize(sizes, rng)
        return {
            "sizes, afterwards": sizes,
            "the first start, after a second one": first,
            "the second start": second,
            "its arrays are its own": {
                n: distinct(first[n], second[n]) for n in ("W1", "b1", "b2")
            },
            "the next number of rng": rng.random(),
            "a third start": module.initialize(sizes, rng),
        }

    theirs, ours = generators(rng)
    expect(student.run(two_starts, theirs), two_starts(reference, ours))
