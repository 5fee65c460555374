"""The search for the fewest mistakes that explain what a learner's function returned.

It tries the known wrong versions of the function, then pairs and triples of them. Beside these it
solves for what needs no list: one common factor, one sign, and slips of form. An explanation holds
on every recorded call of the failed checks.

Most pairs are ruled out without being run: a part of the result that only one of the two changes
must be what this one makes of it, and a part that neither changes must be right. The budget counts
trials, not seconds, so that the answer is the same on every machine.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np

from autograder.grading.calls import Array
from autograder.grading.diagnosis.candidates import Candidate, Edits, function_with
from autograder.grading.diagnosis.evidence import Recorded, Relation, Trial
from autograder.grading.diagnosis.factors import Formulas
from autograder.grading.diagnosis.table import Table

TRIALS = 1200
"""units for one task, see `Recorded.cost`"""
SECONDS = 5.0
"""the emergency stop, on a machine that is far slower than usual"""


@dataclass(frozen=True)
class Explanation:
    """Edits of the reference, and how the learner's result of each call follows from theirs."""

    edits: Edits
    relations: tuple[Relation, ...]
    places: tuple[frozenset[str], ...] = ()
    """for each edit the parts of the result that it shows in, where these are not all"""

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

    def __init__(self, calls: Sequence[Recorded], known: Sequence[Candidate], budget: Budget):
        self.calls = sorted(calls, key=_first_to_ask)
        self.known = known
        self._budget = budget
        self._asked: set[tuple[int, Edits]] = set()
        self._active: dict[Candidate, bool] = {}
        self._pure: dict[Candidate, Explanation | None] = {}

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
        if len(edits) > 1 and not self.has_arrays and not all(r.exact for r in relations):
            return None  # between two numbers there is always a factor
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

    def singles(self, candidates: Iterable[Candidate]) -> Iterator[Explanation]:
        """Explanations by no edit at all, and by one."""
        if found := self.explained_by(()):
            yield found
        yield from self.alone(candidates)

    def in_part(self, chosen: Iterable[Edits]) -> Iterator[Explanation]:
        """Explanations by edits that were made in some parts of the result and not in others.

        Each part is what one, several or none of the edits make of it.
        """
        if self._nothing_shows or self.calls[0].learners.foreign or not self.has_arrays:
            return
        there = [edits for edits in chosen if all(map(self.shows, edits))]
        for edits in self._table.possible(there, in_part=True):
            if found := self._explained_in_part(edits):
                yield found

    def _explained_in_part(self, edits: Edits) -> Explanation | None:
        relations = []
        shows: dict[int, set[str]] = {}
        for number, call in enumerate(self.calls):
            guesses = []
            for bits in sorted(range(2 ** len(edits)), key=lambda bits: -bits.bit_count()):
                some = tuple(edit for n, edit in enumerate(edits) if bits >> n & 1)
                if trial := self.trial(number, some):
                    guesses.append((trial, bits))
            found = call.relation_in_part(guesses)
            if found is None:
                return None
            relations.append(found[0])
            for bits, places in found[1].items():
                shows.setdefault(bits, set()).update(places)
        parts = tuple(frozenset(shows.get(1 << n, ())) for n in range(len(edits)))
        return Explanation(edits, tuple(relations), parts) if all(parts) else None

    @cached_property
    def _nothing_shows(self) -> bool:
        """Whether no second mistake can show.

        Every call raised, returned something of a foreign kind, or the same number everywhere.
        """
        told = [c for c in self.calls if not c.is_mute]
        if not all(call.learners.complete for call in told):
            return False  # what is missing tells something, too
        return _is_one_number([c.learners for c in told]) and not (
            told and _is_one_number([c.rights for c in told])
        )

    def shows(self, edit: Candidate) -> bool:
        """Whether an edit changes a result by itself, and not only beside another one."""
        if edit not in self._active:
            trials = [self.trial(number, (edit,)) for number in range(len(self.calls))]
            self._active[edit] = any(
                trial is not None and call.differs(trial)
                for call, trial in zip(self.calls, trials, strict=True)
            )
        return self._active[edit]

    def alone(self, candidates: Iterable[Candidate]) -> Iterator[Explanation]:
        """Explanations by one edit."""
        for edit in candidates:
            if found := self.explained_by((edit,)):
                yield found

    def several(self, chosen: Iterable[Edits], against: int = 0) -> Iterator[Explanation]:
        """Explanations by several edits together, where no part of a result rules them out.

        Sometimes one edit uses what another one changes; so some parts may speak `against` them.
        """
        if self._nothing_shows:
            return
        for edits in self._table.possible(list(chosen), against=against):
            if found := self.explained_by(edits):
                yield found

    def apart(self, chosen: Iterable[Edits]) -> Iterator[Explanation]:
        """Explanations by several edits, each of them in other parts of the results."""
        if self._nothing_shows or any(call.learners.foreign for call in self.calls):
            return
        for edits in self._table.possible(list(chosen), apart=True):
            if found := self.explained_by(edits):
                yield found

    def pure(self, edit: Candidate) -> Explanation | None:
        """How an edit's own results follow from the reference's, where they do for every call."""
        if edit not in self._pure:
            self._pure[edit] = self._from_the_reference(edit)
        return self._pure[edit]

    def _from_the_reference(self, edit: Candidate) -> Explanation | None:
        relations = []
        for number, call in enumerate(self.calls):
            trial = self.trial(number, (edit,))
            relation = call.relation(call.rights, trial) if trial else None
            if relation is None:
                return None
            relations.append(relation)
        return Explanation((), tuple(relations))

    @cached_property
    def scalings(self) -> tuple[list[Edits], Array]:
        """Known mistakes that only multiply a result, one or two; by what in each call."""
        one: list[tuple[Candidate, Array]] = []
        for edit in self.known:
            pure = self.pure(edit)
            if pure is None or any(relation.slips for relation in pure.relations):
                continue
            factors = np.array(pure.factors)
            if (np.abs(factors - 1) > 0).any():
                one.append((edit, factors))
        made: list[tuple[Edits, Array]] = [((edit,), factors) for edit, factors in one]
        made += [((a, b), f * g) for (a, f), (b, g) in combinations(one, 2)]
        return [edits for edits, _ in made], np.array([factors for _, factors in made])

    @cached_property
    def formulas(self) -> Formulas:
        """The factors that follow from the sizes of the calls."""
        return Formulas([call.sizes(group) for call in self.calls for group in range(call.count)])

    @cached_property
    def _table(self) -> Table:
        return Table(self.calls[0], lambda edit: self.trial(0, (edit,)))


def _is_one_number(trials: Sequence[Trial]) -> bool:
    numbers = np.concatenate([np.empty(0), *(trial.numbers for trial in trials)])
    known = numbers[np.isfinite(numbers)]
    return known.size == 0 or bool(np.ptp(known) == 0)


def _first_to_ask(call: Recorded) -> tuple[bool, bool, int]:
    return call.learners.foreign, call.rights.row.size < 2, call.cost
