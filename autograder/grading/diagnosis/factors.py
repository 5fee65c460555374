"""A common factor in words of the sizes: `y.shape[0]·y.shape[1]/2`."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

import numpy as np

from autograder.grading.calls import Array

_RTOL = 2e-6
_POWERS_OF_TWO = (0, 1, -1)
_EXPONENTS = (1, -1, 2, -2)


class Formulas:
    """The factors that have a reason, for calls with these sizes."""

    def __init__(self, sizes: Sequence[Mapping[str, int]]) -> None:
        made = list(_formulas(_dimensions(sizes)))
        self._costs = np.array([cost for cost, _, _ in made])
        self._words = [words for _, _, words in made]
        self._logs = np.array([np.broadcast_to(value, len(sizes)) for _, value, _ in made])

    def words(self, factors: Array) -> str | None:
        """The factors of all calls (nan: any) as one formula; None where they follow none.

        They are positive. Empty where several formulas fit equally, or where it is a constant
        without a reason.
        """
        there = ~np.isnan(factors)
        logs = np.log(factors[there])
        if self._costs.size:
            fits = (np.abs(self._logs[:, there] - logs) < _RTOL).all(axis=1)
            if fits.any():
                least = self._costs[fits].min()
                simplest = np.flatnonzero(fits & (self._costs == least))
                return self._words[simplest[0]] if simplest.size == 1 else ""
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


def _formulas(known: Mapping[str, Array]) -> Iterator[tuple[int, Array | float, str]]:
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
    """The formula as text: `2·N`, `1/(N·K)`."""
    above = ["2"] if two > 0 else []
    below = ["2"] if two < 0 else []
    for name, exponent in exponents.items():
        (above if exponent > 0 else below).extend([name] * abs(exponent))
    top, bottom = "·".join(above) or "1", "·".join(below)
    if not bottom:
        return top
    return f"{top}/({bottom})" if len(below) > 1 else f"{top}/{bottom}"


def turned(words: str) -> str:
    """One over a formula."""
    above, _, below = words.partition("/")
    if not below:
        return f"1/({above})" if "·" in above else f"1/{above}"
    below = below.removeprefix("(").removesuffix(")")
    if above == "1":
        return below
    return f"{below}/({above})" if "·" in above else f"{below}/{above}"
