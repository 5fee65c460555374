"""Results as rows of numbers, compared leaf by leaf, all leaves at once."""

import math
from collections.abc import Sequence

import numpy as np

from autograder.grading.calls import Array
from autograder.grading.diagnosis.outcomes import ATOL, RTOL


class Rows:
    """Where the leaves of a result stand in a row."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._starts = np.cumsum([0, *sizes])
        self.solid = np.flatnonzero(sizes)
        """the leaves that have numbers"""
        self._begins = self._starts[self.solid]
        self._leaf_of = np.repeat(np.arange(len(self.solid)), np.array(sizes)[self.solid])

    @property
    def size(self) -> int:
        """How many numbers a row has."""
        return int(self._starts[-1])

    def place(self, leaf: int) -> slice:
        """Where a leaf stands."""
        return slice(self._starts[leaf], self._starts[leaf + 1])

    def fit(self, got: Array, guess: Array, rtol: float) -> tuple[Array, Array]:
        """The factor of each leaf that has numbers: 1 where they agree, nan where all are 0."""
        size, agrees = self.agreement(got, guess, rtol)
        there = np.logical_or.reduceat(size > ATOL, self._begins)
        factors = np.where(there, 1.0, math.nan)
        if agrees.all():
            return factors, agrees
        squares = np.add.reduceat(guess * guess, self._begins)
        solved = np.add.reduceat(got * guess, self._begins) / squares
        left = np.abs(got - solved[self._leaf_of] * guess)
        fits = np.logical_and.reduceat(left <= 2 * rtol * np.abs(got) + 1e-15, self._begins)
        fits &= np.isfinite(solved) & (solved != 0)
        return np.where(agrees, factors, solved), agrees | fits

    def agreement(self, got: Array, guess: Array, rtol: float) -> tuple[Array, Array]:
        """The size of each number of a guess, and for each leaf whether it is the same."""
        size = np.abs(guess)
        near = np.abs(got - guess) <= ATOL + rtol * size
        near &= np.isfinite(guess)
        agree = near | (got == guess) | (np.isnan(got) & np.isnan(guess))
        return size, np.logical_and.reduceat(agree, self._begins)


def close(one: Array, other: Array) -> bool:
    """Whether all numbers are the same, nan and infinities among them."""
    near = np.abs(one - other) <= ATOL + RTOL * np.abs(other)
    near &= np.isfinite(other)
    return bool((near | (one == other) | (np.isnan(one) & np.isnan(other))).all())
