"""A common factor in words of the sizes: `y.shape[0]·y.shape[1]/2`."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product

import numpy as np

from autograder.grading.calls import Array

_RTOL = 2e-6
_POWERS_OF_TWO = (0, 1, -1)
_EXPONENTS = (1, -1, 2, -2)


def in_words(factors: Sequence[float], sizes: Sequence[Mapping[str, int]]) -> str | None:
    """The factors as one formula of the sizes of each call.

    `factors` are positive. Empty where several formulas fit equally, or where it is one constant
    without a reason; None where the factors follow no formula at all.
    """
    known = _dimensions(sizes)
    logs = np.log(np.asarray(factors))
    fitting: dict[int, set[str]] = {}
    for cost, value, words in _formulas(known):
        if np.allclose(value, logs, rtol=0, atol=_RTOL):
            fitting.setdefault(cost, set()).add(words)
    if fitting:
        simplest = fitting[min(fitting)]
        return simplest.pop() if len(simplest) == 1 else ""
    return "" if np.ptp(logs) < _RTOL else None


def _dimensions(sizes: Sequence[Mapping[str, int]]) -> dict[str, Array]:
    """The logarithm of each size in all calls, those that are always equal under one name."""
    if not sizes:
        return {}
    found: dict[tuple[int, ...], str] = {}
    for name in sizes[0]:
        values = tuple(call.get(name, 0) for call in sizes)
        if all(values) and any(size > 1 for size in values):
            found.setdefault(values, name)
    return {name: np.log(np.array(values, dtype=float)) for values, name in found.items()}


def _formulas(known: Mapping[str, Array]) -> Iterable[tuple[int, Array | float, str]]:
    """Each formula: how complicated it is, its logarithm, its words."""
    for two in _POWERS_OF_TWO:
        base = two * math.log(2)
        if two:
            yield 1, base, _written({}, two)
        for name, value in known.items():
            for exponent in _EXPONENTS:
                cost = abs(two) + abs(exponent)
                yield cost, base + exponent * value, _written({name: exponent}, two)
        for (one, a), (other, b) in combinations(known.items(), 2):
            for p, q in product((1, -1), repeat=2):
                yield abs(two) + 2, base + p * a + q * b, _written({one: p, other: q}, two)


def _written(exponents: Mapping[str, int], two: int) -> str:
    """The formula as text, always as what it is larger or smaller by: `2·N`, `1/(N·K)`."""
    above = ["2"] if two > 0 else []
    below = ["2"] if two < 0 else []
    for name, exponent in exponents.items():
        (above if exponent > 0 else below).extend([name] * abs(exponent))
    top = "·".join(above) or "1"
    bottom = "·".join(below)
    if not bottom:
        return top
    return f"{top}/({bottom})" if len(below) > 1 else f"{top}/{bottom}"
