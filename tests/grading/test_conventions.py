"""What a check accepts beside the exact result: another convention, one factor of any sign."""

import numpy as np
import pytest

from autograder.grading import Mismatch, common_factor, expect_either, fits

RIGHT = {"W1": np.array([[0.3, -0.2], [0.5, 0.1]])}


@pytest.mark.parametrize("factor", [1.0, -1.0, 11.0, -0.5, 1e-5])
def test_a_common_factor_of_any_sign_is_found(factor: float) -> None:
    got = {"W1": factor * RIGHT["W1"], "b1": None}
    assert common_factor(got, RIGHT, "W1") == pytest.approx(factor)


@pytest.mark.parametrize(
    "got",
    [
        None,
        {},
        {"W1": [[0.3, -0.2], [0.5, 0.1]]},
        {"W1": RIGHT["W1"].T},
        {"W1": RIGHT["W1"][:1]},
        {"W1": RIGHT["W1"].astype(np.float32)},
        {"W1": 0 * RIGHT["W1"]},
        {"W1": 1e-9 * RIGHT["W1"]},
        {"W1": np.full((2, 2), np.nan)},
        {"W1": np.full((2, 2), np.inf)},
        {"W1": RIGHT["W1"] + 0.001},
    ],
    ids=repr,
)
def test_where_more_is_wrong_than_a_factor_there_is_none(got: object) -> None:
    assert common_factor(got, RIGHT, "W1") == 1.0


def test_a_gradient_of_zero_has_no_factor() -> None:
    assert common_factor(RIGHT, {"W1": np.zeros((2, 2))}, "W1") == 1.0


def test_each_of_several_results_is_right() -> None:
    expect_either(2.0, 1.0, 2.0, 3.0)
    expect_either(1.0, 1.0)
    assert fits(3.0, 3.0)
    assert not fits(3.0, 4.0)


def test_where_none_fits_the_message_speaks_of_the_first() -> None:
    with pytest.raises(Mismatch) as raised:
        expect_either(5.0, 1.0, 2.0, name="penalty")
    assert (raised.value.want, raised.value.name) == (1.0, "penalty")
