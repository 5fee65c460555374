"""Arrays as a person reads them: bounded, side by side where there is room, wrong ones marked."""

import numpy as np
import pytest

from autograder.number_tables import LEFT_OUT, compared_tables, input_table, laid_out

LARGE = np.arange(600.0).reshape(20, 30)


def lines(got, want, width):
    wrong = ~np.isclose(got, want) if np.shape(got) == np.shape(want) else False
    return laid_out(compared_tables("y", got, want, wrong), width)


@pytest.mark.parametrize("width", [36, 76])
@pytest.mark.parametrize("place", [(0, 0), (12, 17), (19, 29), (3, 28)])
def test_of_a_large_array_the_wrong_entry_is_among_those_shown(place, width):
    got = LARGE.copy()
    got[place] += 0.5
    shown = lines(got, LARGE, width)
    assert max(map(len, shown)) <= width
    assert len(shown) <= 20
    assert sum("*" in line for line in shown) == 2  # the heading, and the one entry
    assert any(f"{LARGE[place] + 0.5:g}*" in line for line in shown)


def test_yours_and_expected_show_the_same_places():
    got = LARGE.copy()
    got[12, 17] += 0.5
    tables = compared_tables("y", got, LARGE, got != LARGE)
    assert [len(row) for row in tables[0].rows] == [len(row) for row in tables[1].rows]
    different = [
        (a, b)
        for left, right in zip(tables[0].rows, tables[1].rows, strict=True)
        for a, b in zip(left, right, strict=True)
        if a != b
    ]
    assert different == [("377.5", "377")]
    assert LEFT_OUT in tables[0].rows[0]


def test_a_small_error_has_so_many_digits_that_it_can_be_seen():
    got, want = np.array([0.12345678]), np.array([0.12345679])
    shown = laid_out(compared_tables("y", got, want, got != want), 76)
    assert shown[1].split() == ["0.12345678*", "0.12345679"]


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (np.ones((3, 1)), np.ones(3)),
        (np.ones((2, 3, 4)), np.zeros((2, 3, 4))),
        (np.array([np.nan, np.inf]), np.array([1.0, 2.0])),
        (2.0, 1.0),
        (None, np.ones(3)),
        ("text", np.ones(3)),
        (np.array(["a", "b", "c"]), np.ones(3)),
        (10**400, 1.0),
        (np.ones((0, 3)), np.ones((2, 3))),
        (np.array([1, 2]), np.array([1, 3])),
    ],
)
def test_whatever_came_can_be_shown(got, want):
    comparable = isinstance(got, float | np.ndarray) and np.asarray(got).dtype.kind in "fi"
    same = comparable and np.shape(got) == np.shape(want)
    tables = compared_tables("y", got, want, np.asarray(got) != np.asarray(want) if same else False)
    for width in (36, 76):
        assert all(len(line) <= width for line in laid_out(tables, width))
    assert any(table.role == "expected" for table in tables)


@pytest.mark.parametrize("value", ["text", None, True, {"W1": 1}, np.zeros((0, 2)), object()])
def test_what_is_no_number_is_no_input(value):
    assert input_table("x", value) is None
