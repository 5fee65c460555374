"""From an explanation to what the learner is told: each mistake with its name and its sentences.

What was solved for gets the name of a known mistake that does exactly the same, where there is one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from autograder.grading.calls import Array
from autograder.grading.diagnosis.candidates import Candidate
from autograder.grading.diagnosis.factors import turned
from autograder.grading.diagnosis.leaves import Slip
from autograder.grading.diagnosis.search import Explanation, Search
from autograder.grading.feedback.constant_factors import DOUBLE, MISSING
from autograder.grading.generic_edits import FAMILIES

_RTOL = 2e-6


class Role(IntEnum):
    """What a mistake does; told in this order."""

    SIGN = 0
    FORMULA = 1
    FORM = 2
    FACTOR = 3


@dataclass(frozen=True)
class Finding:
    """One mistake that is told."""

    id: str
    message: str
    role: Role
    candidate: Candidate | None = None
    """the wrong version that makes it; None for what was solved for"""
    shows: bool = True
    """whether it changes a result by itself, and not only beside another mistake"""
    partly: bool = False
    """whether something else is wrong, too, that has no name"""

    @property
    def is_known(self) -> bool:
        """Whether somebody wrote it down as a known mistake."""
        return self.candidate is not None and self.candidate.written

    @property
    def is_guessed(self) -> bool:
        """Whether it is neither a known mistake nor a slip of form, which anybody can see."""
        return not self.is_known and self.role != Role.FORM


SIGN = (
    "Your result has the wrong sign. Look for a minus that is missing or should not be there, or "
    "for a difference in the wrong order."
)
_FORMS = {
    "axis more": "{it} one axis too many, of size 1. Look for keepdims or reshape.",
    "axis less": "{it} one axis too few. An array with one row or one column still has two axes.",
    "axis moved": "{it} the axis of size 1 in another place. Look for reshape or .T.",
    "transposed": "{it} rows and columns exchanged. Look at where you write .T.",
    "flat": "{it} only one axis, and the rows are lost. Look for ravel, flatten or reshape.",
    "list": "{it} the type list. Return a NumPy array.",
    "dtype": "{it} another dtype than float64. Look for astype, dtype= or an array of integers.",
    "renamed": "The result has no key {name}, but {detail}. Use the names of the docstring.",
    "missing": "The result has no key {name}.",
    "extra": "The result has the key {detail}, which does not belong there.",
    "sequence": "You return a {detail} in place of a dict. Return a dict, with the usual keys.",
    "order": "The two results are in the wrong order.",
    "comma": "{it} become a tuple of one. Look for a comma at the end of a line.",
    "nothing": "Your function ends without a return, so its result is None.",
    "alone": "You return one result where two are expected, separated by a comma.",
}
_HAVE = {True: "have", False: "has"}


def findings(explanation: Explanation, search: Search) -> list[Finding] | None:
    """The mistakes of an explanation, the one that decides the direction first, the factor last.

    None where what is left after its edits is no mistake that has words.
    """
    found = [_of_edit(edit, search) for edit in explanation.edits]
    for number, places in enumerate(explanation.places):
        found[number] = _shown_in(found[number], places)
    found = _twins_as_one(found)
    scaled = _of_factors(explanation, search)
    if scaled is None:
        return None
    found += scaled
    found += _of_slips(explanation, search)
    if not found:
        return None
    solved = len(found) > len(explanation.edits)
    if solved and any(f.role != Role.FORMULA for f in found[: len(explanation.edits)]):
        return None  # the same is told without this edit, as a part of what was solved for
    return sorted(found, key=lambda finding: finding.role)


def _twins_as_one(found: list[Finding]) -> list[Finding]:
    """The same slip in two places is one mistake, told in general words."""
    match found:
        case [Finding(candidate=Candidate(family=family)) as one, other] if (
            family and one.id == other.id
        ):
            return [replace(one, message=f"{FAMILIES[family].sentence} You do so in two places.")]
    return found


def _shown_in(finding: Finding, places: frozenset[str]) -> Finding:
    only = "" if "" in places else f" This shows in {_listed(sorted(places))} only."
    return replace(finding, message=in_company(finding) + only)


def _of_edit(edit: Candidate, search: Search) -> Finding:
    return Finding(edit.id, edit.message, _role(edit, search), edit, search.shows(edit))


def _role(edit: Candidate, search: Search) -> Role:
    pure = search.pure(edit)
    if pure is None:
        return Role.FORMULA
    factors = _known(pure.factors)
    if any(relation.slips for relation in pure.relations):
        return Role.FORM if not factors.size or (factors == 1).all() else Role.FORMULA
    if not factors.size or (factors == 1).all():
        return Role.FORMULA
    if np.allclose(factors, -1, rtol=_RTOL, atol=0):
        return Role.SIGN
    if not search.has_arrays and not search.formulas.words(np.abs(np.array(pure.factors))):
        return Role.FORMULA  # between two numbers there is always a factor
    return Role.FACTOR


def _known(factors: Sequence[float] | Array) -> Array:
    values = np.asarray(factors, dtype=float)
    known: Array = values[~np.isnan(values)]
    return known


def _of_factors(explanation: Explanation, search: Search) -> list[Finding] | None:
    """The sign and the factor that the results have in common; None where they have none."""
    factors = np.array(explanation.factors)
    there = _known(explanation.factors)
    if not there.size or (there == 1).all():
        return []
    if whole := _named_factors(factors, search):
        return whole
    found: list[Finding] = []
    if (there < 0).all():
        sign = _named_factors(np.where(np.isnan(factors), factors, -1.0), search)
        if not sign and not search.has_arrays:
            return None
        solved = Finding(f"{_slug(search.calls[0].function)}-sign", SIGN, Role.SIGN)
        found += sign or [solved]
    elif (there < 0).any():
        return None
    size = np.abs(factors)
    if np.allclose(np.abs(there), 1, rtol=_RTOL, atol=0):
        return found
    told = _named_factors(size, search) or _solved_factor(size, search)
    if explanation.edits and told and told[0].id == _constant(search):
        return None  # beside another mistake a number without a reason explains too much
    return [*found, *told] if told else None


def _named_factors(factors: Array, search: Search) -> list[Finding]:
    """The known mistakes that do exactly this: one, or two together; none where several do."""
    edits, have = search.scalings
    if not edits:
        return []
    unknown = np.isnan(have) | np.isnan(factors)
    fits = (unknown | (np.abs(have / factors - 1) < _RTOL)).all(axis=1) & ~unknown.all(axis=1)
    found = [edits[number] for number in np.flatnonzero(fits)]
    fewest = min(map(len, found), default=0)
    found = [some for some in found if len(some) == fewest]
    return [_of_edit(edit, search) for edit in found[0]] if len(found) == 1 else []


def _constant(search: Search) -> str:
    return f"{_slug(search.calls[0].function)}-constant-factor"


def _solved_factor(factors: Array, search: Search) -> list[Finding]:
    """A factor in words of the sizes, or a constant one."""
    words = search.formulas.words(factors)
    if words is None or (not words and not search.has_arrays):
        return []
    there = _known(factors)
    large = bool((there > 1).any())
    if words and not large:
        words = turned(words)
    much = f"by a factor of {words}" if words else "by a constant factor"
    if not words:
        advice = "Look at what you multiply or divide by."
    elif words in ("2", "1/2"):
        advice = "Look for a 2 that should not be there." if large else "Look for a missing 2."
    else:
        advice = MISSING if large else DOUBLE
    message = f"Your result is too {'large' if large else 'small'} {much}. {advice}"
    name = f"{_slug(search.calls[0].function)}-factor" if words else _constant(search)
    return [Finding(name, message, Role.FACTOR)]


def _of_slips(explanation: Explanation, search: Search) -> list[Finding]:
    slips = frozenset().union(*(relation.slips for relation in explanation.relations))
    if explanation.edits or not (_known(explanation.factors) == 1).all():
        slips = frozenset(slip for slip in slips if slip.kind != "extra")
    found: list[Finding] = []
    for edit, own in sorted(_forms(search), key=lambda pair: -len(pair[1])):
        if own <= slips:
            found.append(_of_edit(edit, search))
            slips -= own
    return [*found, *_solved_forms(slips, search)]


def _forms(search: Search) -> Iterator[tuple[Candidate, frozenset[Slip]]]:
    """The known mistakes that are nothing but slips of form."""
    for edit in search.known:
        pure = search.pure(edit)
        if pure is None or not (_known(pure.factors) == 1).all():
            continue
        slips = frozenset().union(*(relation.slips for relation in pure.relations))
        if slips:
            yield edit, slips


def _solved_forms(slips: frozenset[Slip], search: Search) -> Iterator[Finding]:
    function = search.calls[0].function
    for kind in sorted({slip.kind for slip in slips}):
        alike = sorted(slip for slip in slips if slip.kind == kind)
        names = [slip.place for slip in alike if slip.place]
        several = len(names) > 1
        it = f"{_listed(names)} {_HAVE[several]}" if names else "The result has"
        detail = next((slip.detail for slip in alike if slip.detail), "")
        message = _FORMS[kind].format(it=it, name=_listed(names), detail=detail)
        yield Finding(f"{_slug(function)}-form-{kind.replace(' ', '-')}", message, Role.FORM)


def _listed(names: Sequence[str]) -> str:
    if len(names) > 4:
        return f"{', '.join(names[:3])} and others"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def _slug(function: str) -> str:
    return function.replace("_", "-")


_RIGHT_BUT = re.compile(
    r"^(?:The|Your|All|Both)\b[^.;:]*?\b(?:is|are) (?:all )?(?:right|there)\b[^.;:]*?, (?:but|and) "
)


def in_company(finding: Finding) -> str:
    """A message as it is told beside another one: without the claim that the rest is right."""
    if finding.candidate is not None and finding.candidate.beside:
        return finding.candidate.beside
    rest = _RIGHT_BUT.sub("", finding.message, count=1)
    return finding.message if rest == finding.message else rest[:1].upper() + rest[1:]
