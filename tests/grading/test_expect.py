"""`expect`: what agrees, what does not, and that nothing a learner can send upsets it."""

import warnings

import numpy as np
import pytest

from autograder.grading import Mismatch, expect
from autograder.grading.compare import LargestError
from autograder.sandbox import Opaque

A = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (A.copy(), A),
        (np.asfortranarray(A), A),
        (A + 1e-10, A),
        (1.0, 1.0),
        (np.float64(1), 1.0),
        (np.float32(1), 1.0),
        (np.array(1.0), 1.0),
        (1, 1.0),
        (1.0, np.float64(1.0)),
        (np.int64(3), 3),
        (True, True),
        (np.True_, True),
        ("word", "word"),
        (None, None),
        ([A, {"a": A}], (A, {"a": A})),
        ({"b": 1.0, "a": A}, {"a": A, "b": 1.0}),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (np.array([1, 2], dtype=np.int32), np.array([1, 2])),
        (np.array([np.inf, np.nan, 1.0]), np.array([np.inf, np.nan, 1.0])),
        ([], []),
    ],
)
def test_agrees(got, want):
    expect(got, want)


@pytest.mark.parametrize(
    ("got", "want", "kind"),
    [
        (A.tolist(), A, "type"),
        (None, A, "type"),
        (1.0, A, "type"),
        (Opaque("a generator"), A, "type"),
        (A[:, :1], A, "shape"),
        (A.ravel(), A, "shape"),
        (A.astype(np.float32), A, "dtype"),
        (A.astype(complex), A, "dtype"),
        (A.astype(int), A, "dtype"),
        (A > 2, A, "dtype"),
        (A.astype(">f8"), A, "dtype"),
        (np.full(A.shape, np.nan), A, "finite"),
        (np.full(A.shape, -np.inf), A, "finite"),
        (A + 1e-5, A, "value"),
        (np.full(A.shape, 1.7e308), A, "value"),
        (np.array([1.0]), 1.0, "type"),
        (np.array([[1.0]]), 1.0, "type"),
        (True, 1.0, "type"),
        ("1.0", 1.0, "type"),
        (1j, 1.0, "type"),
        (np.complex128(1), 1.0, "type"),
        (np.array("x"), 1.0, "type"),
        (float("nan"), 1.0, "finite"),
        (10**400, 1.0, "finite"),
        (np.longdouble("1e4000"), 1.0, "finite"),
        (1.1, 1.0, "value"),
        (A, 1.0, "type"),
        (0, False, "type"),
        (False, True, "value"),
        ("other", "word", "value"),
        ("none", None, "type"),
        ((A,), (A, A), "type"),
        ([A, A, A], (A, A), "type"),
        ({"a": A}, (A, A), "type"),
        ({"a": A}, {"a": A, "b": A}, "structure"),
        ({"a": A, "b": A}, {"a": A}, "structure"),
        ([A], {"a": A}, "type"),
        (np.array([1.0, 2.0]), np.array([1, 2]), "dtype"),
        (np.array([1, 3]), np.array([1, 2]), "value"),
        (np.array([np.inf]), np.array([np.nan]), "value"),
    ],
)
def test_differs(got, want, kind):
    with pytest.raises(Mismatch) as caught:
        expect(got, want)
    assert caught.value.kind == kind
    assert str(caught.value)


ODD = [
    np.array([]),
    np.array(3.0),
    np.array(None, dtype=object),
    np.array(["a", "b", "c"]),
    np.array([b"x"]),
    np.zeros(3, dtype=[("a", float), ("b", int)]),
    np.array(["2020-01-01"], dtype="datetime64[D]"),
    np.full((3, 2), 1 + 1j),
    np.zeros((3, 2), dtype=np.float16),
    np.zeros((3, 2), dtype=np.longdouble),
    np.zeros((1,) * 16),
    np.broadcast_to(np.float64(1), (2, 30_000, 30_000)),
    np.full((3, 2), np.nan),
    float("nan"),
    float("-inf"),
    -0.0,
    10**5000,
    1e308,
    2**63,
    1j,
    b"bytes",
    "",
    "\x1b[31m" * 1000,
    [],
    (),
    {},
    [[[[]]]],
    {"W1": None},
    {"\x00\u202e" * 100: A},
    {str(n): n for n in range(50_000)},
    list(range(50_000)),
    True,
    None,
    Opaque("an array of dtype object"),
]
WANTED = [A, np.array([1, 2, 3]), 1.0, 1, True, "word", None, (A, 1.0), [A], {"W1": A, "b1": A[0]}]


@pytest.mark.parametrize("number", range(len(ODD)))
def test_whatever_comes_gives_a_mismatch_or_nothing(number):
    """No other exception, no warning, even where warnings are errors; messages stay short."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for want in WANTED:
            for got in (ODD[number], [ODD[number]], (ODD[number], 1.0), {"W1": ODD[number]}):
                message = message_of(got, want)
                assert len(message) < 2000
                assert message.isprintable()


def message_of(got, want):
    try:
        expect(got, want)
    except Mismatch as mismatch:
        return str(mismatch)
    return ""


def test_extra_keys_are_allowed_where_asked():
    expect({"a": A, "more": object()}, {"a": A}, extra_keys=True)
    with pytest.raises(Mismatch, match="without 'a'"):
        expect({"more": A}, {"a": A}, extra_keys=True)


def test_tolerances():
    expect(1.05, 1.0, rtol=0.1)
    expect(np.array([0.05]), np.array([0.0]), atol=0.1)
    expect(np.array([0.0]), np.array([0.0]), atol=0, rtol=0)
    with pytest.raises(Mismatch):
        expect(np.array([1e-300]), np.array([0.0]), atol=0)


@pytest.mark.parametrize(
    ("name", "place"),
    [("y_hat, cache", 'cache["z1"]'), ("", 'the result[1]["z1"]'), ("pair", 'pair[1]["z1"]')],
)
def test_the_place_is_named(name, place):
    with pytest.raises(Mismatch) as caught:
        expect((A, {"z1": -A}), (A, {"z1": A}), name=name)
    assert str(caught.value).startswith(place + ":")


def test_the_largest_error_is_a_multiple_of_the_tolerance():
    with LargestError() as largest:
        assert largest.size is None
        expect(True, True)
        assert largest.size is None
        expect({"a": np.array([1.0, 1.0 + 5e-7]), "b": 1.0}, {"a": np.ones(2), "b": 1.0}, atol=0)
        expect(1.0, 1.0)
        assert largest.size == pytest.approx(0.5)
        with pytest.raises(Mismatch):
            expect([1.0 + 5e-6, 1.0], [1.0, 1.0], atol=0)
    expect(2.0, 1.0, rtol=2)
    assert largest.size == pytest.approx(5)


def test_a_check_that_wants_the_impossible_is_told():
    with pytest.raises(TypeError, match="expect cannot compare"):
        expect(A, object())
