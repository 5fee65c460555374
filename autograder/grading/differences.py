"""What kind of difference there is between two arrays of one shape, in words.

The words may hold factors and sizes, never the values: feedback must not be enough to copy the
answer from. Every kind is recognised only where it explains all the numbers at hand.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_RTOL = 1e-6


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
    """the arrays that the call was given, by name"""

    def sizes(self) -> dict[int, str]:
        """Each size > 1 of the arguments, under the first name that it has."""
        found: dict[int, str] = {}
        for name, array in self.arguments.items():
            for axis, size in enumerate(array.shape):
                if size > 1:
                    found.setdefault(size, f"{name}.shape[{axis}]")
        return found


def difference(got: Any, want: Any, arguments: Mapping[str, Array]) -> Difference:
    """The first kind of difference that fits; `got` and `want` finite, of one shape, unequal."""
    case = _Case(
        np.atleast_1d(np.asarray(got, dtype=float)),
        np.atleast_1d(np.asarray(want, dtype=float)),
        arguments,
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


def _sign(case: _Case) -> Difference | None:
    if not _same(case.got, -case.want):
        return None
    return Difference(
        "is the negative of what is expected",
        "Look for a minus too many or too few, or a difference taken the other way round.",
    )


def _zeros(case: _Case) -> Difference | None:
    if case.got.any():
        return None
    return Difference("is 0 everywhere", "Is the result ever filled, or is a factor 0?")


def _known_factor(case: _Case) -> Difference | None:
    pivot = int(np.abs(case.want).argmax())
    factor = float(case.got.flat[pivot] / case.want.flat[pivot])
    if not np.isfinite(factor) or not _same(case.got, factor * case.want):
        return None
    for value, text, advice in _factors(case.sizes()):
        if abs(factor / value - 1) < _RTOL:
            return Difference(f"is {text}", advice)
        if abs(factor / value + 1) < _RTOL:
            return Difference(f"is {text}, and negative", advice)
    if case.got.size == 1:
        return None
    return Difference(
        f"is {factor:.4g} times what is expected, everywhere",
        "The formula is right up to a constant factor: look at what it is multiplied with.",
    )


def _factors(sizes: Mapping[int, str]) -> Iterator[tuple[float, str, str]]:
    """Factors with a reason, the simplest first: value, clause, advice."""
    missing = "Look for a division that is missing: a sum where a mean belongs?"
    double = "Look for a division too many: a mean where a sum belongs, or a mean taken twice?"
    yield 2.0, "twice what is expected", "Look for a factor 2 too many."
    yield 0.5, "half of what is expected", "Look for a factor 2 that is missing."
    for size, name in sizes.items():
        reason = f", and {size} is {name}"
        yield size, f"{size} times what is expected{reason}", missing
        yield 1 / size, f"1/{size} of what is expected{reason}", double
    for size, name in sizes.items():
        reason = f", and {size} is {name}"
        yield size / 2, f"{size}/2 times what is expected{reason}", missing
        yield 2 / size, f"2/{size} of what is expected{reason}", double
        yield 2 * size, f"2·{size} times what is expected{reason}", missing
        yield 0.5 / size, f"1/(2·{size}) of what is expected{reason}", double
    for a, b in combinations_with_replacement(sizes, 2):
        reason = f" ({a} is {sizes[a]}, {b} is {sizes[b]})"
        for half, word in ((1.0, ""), (0.5, "/2")):
            yield a * b * half, f"{a}·{b}{word} times what is expected{reason}", missing
        for twice, word in ((1.0, "1"), (2.0, "2")):
            yield twice / (a * b), f"{word}/({a}·{b}) of what is expected{reason}", double
        if a != b:
            other = "Is the mean taken over the right axis?"
            yield b / a, f"{b}/{a} of what is expected{reason}", other
            yield a / b, f"{a}/{b} of what is expected{reason}", other


def _transposed(case: _Case) -> Difference | None:
    if case.got.ndim != 2 or case.got.shape[0] != case.got.shape[1]:
        return None
    if not _same(case.got.T, case.want):
        return None
    return Difference(
        "is the transpose of what is expected", "Look at which factor carries the .T."
    )


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


def _precision(case: _Case) -> Difference | None:
    if not np.array_equal(case.got, case.got.astype(np.float32).astype(float)):
        return None
    if not np.allclose(case.got, case.want, rtol=1e-5, atol=1e-6):
        return None
    return Difference("has only the seven digits of float32", "Calculate in float64 throughout.")


def _order(case: _Case) -> Difference | None:
    if case.got.size == 1 or not _same(np.sort(case.got, None), np.sort(case.want, None)):
        return None
    for axis in range(case.got.ndim):
        if _same(np.flip(case.got, axis), case.want):
            return Difference(
                f"is reversed along axis {axis}", "Look at what turns the order round."
            )
    return Difference(
        "has the right numbers in the wrong places", "Look at how it is put in order."
    )


def _partly(case: _Case) -> Difference | None:
    wrong = np.abs(case.got - case.want) > _RTOL * np.abs(case.want) + 1e-9
    count = int(wrong.sum())
    if count in (0, wrong.size):
        return None
    for name, array in case.arguments.items():
        if array.shape == wrong.shape and array.dtype.kind in "fi":
            for where, words in _regions(array):
                if np.array_equal(where, wrong):
                    return Difference(
                        f"is wrong exactly where {name} {words}", "Look at that case."
                    )
    for axis, word in enumerate(("row", "column")):
        if wrong.ndim == 2 and min(wrong.shape) > 1:
            lines = wrong.any(axis=1 - axis)
            if lines.sum() == 1:
                return Difference(
                    f"is wrong in {word} {int(lines.argmax())} only",
                    f"What is special about that {word}?",
                )
    return Difference(
        f"is wrong in {count} of its {wrong.size} numbers", "Which ones are right, and why?"
    )


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
    _known_factor,
    _transposed,
    _offset,
    _order,
    _partly,
)
