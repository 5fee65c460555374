"""The kind of difference is recognised, and the message gives no numbers to copy."""

import numpy as np
import pytest

from autograder.grading.feedback.how_numbers_differ import difference

RNG = np.random.default_rng(7)
WANT = RNG.normal(size=(5, 3))
X, W, B = RNG.normal(size=(5, 4)), RNG.normal(size=(4, 3)), RNG.normal(size=3)
ARGUMENTS = {"X": X, 'params["W"]': W, 'params["b"]': B}


def changed(place, value):
    array = WANT.copy()
    array[place] = value
    return array


@pytest.mark.parametrize(
    ("got", "clause"),
    [
        (-WANT, "has the wrong sign"),
        (0 * WANT, "is 0 everywhere"),
        (2 * WANT, "is too large by a factor of 2"),
        (WANT / 2, "is half as large as it should be"),
        (5 * WANT, "is too large by a factor of 5 (5 is X.shape[0])"),
        (WANT / 5, "is too small by a factor of 5 (5 is X.shape[0])"),
        (-5 * WANT, "has the wrong sign and is too large by a factor of 5 (5 is X.shape[0])"),
        (WANT * 5 / 2, "is too large by a factor of 5/2 (5 is X.shape[0])"),
        (WANT * 2 / 5, "is too small by a factor of 5/2 (5 is X.shape[0])"),
        (
            WANT * 15,
            'is too large by a factor of 5·3 (5 is X.shape[0], 3 is params["W"].shape[1])',
        ),
        (WANT * 2 / 15, "is too small by a factor of 5·3/2"),
        (WANT * 3 / 5, "is 3/5 times what is expected"),
        (WANT / 25, "is too small by a factor of 5·5"),
        (WANT * 1.37, "is 1.37 times as large as it should be"),
        (WANT * -1.37, "has the wrong sign and is 1.37 times as large as it should be"),
        (WANT + 0.3, "differs by the same amount everywhere"),
        (1 - WANT, "is 1 minus what is expected"),
        (WANT - B, 'is the expected value without params["b"]'),
        (WANT + B, 'has params["b"] added once too often'),
        (WANT + X[0, :3], "differs by the same amounts in every row"),
        (WANT + X[:, :1], "differs by the same amounts in every column"),
        (WANT[::-1], "is reversed along axis 0"),
        (WANT[[1, 0, 2, 4, 3]], "has the right entries in the wrong places"),
        (WANT.astype(np.float32).astype(float), "has only the seven digits of float32"),
        (changed(2, 9.0), "is wrong in row 2 only"),
        (changed((slice(None), 1), 9.0), "is wrong in column 1 only"),
        (changed(([0, 1], [0, 1]), 9.0), "is wrong in some of its entries"),
        (np.tanh(WANT) * X[:, :1] * B, "is wrong in all its entries"),
    ],
)
def test_kinds(got, clause):
    assert difference(got, WANT, ARGUMENTS).clause.startswith(clause)


START = RNG.normal(size=(5, 3))


@pytest.mark.parametrize(
    ("got", "clause"),
    [
        (START, "is the argument W, unchanged"),
        (2 * START - WANT, "goes from the argument W in the wrong direction"),
        (
            START - 3 * (WANT - START),
            "goes from the argument W in the wrong direction, 3 times as far as it should",
        ),
        (START + 3 * (WANT - START), "goes from the argument W 3 times as far as it should"),
    ],
)
def test_a_step_away_from_an_argument(got, clause):
    """Also where the gradient is 0 in places, so that these entries are right."""
    still = np.zeros_like(START, dtype=bool)
    still[0, 0] = True
    if "unchanged" not in clause:
        got_there, want_there = (np.where(still, START, values) for values in (got, WANT))
        assert difference(got_there, want_there, {"W": START}).clause == clause
    assert difference(got, WANT, {"W": START}).clause == clause


@pytest.mark.parametrize(
    ("got", "clause"),
    [
        (np.abs(WANT) / np.log(10), "is 1/ln 10 times what is expected"),
        (np.abs(WANT) / np.log(2), "is 1/ln 2 times what is expected"),
        (np.sqrt(np.abs(WANT)), "is the square root of what is expected"),
        (WANT**2, "is the square of what is expected"),
        (1 / np.abs(WANT), "is 1 divided by what is expected"),
        (np.log(np.abs(WANT)), "is the logarithm of what is expected"),
        (np.exp(np.abs(WANT)), "is e to the power of what is expected"),
    ],
)
def test_one_function_too_many(got, clause):
    assert difference(got, np.abs(WANT), ARGUMENTS).clause == clause
    assert difference(got[0, 0], abs(WANT[0, 0]), {}).clause == clause


def test_the_transpose_of_a_square():
    square = RNG.normal(size=(3, 3))
    assert difference(square.T, square, {}).clause == "is the transpose of what is expected"


def test_where_an_argument_of_the_same_shape_tells_the_numbers_that_are_wrong():
    z = RNG.normal(size=(5, 3))
    relu, leaky = np.maximum(z, 0), np.where(z > 0, z, z / 10)
    assert difference(leaky, relu, {"z": z}).clause == "is wrong exactly where z is negative"


@pytest.mark.parametrize(
    ("got", "clause"),
    [
        (0.6, "is too large by a factor of 2"),
        (-0.3, "has the wrong sign"),
        (1.5, "is too large by a factor of 5 (5 is X.shape[0])"),
        (0.7, "is not the expected number"),
    ],
)
def test_a_single_number_tells_no_factor_that_is_not_a_size(got, clause):
    """got / want of any one number would be the answer."""
    assert difference(got, 0.3, ARGUMENTS).clause == clause


def test_what_should_be_0_is_told_before_anything_else():
    assert difference(0.4 * B, 0 * B, {"b": B}).clause == "is not 0 everywhere"
    assert difference(0.4, 0.0, {}).clause == "is not 0"


def test_zeros_and_huge_numbers_are_no_trouble():
    for got in (np.full((5, 3), 1e308), np.full((5, 3), -1e-320), WANT * 1e300):
        for want in (np.zeros((5, 3)), WANT, np.full((5, 3), 1e308)):
            assert difference(got, want, ARGUMENTS).clause


def test_no_number_of_the_answer_is_told():
    """The words about a wrong result contain none of the expected numbers."""
    for got in (WANT + 0.1, WANT * 1.37, changed(1, 2.5), RNG.normal(size=(5, 3))):
        found = difference(got, WANT, ARGUMENTS)
        assert not any(f"{abs(w):.3g}" in found.clause + found.look_at for w in WANT.flat)


@pytest.mark.parametrize("factor", [-5, -1.37])
def test_a_wrong_sign_is_advised_before_a_wrong_factor(factor):
    look_at = difference(factor * WANT, WANT, ARGUMENTS).look_at
    assert look_at.startswith("Look for a minus")
    assert "ivi" in look_at  # and then what to do about the factor: division, divide
