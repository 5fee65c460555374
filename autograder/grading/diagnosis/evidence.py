"""The recorded calls of failed checks, with what the reference and wrong versions return for them.

A script makes several calls of the function. Its result is taken apart: each leaf belongs to the
call that returned it, so that a factor can depend on that call's sizes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grading.calls import Array, Call, array_leaves, arrays_in
from autograder.grading.diagnosis.alignment import Aligned, Leaf, Slip, aligned, leaves_of
from autograder.grading.diagnosis.outcomes import (
    ATOL,
    RTOL,
    Mistaken,
    Raised,
    is_number,
    outcome,
    recorded_outcome,
    same,
)

FREE = -1
"""the group of leaves that no single call returned"""
_FLOAT32 = 1e-5
_NUMBERS_OF_ONE_UNIT = 2000


@dataclass(frozen=True)
class Relation:
    """How the learner's result follows from a guess: times a factor, with slips of form."""

    factors: tuple[float, ...]
    """for each call inside, nan where any factor fits"""
    slips: frozenset[Slip]
    differs: bool
    """whether the guess is not what the reference returns"""

    @property
    def exact(self) -> bool:
        """Whether the guess alone is what the learner's program returned."""
        return not self.slips and all(np.isnan(f) or f == 1 for f in self.factors)


@dataclass
class Trial:
    """What a guess came to, laid beside the reference's result."""

    same: bool
    """whether it is exactly what the learner's program returned"""
    row: Array
    """all numbers in one row, nan where there is none in this place"""
    usable: Array
    """for each leaf, whether its numbers are in the row"""
    odd: Mapping[int, Array]
    """leaves of another shape"""
    slips: frozenset[Slip]
    foreign: bool
    """whether it is an exception, or something of another kind than the reference's result"""


class Recorded:
    """One recorded call, and the reference's outcome for it."""

    def __init__(self, call: Call, function: str, reference: ModuleType) -> None:
        self.call = call
        self.function = function
        self.reference = reference
        self.got = recorded_outcome(call)
        self._inside: list[tuple[tuple[Any, ...], Any]] = []
        self.right = outcome(call, Mistaken(reference, function, self._watched))
        self.leaves: list[Leaf] = list(leaves_of(self.right))
        self._starts = np.cumsum([0, *(leaf.values.size for leaf in self.leaves)])
        self.groups = self._groups()
        self._trials: dict[int, tuple[Any, Trial]] = {}

    @property
    def usable(self) -> bool:
        """Whether the learner's program returned or raised something that can be compared."""
        return (self.got is not None or self.call.fault is None) and not isinstance(
            self.right, Raised
        )

    @cached_property
    def cost(self) -> int:
        """What a trial costs, in units of a small call; the same on every machine."""
        numbers = sum(array.size for _, array in array_leaves(self.call.args))
        numbers += int(self._starts[-1])
        return 1 + len(self._inside) // 4 + numbers // _NUMBERS_OF_ONE_UNIT

    @cached_property
    def learners(self) -> Trial:
        """The learner's own outcome."""
        return self._trial_of(self.got)

    @cached_property
    def rights(self) -> Trial:
        """The reference's own outcome."""
        return self._trial_of(self.right)

    @property
    def count(self) -> int:
        """How many calls of the function there are inside."""
        return len(self._inside)

    def sizes(self, group: int) -> dict[str, int]:
        """The sizes of a call's arguments, by the names that the learner knows."""
        call = Call(self.function, self._inside[group][0])
        return {
            f"{name}.shape[{axis}]": size
            for name, array in arrays_in(call, self.reference)
            for axis, size in enumerate(array.shape)
        }

    def try_on(self, function: Callable[..., Any]) -> Trial:
        """What a version of the function comes to for this call; asked once for each version."""
        key = id(function)
        if key not in self._trials:
            guess = outcome(self.call, Mistaken(self.reference, self.function, function))
            self._trials[key] = function, self._trial_of(guess)
        return self._trials[key][1]

    def relation(self, guess: Trial, to: Trial | None = None) -> Relation | None:
        """How the learner's result (or `to`) follows from a guess; None where it doesn't."""
        to = self.learners if to is None else to
        differs = not self._agrees(guess, self.rights)
        if to is self.learners and guess.same:
            return Relation(tuple(1.0 for _ in range(self.count)), frozenset(), differs)
        if to.foreign or guess.foreign or not guess.slips <= to.slips:
            return None
        factors = dict[int, float]()
        for index in range(len(self.leaves)):
            group = self.groups[index]
            factor = self.leaf_factor(index, guess, to)
            if factor is None:
                return None
            if np.isnan(factor):
                continue
            if abs(factors.setdefault(group, factor) / factor - 1) > 2 * RTOL:
                return None
        return Relation(
            tuple(factors.get(group, float("nan")) for group in range(self.count)),
            frozenset(to.slips - guess.slips),
            differs,
        )

    def leaf_factor(self, index: int, guess: Trial, to: Trial | None = None) -> float | None:
        """By what the guess is multiplied in a leaf; nan where any factor fits, None if none does.

        Where the leaf is of no single call, it is 1, nan or None.
        """
        to = self.learners if to is None else to
        place = slice(self._starts[index], self._starts[index + 1])
        got, tried = to.odd.get(index), guess.odd.get(index)
        if to.usable[index]:
            if not guess.usable[index]:
                return None
            got, tried = to.row[place], guess.row[place]
        elif got is None:
            return float("nan")  # a key is missing: neither for the guess nor against it
        elif tried is None or tried.shape != got.shape:
            return None
        assert got is not None
        assert tried is not None
        loose = any(slip.kind == "dtype" for slip in to.slips)
        factor = factor_between(got.ravel(), tried.ravel(), _FLOAT32 if loose else RTOL)
        if self.groups[index] == FREE and factor is not None and abs(factor - 1) > 0:
            return None
        return factor

    def differs_in(self, index: int, guess: Trial) -> bool:
        """Whether a guess has something else in a leaf than the reference."""
        if not guess.usable[index]:
            return True
        place = slice(self._starts[index], self._starts[index + 1])
        return not _close(guess.row[place], self.rights.row[place])

    def _agrees(self, one: Trial, other: Trial) -> bool:
        if one.foreign or other.foreign or one.slips != other.slips or one.odd or other.odd:
            return False
        if not np.array_equal(one.usable, other.usable):
            return False
        return _close(one.row, other.row)

    def _trial_of(self, value: Any) -> Trial:
        count = len(self.leaves)
        row = np.full(self._starts[-1], np.nan)
        usable = np.zeros(count, dtype=bool)
        odd: dict[int, Array] = {}
        if isinstance(value, Raised):
            agrees = same(self.got, value, self.right)
            return Trial(agrees, row, usable, odd, frozenset(), foreign=True)
        form = aligned(value, self.right) if not isinstance(self.right, Raised) else Aligned()
        for index, numbers in enumerate(form.leaves):
            if numbers is None:
                continue
            if numbers.shape == self.leaves[index].values.shape:
                usable[index] = True
                row[self._starts[index] : self._starts[index + 1]] = numbers.ravel()
            else:
                odd[index] = numbers
        agrees = same(self.got, value, self.right)
        return Trial(agrees, row, usable, odd, frozenset(form.slips), form.foreign)

    def _watched(self, *args: Any) -> Any:
        result = getattr(self.reference, self.function)(*args)
        self._inside.append((args, result))
        return result

    def _groups(self) -> list[int]:
        """For each leaf of the reference's result the call it is from, if that may be scaled."""
        owners: dict[int, int] = {}
        for number, (_, result) in enumerate(self._inside):
            if not _can_be_scaled(result):
                continue
            owners[id(result)] = number  # the result is kept, so no other object has this id
            if isinstance(result, dict):
                owners |= {id(item): number for item in result.values()}
        return [_owner(self.right, leaf.path, owners) for leaf in self.leaves]


def _close(one: Array, other: Array, rtol: float = RTOL) -> bool:
    with np.errstate(all="ignore"):
        near = np.abs(one - other) <= ATOL + rtol * np.abs(other)
        if near.all() and np.isfinite(other).all():
            return True
        near &= np.isfinite(other)
        return bool((near | (one == other) | (np.isnan(one) & np.isnan(other))).all())


def factor_between(got: Array, guess: Array, rtol: float = RTOL) -> float | None:
    """The c for which got = c·guess: exactly 1 where they agree, nan where both are 0 or empty."""
    if _close(got, guess, rtol):
        return 1.0 if np.any(np.abs(guess) > ATOL) else float("nan")
    with np.errstate(all="ignore"):
        largest = int(np.abs(guess).argmax())
        factor = float(got[largest] / guess[largest])
        if factor == 0 or not np.isfinite(factor):
            return None
        fits = np.abs(got - factor * guess) <= 2 * rtol * np.abs(got) + 1e-12 * abs(factor)
        return factor if fits.all() else None


def _owner(right: Any, path: Sequence[Any], owners: Mapping[int, int]) -> int:
    value = right
    found = owners.get(id(value), FREE)
    for step in path:
        value = value[step]
        found = owners.get(id(value), found)
    return found


def _can_be_scaled(result: Any) -> bool:
    """Whether a common factor means something: of a number, an array, a dict of arrays."""
    if isinstance(result, dict):
        return all(isinstance(item, np.ndarray) for item in result.values())
    return isinstance(result, np.ndarray) or is_number(result)
