"""What kind of difference there is between two arrays of one shape, in words.

The words may hold factors and sizes, never the values: feedback must not be enough to copy the
answer from. A kind is recognised only where it explains every entry.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.grading.feedback.constant_factors import factors

Array = np.ndarray[Any, Any]

NO_KIND = "Work out one small example by hand, and compare each step with what your code prints."
"""where to look for a difference of no kind that is known"""

_RTOL = 1e-6
_ABOUT_SIGNS = (
    "Look for a minus that is missing or should not be there, or a difference in the wrong order."
)
_NOTHING: Mapping[str, Array] = MappingProxyType({})


@dataclass(frozen=True)
class Difference:
    """A kind of difference, as a clause after "it", and where to look for its cause."""

    clause: str
    look_at: str


@dataclass(frozen=True)
class _Case:
    got: Array
    want: Array
    arguments: Mapping[str, Array]
    elsewhere: Mapping[str, Array]

    def sizes(self) -> dict[int, str]:
        """Each size > 1 of the arguments, under the first name that it has."""
        found: dict[int, str] = {}
        for name, array in self.arguments.items():
            for axis, size in enumerate(array.shape):
                if size > 1:
                    found.setdefault(size, f"{name}.shape[{axis}]")
        return found

    def alike(self, arrays: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
        """Those of the arrays that have the shape of the result, and more than one entry."""
        for name, array in arrays.items():
            if array.shape == self.got.shape and array.size > 1 and array.dtype.kind in "fi":
                yield name, array


def difference(
    got: Any, want: Any, arguments: Mapping[str, Array], elsewhere: Mapping[str, Array] = _NOTHING
) -> Difference:
    """The first kind of difference that fits; `got` and `want` finite, of one shape, unequal.

    `arguments` are the arrays that the function was called with, `elsewhere` what is expected in
    other places of the same result, both under the names that the learner knows.
    """
    case = _Case(
        np.atleast_1d(np.asarray(got, dtype=float)),
        np.atleast_1d(np.asarray(want, dtype=float)),
        arguments,
        elsewhere,
    )
    with np.errstate(all="ignore"):
        for recognise in _RECOGNISERS:
            if found := recognise(case):
                return found
    return Difference(
        "is wrong in all its entries" if case.got.size > 1 else "is not the expected number",
        NO_KIND,
    )


def _same(a: Array, b: Array) -> bool:
    scale = float(np.abs(b).max(initial=0.0))
    return bool(np.all(np.abs(a - b) <= _RTOL * np.abs(b) + 1e-9 * min(scale, 1.0)))


def _multiple(a: Array, b: Array) -> float | None:
    """The number c for which a = c·b, if there is one."""
    pivot = int(np.abs(b).argmax())
    factor = float(a.flat[pivot] / b.flat[pivot])
    return factor if np.isfinite(factor) and _same(a, factor * b) else None


def _zeros(case: _Case) -> Difference | None:
    if not case.want.any():
        everywhere = " everywhere" if case.want.size > 1 else ""
        return Difference(f"is not 0{everywhere}", "Look at what makes it differ from 0.")
    if case.got.any():
        return None
    return Difference(
        "is 0 everywhere", "See whether the result is ever filled in, or multiplied by 0."
    )


def _sign(case: _Case) -> Difference | None:
    if not _same(case.got, -case.want):
        return None
    return Difference("has the wrong sign", _ABOUT_SIGNS)


def _precision(case: _Case) -> Difference | None:
    if not np.array_equal(case.got, case.got.astype(np.float32).astype(float)):
        return None
    if not np.allclose(case.got, case.want, rtol=1e-5, atol=1e-6):
        return None
    return Difference("has only the seven digits of float32", "Calculate in float64 everywhere.")


def _mixed_up(case: _Case) -> Difference | None:
    for name, array in case.alike(case.elsewhere):
        if _same(case.got, array) and not _same(case.want, array):
            return Difference(f"is what belongs in {name}", "Look at which result goes where.")
    return None


def _factor(case: _Case) -> Difference | None:
    factor = _multiple(case.got, case.want)
    if factor is None:
        return None
    for value, text, look_at in factors(case.sizes()):
        if abs(factor / value - 1) < _RTOL:
            return Difference(f"is {text}", look_at)
        if abs(factor / value + 1) < _RTOL:
            return Difference(f"has the wrong sign and is {text}", f"{_ABOUT_SIGNS} {look_at}")
    if case.got.size == 1:
        return None
    times = f"is {abs(factor):.4g} times as large as it should be"
    by = "look at what you multiply or divide by."
    if factor < 0:
        return Difference(f"has the wrong sign and {times}", f"{_ABOUT_SIGNS} Then {by}")
    return Difference(times, f"All but a constant factor is right: {by}")


def _transposed(case: _Case) -> Difference | None:
    if case.got.ndim != 2 or case.got.shape[0] != case.got.shape[1]:
        return None
    if not _same(case.got.T, case.want):
        return None
    return Difference("is the transpose of what is expected", "Look at where you write .T.")


def _step(case: _Case) -> Difference | None:
    """The result as a step away from an argument of its shape."""
    for name, start in case.alike(case.arguments):
        if _same(case.got, start):
            return Difference(
                f"is the argument {name}, unchanged", "Look at what should happen to it."
            )
        taken = _multiple(case.got - start, case.want - start)
        if taken is None:
            continue
        far = f"{abs(taken):.3g} times as far as it should"
        if taken < 0:
            clause = f"goes from the argument {name} in the wrong direction"
            exactly = abs(taken + 1) < _RTOL
            return Difference(
                clause if exactly else f"{clause}, {far}", "Look at the sign of the step."
            )
        return Difference(
            f"goes from the argument {name} {far}",
            "The direction is right: look at what the step is multiplied by.",
        )
    return None


def _offset(case: _Case) -> Difference | None:
    if case.got.size == 1:
        return None
    off, total = case.got - case.want, case.got + case.want
    if _constant(total):
        return Difference(
            f"is {total.flat[0]:.3g} minus what is expected",
            "Look for a wrong sign inside the formula.",
        )
    if _constant(off):
        return Difference(
            "differs by the same amount everywhere", "Look for a constant that is added."
        )
    for name, array in case.arguments.items():
        if array.ndim == 1 and array.size == case.got.shape[-1] and array.any():
            if _same(off, np.broadcast_to(-array, off.shape)):
                return Difference(f"is the expected value without {name}", f"Is {name} added?")
            if _same(off, np.broadcast_to(array, off.shape)):
                return Difference(
                    f"has {name} added once too often", f"Look at where {name} is added."
                )
    if case.got.ndim == 2 and min(case.got.shape) > 1:
        if _same(off, np.broadcast_to(off[:1], off.shape)):
            return Difference(
                "differs by the same amounts in every row", "Look at what is added to each column."
            )
        if _same(off, np.broadcast_to(off[:, :1], off.shape)):
            return Difference(
                "differs by the same amounts in every column", "Look at what is added to each row."
            )
    return None


def _constant(values: Array) -> bool:
    return bool(np.ptp(values) <= 1e-9 * (1 + np.abs(values).max()))


def _function_of(case: _Case) -> Difference | None:
    too_many = "Look for one step too many."
    fraction = "Look at what is above the fraction bar, and what is below it."
    for words, value, look_at in (
        ("the square root of", np.sqrt(case.want), too_many),
        ("the square of", case.want**2, too_many),
        ("1 divided by", 1 / case.want, fraction),
        ("the logarithm of", np.log(case.want), too_many),
        ("e to the power of", np.exp(case.want), too_many),
    ):
        if np.isfinite(value).all() and _same(case.got, value):
            return Difference(f"is {words} what is expected", look_at)
    return None


def _order(case: _Case) -> Difference | None:
    if case.got.size == 1 or not _same(np.sort(case.got, None), np.sort(case.want, None)):
        return None
    for axis in range(case.got.ndim):
        if _same(np.flip(case.got, axis), case.want):
            return Difference(f"is reversed along axis {axis}", "Look at what reverses the order.")
    return Difference("has the right entries in the wrong places", "Look at their order.")


def _wrong_entries(case: _Case) -> Array | None:
    """Which entries are wrong, where some are and some are not."""
    wrong: Array = np.abs(case.got - case.want) > _RTOL * np.abs(case.want) + 1e-9
    return wrong if wrong.any() and not wrong.all() else None


def _in_a_region(case: _Case) -> Difference | None:
    wrong = _wrong_entries(case)
    if wrong is None:
        return None
    for name, array in case.alike(case.arguments):
        for where, words in _regions(array):
            if np.array_equal(where, wrong):
                return Difference(f"is wrong exactly where {name} {words}", "Look at that case.")
    return None


def _partly(case: _Case) -> Difference | None:
    wrong = _wrong_entries(case)
    if wrong is None:
        return None
    for axis, word in enumerate(("row", "column")):
        lines = wrong.any(axis=1 - axis) if wrong.ndim == 2 and min(wrong.shape) > 1 else wrong[:0]
        if lines.sum() == 1:
            place = f"{word} {int(lines.argmax())}"
            return Difference(
                f"is wrong in {place} only", f"Look at what is special about that {word}."
            )
    # Without their count: with it, one could find out entry by entry what is expected.
    return Difference("is wrong in some of its entries", "Find out which are right, and why.")


def _regions(array: Array) -> Iterator[tuple[Array, str]]:
    yield array < 0, "is negative"
    yield array > 0, "is positive"
    yield array == 0, "is 0"
    yield array >= 0, "is not negative"
    yield array <= 0, "is not positive"
    yield np.abs(array) > 30, "is large"


_RECOGNISERS: tuple[Callable[[_Case], Difference | None], ...] = (
    _zeros,
    _sign,
    _precision,
    _factor,
    _transposed,
    _mixed_up,
    _offset,
    _function_of,
    _order,
    _in_a_region,
    _step,
    _partly,
)
