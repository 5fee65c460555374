"""Which combinations of edits can be ruled out without being run."""

from collections.abc import Callable, Iterator, Sequence
from itertools import compress

import numpy as np

from autograder.grading.calls import Array
from autograder.grading.diagnosis.candidates import Candidate, Edits
from autograder.grading.diagnosis.evidence import Recorded, Trial
from autograder.grading.diagnosis.likeness import outline


class Table:
    """For each single edit and each leaf of one call: is it changed, does it fit there?"""

    def __init__(self, call: Recorded, trial: Callable[[Candidate], Trial | None]) -> None:
        self._call = call
        self._trial = trial
        self._rows: dict[Candidate, int] = {}
        right_factors, right_fits = call.fit(call.rights)
        self._factors, self._fits = [right_factors], [right_fits]
        self._changes = [np.zeros(len(call.leaves), dtype=bool)]
        self._foreign = [False]
        self._outline = outline(call.got)
        self._built_alike = [False]

    def possible(
        self,
        chosen: Sequence[Edits],
        *,
        in_part: bool = False,
        against: int = 0,
        apart: bool = False,
    ) -> Iterator[Edits]:
        """Those of the combinations that may return what the learner's program did, in order.

        Where edits are to be `apart`, each changes leaves that no other one changes.
        """
        if not chosen:
            return
        for edits in chosen:
            for edit in edits:
                if edit not in self._rows:
                    self._add(edit)
        numbers = (self._rows[edit] for edits in chosen for edit in edits)
        rows = np.fromiter(numbers, dtype=int).reshape(len(chosen), -1)
        foreign = np.array(self._foreign)[rows].any(axis=1)
        if self._call.learners.foreign:
            fits = np.array(self._built_alike)[rows].any(axis=1)  # one of them makes it so
        else:
            fits = self._may_fit(rows, in_part, against) & ~foreign
            if apart:
                changes = np.array(self._changes)[rows]
                fits &= changes.any(axis=2).all(axis=1) & (changes.sum(axis=1) <= 1).all(axis=1)
        yield from compress(chosen, fits)

    def _add(self, edit: Candidate) -> None:
        """Try a single edit, and add a row for it."""
        trial = self._trial(edit)
        count = len(self._call.leaves)
        factors, fits = np.full(count, np.nan), np.zeros(count, dtype=bool)
        changes = ~fits
        foreign = trial is None or trial.foreign
        if trial is not None and not foreign:
            factors, fits = self._call.fit(trial)
            changes = self._call.changed(trial)
        self._rows[edit] = len(self._factors)
        self._factors.append(factors)
        self._fits.append(fits)
        self._changes.append(changes)
        self._foreign.append(foreign)
        self._built_alike.append(trial is not None and outline(trial.value) == self._outline)

    def _may_fit(self, rows: Array, in_part: bool, against: int) -> Array:
        """For each combination, whether no leaf speaks against it.

        A leaf that none of its edits changes must be right; one that a single edit changes must be
        what this one makes of it; where several do, only a trial can tell. A common factor is
        allowed. In part, a leaf may also be right, or what any one of the edits makes of it. Row 0
        is the reference.
        """
        changes = np.array(self._changes)[rows]  # combination, edit, leaf
        by = changes.sum(axis=1)
        fits, factors = np.array(self._fits), np.array(self._factors)
        if in_part:
            some = fits[rows].any(axis=1) | fits[0] | (by > 1)
            possible: Array = some.all(axis=1)
            return possible
        row = np.take_along_axis(rows, changes.argmax(axis=1), axis=1)
        row[by == 0] = 0
        leaf = np.arange(changes.shape[2])
        agrees = fits[row, leaf]
        possible = (~agrees & (by <= 1)).sum(axis=1) <= against
        if self._call.count == 1:
            factors = np.where((by > 1) | ~agrees, np.nan, factors[row, leaf])
            unknown = np.isnan(factors)
            high = np.where(unknown, -np.inf, factors).max(axis=1, initial=-np.inf)
            low = np.where(unknown, np.inf, factors).min(axis=1, initial=np.inf)
            possible &= unknown.all(axis=1) | (np.abs(high / low - 1) < 1e-5)
        return possible
