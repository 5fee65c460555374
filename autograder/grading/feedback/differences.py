"""What kind of difference there is between two arrays of one shape, in words.

The words may hold factors and sizes, never the values: feedback must not be enough to copy the
answer from. Every kind is recognised only where it explains all the numbers at hand.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.grading.feedback.factors import factors

Array = np.ndarray[Any, Any]

_RTOL = 1e-6
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
        """Those of the arrays that have the shape of the result, and more than one number."""
        for name, array in arrays.items():
            if array.shape == self.got.shape and array.size > 1 and array.dtype.kind in "fi":
                yield name, array


def difference(
    got: Any, want: Any, arguments: Mapping[str, Array], elsewhere: Mapping[str, Array] = _NOTHING
) -> Difference:
    """The first kind of difference that fits; `got` and `want` finite, of one shape, unequal.

    `arguments` are the arrays that the call was given, `elsewhere` what is expected in other places
    of the same result, both under the names that the learner knows them by.
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
        "is wrong in all its numbers" if case.got.size > 1 else "is not the expected number",
        "Work one small example by hand and print each step beside it.",
    )


def _same(a: Array, b: Array) -> bool:
    scale = float(np.abs(b).max(initial=0.0))
    return bool(np.all(np.abs(a - b) <= _RTOL * np.abs(b) + 1e-9 * min(scale, 1.0)))


def _multiple(a: Array, b: Array) -> float | None:
    """The number that b has to be multiplied with to give a, if there is one."""
    pivot = int(np.abs(b).argmax())
    factor = float(a.flat[pivot] / b.flat[pivot])
    return factor if np.isfinite(factor) and _same(a, factor * b) else None


def _zeros(case: _Case) -> Difference | None:
    if not case.want.any():
        everywhere = " everywhere" if case.want.size > 1 else ""
        return Difference(f"is not 0{everywhere}", "What makes it differ from 0?")
    if case.got.any():
        return None
    return Difference("is 0 everywhere", "Is the result ever filled, or is a factor 0?")


def _sign(case: _Case) -> Difference | None:
    if not _same(case.got, -case.want):
        return None
    return Difference(
        "is the negative of what is expected",
        "Look for a minus too many or too few, or a difference taken the other way round.",
    )


def _precision(case: _Case) -> Difference | None:
    if not np.array_equal(case.got, case.got.astype(np.float32).astype(float)):
        return None
    if not np.allclose(case.got, case.want, rtol=1e-5, atol=1e-6):
        return None
    return Difference("has only the seven digits of float32", "Calculate in float64 throughout.")


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
            return Difference(f"is {text}, and negative", look_at)
    if case.got.size == 1:
        return None
    return Difference(
        f"is {factor:.4g} times what is expected, everywhere",
        "The formula is right up to a constant factor: look at what it is multiplied with.",
    )


def _transposed(case: _Case) -> Difference | None:
    if case.got.ndim != 2 or case.got.shape[0] != case.got.shape[1]:
        return None
    if not _same(case.got.T, case.want):
        return None
    return Difference("is the transpose of what is expected", "Look at what carries the .T.")


def _step(case: _Case) -> Difference | None:
    """The result as a step away from an argument of its shape."""
    for name, start in case.alike(case.arguments):
        if _same(case.got, start):
            return Difference(f"is the argument {name}, unchanged", "What should happen to it?")
        taken = _multiple(case.got - start, case.want - start)
        if taken is None:
            continue
        if abs(taken + 1) < _RTOL:
            return Difference(
                f"goes from the argument {name} the wrong way", "Look at the sign of the step."
            )
        return Difference(
            f"goes from the argument {name} {taken:.3g} times as far as expected",
            "The direction is right: look at what the step is multiplied with.",
        )
    return None


def _offset(case: _Case) -> Difference | None:
    if case.got.size == 1:
        return None
    off, total = case.got - case.want, case.got + case.want
    if _constant(total):
        return Difference(
            f"is {total.flat[0]:.3g} minus what is expected",
            "Look for a sign that is reversed inside the formula.",
        )
    if _constant(off):
        return Difference(
            "is off by the same amount everywhere", "Look for something added that is constant."
        )
    for name, array in case.arguments.items():
        if array.ndim == 1 and array.size == case.got.shape[-1] and array.any():
            if _same(off, np.broadcast_to(-array, off.shape)):
                return Difference(f"is what is expected without {name}", f"Is {name} added?")
            if _same(off, np.broadcast_to(array, off.shape)):
                return Difference(f"has {name} in it once too often", f"Where is {name} added?")
    if case.got.ndim == 2 and min(case.got.shape) > 1:
        if _same(off, np.broadcast_to(off[:1], off.shape)):
            return Difference(
                "is off by the same amount in every row", "Look at what is added to each column."
            )
        if _same(off, np.broadcast_to(off[:, :1], off.shape)):
            return Difference(
                "is off by the same amount in every column", "Look at what is added to each row."
            )
    return None


def _constant(values: Array) -> bool:
    return bool(np.ptp(values) <= 1e-9 * (1 + np.abs(values).max()))


def _function_of(case: _Case) -> Difference | None:
    for word, value in (
        ("the square root of", np.sqrt(case.want)),
        ("the square of", case.want**2),
        ("1 over", 1 / case.want),
        ("the logarithm of", np.log(case.want)),
        ("e to the power of", np.exp(case.want)),
    ):
        if np.isfinite(value).all() and _same(case.got, value):
            return Difference(f"is {word} what is expected", "Look for one step too many.")
    return None


def _order(case: _Case) -> Difference | None:
    if case.got.size == 1 or not _same(np.sort(case.got, None), np.sort(case.want, None)):
        return None
    for axis in range(case.got.ndim):
        if _same(np.flip(case.got, axis), case.want):
            return Difference(f"is reversed along axis {axis}", "Look at what turns it round.")
    return Difference("has the right numbers in the wrong places", "Look at how it is ordered.")


def _partly(case: _Case) -> Difference | None:
    wrong = np.abs(case.got - case.want) > _RTOL * np.abs(case.want) + 1e-9
    if not wrong.any() or wrong.all():
        return None
    for name, array in case.alike(case.arguments):
        for where, words in _regions(array):
            if np.array_equal(where, wrong):
                return Difference(f"is wrong exactly where {name} {words}", "Look at that case.")
    for axis, word in enumerate(("row", "column")):
        lines = wrong.any(axis=1 - axis) if wrong.ndim == 2 and min(wrong.shape) > 1 else wrong[:0]
        if lines.sum() == 1:
            place = f"{word} {int(lines.argmax())}"
            return Difference(f"is wrong in {place} only", f"What is special about that {word}?")
    # Without their count: with it, one could find out entry by entry what is expected.
    return Difference("is wrong in some of its numbers", "Which ones are right, and why?")


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
    _partly,
    _step,
)
