"""Hidden checks of `dropout`: the mask, the output, which draws it uses, any shape and rate.

Which of the activations are kept depends on how the draws are read. `draws` asks for the way that
the docstring states; the others accept its mirror image, and `mask` any fair draw.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from autograder.grading import expect, expect_either

pytestmark = pytest.mark.task("dropout")


def generators(rng, count=2):
    """The same generator several times: one for the learner, the others for ours."""
    seed = int(rng.integers(2**31))
    return [np.random.default_rng(seed) for _ in range(count)]


def mirrored(a, rate, rng):
    """Dropout that keeps an activation where the draw is small, with the same probability."""
    mask = (rng.random(a.shape) < 1 - rate) / (1 - rate)
    return a * mask, mask


MIRRORED = SimpleNamespace(dropout=mirrored)


def own_mask(got, want, rate):
    """A mask with the entries that the learner keeps, where it is a fair draw; else `want`."""
    if not isinstance(got, np.ndarray) or got.shape != want.shape or got.dtype != float:
        return want
    kept = got != 0
    all_alike = kept.all(axis=0).any() or kept.all(axis=1).any()
    none_kept = not (kept.any(axis=0).all() and kept.any(axis=1).all())
    fair = abs(kept.mean() - (1 - rate)) < 0.06 and not all_alike and not none_kept
    return kept / (1 - rate) if fair else want


@pytest.mark.check(weight=5)
def test_mask(student, reference, rng):
    """mask is 0 with probability rate, for each entry by itself, and 1 / (1 − rate) elsewhere"""

    def the_mask(module, a, rate, rng):
        return module.dropout(a, rate, rng)[1]

    a = rng.normal(size=(44, 46))  # so many that the share of a fair draw is within 0.06
    theirs, ours = generators(rng)
    got = student.run(the_mask, a, 0.3, theirs)
    want = the_mask(reference, a, 0.3, ours)
    expect(got, own_mask(got, want, 0.3), name="mask")


@pytest.mark.check(weight=4)
def test_out(student, reference, rng):
    """out is a * mask: entries that are kept are multiplied by 1 / (1 − rate)"""

    def both(module, a, rate, rng):
        result = module.dropout(a, rate, rng)
        return {"out": result[0]}, {"mask": result[1]}

    a = rng.normal(size=(44, 46)) + 2.0
    theirs, ours = generators(rng)
    got, mask = student.run(both, a, 0.2, theirs)
    _, want = both(reference, a, 0.2, ours)
    expect(got["out"], a * own_mask(mask["mask"], want["mask"], 0.2), name="out")


@pytest.mark.check(weight=4, after="mask")
def test_draws(student, reference, rng):
    """An activation is kept where rng.random(a.shape) >= rate, and dropped elsewhere"""

    def the_mask(module, a, rate, rng):
        return module.dropout(a, rate, rng)[1]

    a = rng.normal(size=(14, 13))
    theirs, ours = generators(rng)
    got = student.run(the_mask, a, 0.3, theirs)
    expect(got, the_mask(reference, a, 0.3, ours), name="mask")


@pytest.mark.check(weight=2, after=["mask", "out"])
def test_rates(student, reference, rng):
    """Other rates, and arrays of any shape and layout"""

    def masked(module, line, table, cube, many, rng):
        return {
            "rate 0.5, one axis": module.dropout(line, 0.5, rng),
            "rate 0.9, two axes": module.dropout(table.copy(), 0.9, rng),
            "rate 0.05, three axes": module.dropout(cube, 0.05, rng),
            "rate 0.99, many activations": module.dropout(many, 0.99, rng),
            "column-major": module.dropout(table.copy(order="F"), 0.4, rng),
            "strided": module.dropout(table[::2, ::-3], 0.4, rng),
            "as many rows as columns": module.dropout(table[:, :8].copy(), 0.4, rng),
        }

    shapes = (23,), (8, 10), (3, 4, 5), (130, 40)
    arrays = [rng.normal(size=shape) for shape in shapes]
    theirs, *ours = generators(rng, 3)
    wants = [masked(m, *arrays, r) for m, r in zip((reference, MIRRORED), ours, strict=True)]
    expect_either(student.run(masked, *arrays, theirs), *wants)


@pytest.mark.check(weight=2, after=["mask", "out"])
def test_rate_zero(student, reference, rng):
    """Rate 0 changes nothing: out is a, and mask is an array of ones"""
    a = rng.normal(size=(4, 6))
    theirs, ours = generators(rng)
    got, want = student.dropout(a, 0.0, theirs), reference.dropout(a, 0.0, ours)
    expect(got, want, name="out, mask")


@pytest.mark.check(weight=3, after=["mask", "out"])
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
    theirs, *ours = generators(rng, 3)
    wants = [three_calls(m, a, r) for m, r in zip((reference, MIRRORED), ours, strict=True)]
    expect_either(student.run(three_calls, a, theirs), *wants)
