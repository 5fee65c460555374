"""The search for the fewest mistakes that explain what a learner's function returned.

It tries the known wrong versions of the function, then pairs and triples of them. Beside these it
solves for what needs no list: one common factor, one sign, and slips of form. An explanation holds
on every recorded call of the failed checks.

Most pairs are ruled out without being run: a part of the result that only one of the two changes
must be what this one makes of it, and a part that neither changes must be right. The budget counts
trials, not seconds, so that the answer is the same on every machine.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from autograder.grading.calls import Array
from autograder.grading.diagnosis.candidates import Edits, function_with
from autograder.grading.diagnosis.evidence import Recorded, Relation, Trial
from autograder.grading.misconceptions import Misconception

TRIALS = 3000
"""units for one task, see `Recorded.cost`"""
SECONDS = 5.0
"""the emergency stop, on a machine that is far slower than usual"""


@dataclass(frozen=True)
class Explanation:
    """Edits of the reference, and how the learner's result of each call follows from theirs."""

    edits: Edits
    relations: tuple[Relation, ...]

    @property
    def exact(self) -> bool:
        """Whether the edits alone explain everything."""
        return all(relation.exact for relation in self.relations)

    @property
    def least(self) -> int:
        """The least number of mistakes that this is."""
        return len(self.edits) + (not self.exact)

    @property
    def factors(self) -> tuple[float, ...]:
        """The factor of every call inside of every recorded one; nan where any fits."""
        return tuple(factor for relation in self.relations for factor in relation.factors)


class OutOfBudget(Exception):  # noqa: N818 - the end of a search, not an error
    """All trials of a search are used up."""


@dataclass
class Budget:
    """The trials that are left."""

    units: int = TRIALS
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def spend(self, units: int) -> None:
        """Take units. Raises OutOfBudget where there are none left."""
        self.units -= units
        if self.units < 0 or time.monotonic() > self.until:
            raise OutOfBudget


class Search:
    """The recorded calls of the failed checks of one task, and what has been tried on them."""

    def __init__(self, calls: Sequence[Recorded], known: Sequence[Misconception], budget: Budget):
        self.calls = sorted(calls, key=_first_to_ask)
        self.known = known
        self._budget = budget
        self._asked: set[tuple[int, Edits]] = set()

    @property
    def has_arrays(self) -> bool:
        """Whether a call returned more than one number, so that a common factor is a finding."""
        return any(leaf.values.size > 1 for call in self.calls for leaf in call.leaves)

    def explained_by(self, edits: Edits) -> Explanation | None:
        """How these edits explain all calls; None where they don't."""
        relations = []
        for number, call in enumerate(self.calls):
            trial = self.trial(number, edits)
            relation = call.relation(trial) if trial else None
            if relation is None:
                return None
            relations.append(relation)
        if edits and not any(relation.differs for relation in relations):
            return None
        return Explanation(edits, tuple(relations))

    def trial(self, number: int, edits: Edits) -> Trial | None:
        """What these edits come to for a call; None where they can't be combined."""
        call = self.calls[number]
        if not edits:
            return call.rights
        function = function_with(edits)
        if function is None:
            return None
        if (number, edits) not in self._asked:
            self._budget.spend(call.cost)
            self._asked.add((number, edits))
        return call.try_on(function)

    def singles(self) -> Iterator[Explanation]:
        """Explanations by no edit at all, and by one."""
        for edits in [(), *((edit,) for edit in self.known)]:
            if found := self.explained_by(edits):
                yield found

    def combinations(self, size: int) -> Iterator[Explanation]:
        """Explanations by several edits together, those that aren't ruled out beforehand."""
        for edits in self._table.possible(size):
            if found := self.explained_by(edits):
                yield found

    def pure(self, edit: Misconception) -> Explanation | None:
        """How an edit's own results follow from the reference's, where they do for every call."""
        relations = []
        for number, call in enumerate(self.calls):
            trial = self.trial(number, (edit,))
            relation = call.relation(call.rights, trial) if trial else None
            if relation is None:
                return None
            relations.append(relation)
        return Explanation((), tuple(relations))

    @property
    def _table(self) -> "_Table":
        trials = [self.trial(0, (edit,)) for edit in self.known]
        return _Table(self.calls[0], self.known, trials)


def _first_to_ask(call: Recorded) -> tuple[bool, bool, int]:
    return call.learners.foreign, call.rights.row.size < 2, call.cost


class _Table:
    """For each single edit and each leaf of one call: is it changed, does it fit there?"""

    def __init__(
        self, call: Recorded, known: Sequence[Misconception], trials: Sequence[Trial | None]
    ) -> None:
        self._known = [edit for edit, trial in zip(known, trials, strict=True) if trial]
        there = [trial for trial in trials if trial]
        self._foreign = call.learners.foreign
        shape = len(there), len(call.leaves)
        self._changes = np.zeros(shape, dtype=bool)
        self._factors = np.full(shape, np.nan)
        self._fits = np.ones(shape, dtype=bool)
        self._right_factors, self._right_fits = call.fit(call.rights)
        for row, trial in enumerate(there):
            if trial.foreign:
                self._changes[row] = True
                continue
            self._factors[row], self._fits[row] = call.fit(trial)
            self._changes[row] = _changed(call, trial)
        self._one_factor = call.count == 1

    def possible(self, size: int) -> Iterator[Edits]:
        """The combinations that may return what the learner's program did, in order."""
        count = len(self._known)
        if count < size:
            return
        numbers = np.array(list(combinations(range(count), size)))
        if not self._foreign:
            numbers = numbers[self._may_fit(numbers)]
        for combination in numbers:
            yield tuple(self._known[number] for number in combination)

    def _may_fit(self, numbers: Array) -> Array:
        """For each combination, whether no leaf speaks against it."""
        changes = self._changes[numbers]  # combination, edit, leaf
        by = changes.sum(axis=1)
        one = changes.argmax(axis=1)
        row = np.take_along_axis(numbers, one, axis=1)
        leaf = np.arange(changes.shape[2])
        fits = np.where(by == 0, self._right_fits, self._fits[row, leaf])
        factors = np.where(by == 0, self._right_factors, self._factors[row, leaf])
        open_leaves = by > 1
        fits |= open_leaves
        factors = np.where(open_leaves, np.nan, factors)
        with np.errstate(all="ignore"):
            high = np.where(np.isnan(factors), -np.inf, factors).max(axis=1, initial=-np.inf)
            low = np.where(np.isnan(factors), np.inf, factors).min(axis=1, initial=np.inf)
            alike = (low == np.inf) | (np.abs(high / low - 1) < 1e-5)
        possible: Array = fits.all(axis=1) & (alike | (not self._one_factor))
        return possible


def _changed(call: Recorded, guess: Trial) -> Array:
    return np.array(
        [call.differs_in(index, guess) for index in range(len(call.leaves))], dtype=bool
    )
