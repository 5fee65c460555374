"""The recorded calls of failed checks, with what the reference and wrong versions return for them.

A script makes several calls of the function. Its result is taken apart: each leaf belongs to the
call that returned it, so that a factor can depend on that call's sizes.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grading.calls import Array, Call, array_leaves, arrays_in
from autograder.grading.diagnosis.alignment import aligned, in_same_form
from autograder.grading.diagnosis.leaves import Leaf, Slip, leaves_of
from autograder.grading.diagnosis.outcomes import (
    RTOL,
    Mistaken,
    Raised,
    is_number,
    outcome,
    recorded_outcome,
    same,
)
from autograder.grading.diagnosis.rows import Rows, close

FREE = -1
"""the group of leaves that no single call returned"""
_FLOAT32 = 1e-5
_NUMBERS_OF_ONE_UNIT = 10_000


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

    value: Any
    row: Array
    """all numbers in one row, nan where there is none in this place"""
    usable: Array
    """for each leaf, whether its numbers are in the row"""
    odd: Mapping[int, Array]
    """leaves of another shape"""
    slips: frozenset[Slip]
    foreign: bool
    """whether it is an exception, or something of another kind than the reference's result"""

    @property
    def complete(self) -> bool:
        """Whether every leaf of the reference's result is there, in whatever shape."""
        return not self.foreign and int(self.usable.sum()) + len(self.odd) == len(self.usable)

    @property
    def numbers(self) -> Array:
        """All numbers that it has, of any shape."""
        return np.concatenate([self.row, *(array.ravel() for array in self.odd.values())])

    @property
    def plain(self) -> bool:
        """Whether all of its numbers are in the row."""
        return not self.foreign and not self.odd and bool(self.usable.all())


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
        self._rows = Rows([leaf.values.size for leaf in self.leaves])
        self.groups = self._groups()
        self._free = np.array([group == FREE for group in self.groups])
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
        numbers += self._rows.size
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
    def is_mute(self) -> bool:
        """Whether it has nothing that can be compared: an exception, or another kind of value."""
        container = isinstance(self.got, list | tuple | dict)
        return self.got is None or (self.learners.foreign and not container)

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
        if to.foreign or guess.foreign or not guess.slips <= to.slips:
            if to is self.learners and same(self.got, guess.value, self.right):
                return Relation((1.0,) * self.count, frozenset(), self.differs(guess))
            return None
        leaf_factors, fits = self.fit(guess, to)
        if not fits.all():
            return None
        factors = dict[int, float]()
        for group, factor in zip(self.groups, leaf_factors.tolist(), strict=True):
            if factor == factor and abs(factors.setdefault(group, factor) / factor - 1) > 2 * RTOL:
                return None
        return Relation(
            tuple(factors.get(group, math.nan) for group in range(self.count)),
            to.slips - guess.slips | self._other_axes(guess, to),
            self.differs(guess),
        )

    def _other_axes(self, guess: Trial, to: Trial) -> frozenset[Slip]:
        """Leaves whose shape is neither the reference's nor quite the guess's."""
        return frozenset(
            Slip("axis moved", self.leaves[index].place)
            for index, got in to.odd.items()
            if got.shape != guess.odd[index].shape
        )

    def relation_in_part(
        self, guesses: Sequence[tuple[Trial, int]]
    ) -> tuple[Relation, dict[int, set[str]]] | None:
        """The same where each leaf may follow another guess, the first one that fits.

        A guess comes with a number, its edits as bits; those of one edit come last. With the
        relation comes where each edit shows: the places of the leaves that need it.
        """
        to = self.learners
        if to.foreign or any(guess.foreign for guess, _ in guesses):
            return None
        factors, fits = map(np.array, zip(*(self.fit(guess) for guess, _ in guesses), strict=True))
        changed = np.array([self.changed(guess) for guess, _ in guesses])
        usual = factors[fits & changed]
        for factor in dict.fromkeys([1.0, *usual[~np.isnan(usual)].round(9).tolist()]):
            fitting = fits & (np.isnan(factors) | (np.abs(factors / factor - 1) < 4 * RTOL))
            if not fitting.any(axis=0).all():
                continue
            chosen = fitting.argmax(axis=0)
            shows: dict[int, set[str]] = {}
            for index, leaf in enumerate(self.leaves):
                for row, (_, bit) in enumerate(guesses):
                    used = bit.bit_count() == 1 and guesses[chosen[index]][1] & bit
                    if used and changed[row, index]:
                        shows.setdefault(bit, set()).add(leaf.place)
            slips = to.slips.difference(*(guess.slips for guess, _ in guesses))
            slips |= {
                Slip("axis moved", self.leaves[index].place)
                for index, got in to.odd.items()
                if guesses[chosen[index]][0].odd[index].shape != got.shape
            }
            relation = Relation((float(factor),) * self.count, slips, differs=bool(shows))
            return relation, shows
        return None

    def fit(self, guess: Trial, to: Trial | None = None) -> tuple[Array, Array]:
        """For each leaf by what a guess is multiplied, and whether it fits at all.

        The factor is nan where any fits. Where the leaf is of no single call, only 1 does.
        """
        to = self.learners if to is None else to
        factors = np.full(len(self.leaves), math.nan)
        fits = np.ones(len(self.leaves), dtype=bool)
        if self._rows.solid.size:
            loose = any(slip.kind == "dtype" for slip in to.slips)
            factors[self._rows.solid], fits[self._rows.solid] = self._rows.fit(
                to.row, guess.row, _FLOAT32 if loose else RTOL
            )
        if not (guess.plain and to.plain):
            for index in range(len(self.leaves)):
                factors[index], fits[index] = _fit_odd(
                    index, guess, to, factors[index], fits[index]
                )
        fits &= ~self._free | np.isnan(factors) | (factors == 1)
        return factors, fits

    def changed(self, guess: Trial) -> Array:
        """For each leaf, whether a guess has something else in it than the reference."""
        changed = ~guess.usable
        if self._rows.solid.size:
            _, agree = self._rows.agreement(guess.row, self.rights.row, RTOL)
            changed[self._rows.solid] |= ~agree
        return changed

    def differs(self, guess: Trial) -> bool:
        """Whether a guess is anything else than what the reference returns."""
        return not self._agrees(guess, self.rights)

    def _agrees(self, one: Trial, other: Trial) -> bool:
        if one.foreign or other.foreign or one.slips != other.slips or one.odd or other.odd:
            return False
        if not np.array_equal(one.usable, other.usable):
            return False
        return close(one.row, other.row)

    def _trial_of(self, value: Any) -> Trial:
        count = len(self.leaves)
        numbers: list[Array] = []
        if in_same_form(value, self.right, numbers) and numbers:
            row = np.concatenate(numbers).astype(np.float64, copy=False)
            return Trial(value, row, np.ones(count, dtype=bool), {}, frozenset(), foreign=False)
        row = np.full(self._rows.size, np.nan)
        usable = np.zeros(count, dtype=bool)
        odd: dict[int, Array] = {}
        if isinstance(value, Raised) or isinstance(self.right, Raised):
            return Trial(value, row, usable, odd, frozenset(), foreign=True)
        form = aligned(value, self.right)
        for index, found in enumerate(form.leaves):
            if found is None:
                continue
            if found.shape == self.leaves[index].values.shape:
                usable[index] = True
                row[self._rows.place(index)] = found.ravel()
            else:
                odd[index] = found
        return Trial(value, row, usable, odd, frozenset(form.slips), form.foreign)

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


def _fit_odd(index: int, guess: Trial, to: Trial, factor: float, fits: bool) -> tuple[float, bool]:
    """The same for a leaf that may be missing or have another shape."""
    if to.usable[index]:
        return factor, fits and bool(guess.usable[index])
    got, tried = to.odd.get(index), guess.odd.get(index)
    if got is None:
        return math.nan, True  # a key is missing: neither for the guess nor against it
    if tried is None or got.squeeze().shape != tried.squeeze().shape:
        return math.nan, False
    if close(got.ravel(), tried.ravel()):
        return 1.0, True
    largest = int(np.abs(tried).argmax()) if tried.size else 0
    factor = float(got.flat[largest] / tried.flat[largest]) if tried.size else math.nan
    alike = np.isfinite(factor) and factor != 0 and close(got.ravel(), factor * tried.ravel())
    return factor, bool(alike)


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
