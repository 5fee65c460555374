"""Naming the mistakes: what is wrong in a function that returned what was recorded."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from types import ModuleType

import numpy as np

from autograder.grading.calls import Call
from autograder.grading.diagnosis.candidates import Candidate, Edits, generic, in_one_place, written
from autograder.grading.diagnosis.evidence import Recorded
from autograder.grading.diagnosis.naming import Finding, findings, in_company
from autograder.grading.diagnosis.search import Budget, Explanation, OutOfBudget, Search
from autograder.grading.misconceptions import Misconception
from autograder.grading.results import MisconceptionResult

__all__ = ["diagnose"]

Told = list[Finding]


def diagnose(
    evidence: Mapping[str, Sequence[Call]],
    misconceptions: Sequence[Misconception],
    reference: ModuleType,
) -> tuple[MisconceptionResult, ...]:
    """The mistakes that explain the failed checks of one task, in the order in which to tell them.

    `evidence` holds the calls of each failed check. The fewest mistakes of one function that
    explain all of these checks are named. Where several sets of them fit equally, only what they
    have in common is. Where nothing explains all checks, what explains most of them is named, and
    then what explains the rest. Raises CourseError for a misconception that isn't Python.
    """
    with np.errstate(all="ignore"):
        told = _named(evidence, misconceptions, reference)
    beside = len(told) > 1 or any(finding.partly for finding in told)
    messages = [in_company(finding) if beside else finding.message for finding in told]
    if told and told[-1].partly:
        messages[-1] += " Something else is wrong, too."
    return tuple(
        MisconceptionResult(id=finding.id, message=message)
        for finding, message in zip(told, messages, strict=True)
    )


def _named(
    evidence: Mapping[str, Sequence[Call]],
    misconceptions: Sequence[Misconception],
    reference: ModuleType,
) -> Told:
    told: Told = []
    for function in dict.fromkeys(m.replaces for m in misconceptions):
        own = [m for m in misconceptions if m.replaces == function]
        known = written(own)
        calls = {
            name: [Recorded(call, function, reference) for call in made]
            for name, made in evidence.items()
        }
        calls = {name: made for name, made in calls.items() if made and _usable(made)}
        if calls:
            told += _all_at_once(calls, known, own) or _check_by_check(calls, known)
    return told


def _usable(made: Iterable[Recorded]) -> bool:
    return all(call.usable for call in made)


def _all_at_once(
    calls: Mapping[str, Sequence[Recorded]],
    known: Sequence[Candidate],
    own: Sequence[Misconception],
) -> Told:
    """The fewest mistakes that explain every call."""
    search = Search([call for made in calls.values() for call in made], known, Budget())
    found: list[Told] = []
    try:
        for most, doubt, explanations in _stages(search, known, own):
            found += _told(explanations, search)
            if any(_is_good(told, most, doubt) for told in found):
                break
    except OutOfBudget:
        pass
    return _in_common(found, set(calls))


def _is_good(told: Told, most: int, doubt: int) -> bool:
    """Whether nothing better has to be looked for."""
    return len(told) == 1 or (len(told) <= most and sum(map(_doubt, told)) <= doubt)


def _doubt(finding: Finding) -> int:
    """0 for a known mistake, 1 for what was solved for, 2 for a generic edit."""
    return 0 if finding.is_known else 1 if finding.candidate is None else 2


def _stages(
    search: Search, known: Sequence[Candidate], own: Sequence[Misconception]
) -> Iterator[tuple[int, int, Iterable[Explanation]]]:
    """What is tried, one after the other; then how many mistakes, how doubtful, are good enough."""
    once = in_one_place(own)
    yield 2, 0, search.singles(known)
    yield 2, 1, search.several(combinations(known, 2))
    yield 2, 1, search.in_part((edit,) for edit in known)
    yield 2, 1, search.alone(once)
    made = generic(own[0].version.reference, search.calls[0].function)
    yield 2, 2, search.alone(made)
    yield 3, 2, search.several(product(known, once))
    yield 3, 2, search.in_part(combinations(known, 2))
    yield 3, 2, search.several(combinations(known, 2), against=1)
    yield 3, 2, search.several(product([*known, *once], made))
    yield 4, 2, search.several(combinations(known, 3))
    yield 1, 2, search.apart(_twins(made))


def _twins(made: Iterable[Candidate]) -> Iterator[Edits]:
    """The same slip in two places: two edits of one family."""
    by_family: dict[str, list[Candidate]] = {}
    for edit in made:
        by_family.setdefault(edit.family, []).append(edit)
    for alike in by_family.values():
        yield from combinations(alike, 2)


def _told(explanations: Iterable[Explanation], search: Search) -> Iterator[Told]:
    """What the explanations say, the shortest first; longer ones only where there is no shorter."""
    shortest = math.inf
    for explanation in sorted(explanations, key=lambda e: e.least):
        if explanation.least > shortest:
            break
        told = findings(explanation, search)
        if told and sum(finding.is_guessed for finding in told) < 2:
            shortest = min(shortest, len(told))
            yield told


def _in_common(found: Sequence[Told], failed: set[str]) -> Told:
    """What the shortest of them have in common, known mistakes before those that have no name."""
    if not found:
        return []
    shortest = min(map(_rank, found))
    equal = {frozenset(f.id for f in told): told for told in found if _rank(told) == shortest}
    expected = [told for told in equal.values() if _fails_exactly(told, failed)]
    if len(equal) > 1 and len(expected) == 1:
        return expected[0]
    common = frozenset.intersection(*equal)
    first = next(iter(equal.values()))
    if len(common) == len(first):
        return first
    return [replace(f, partly=True) for f in first if f.id in common]


def _rank(told: Told) -> tuple[int, int, int]:
    return len(told), sum(map(_doubt, told)), sum(not finding.shows for finding in told)


def _fails_exactly(told: Told, failed: set[str]) -> bool:
    [first, *others] = told
    return not others and first.candidate is not None and first.candidate.fails == failed


def _check_by_check(calls: Mapping[str, Sequence[Recorded]], known: Sequence[Candidate]) -> Told:
    """What explains most checks, then what explains the rest; each of them a single mistake."""
    explained: dict[str, tuple[Finding, set[str]]] = {}
    budget = Budget()
    try:
        for name, made in calls.items():
            search = Search(made, known, budget)
            for told in _told(search.singles(known), search):
                if len(told) == 1:
                    explained.setdefault(told[0].id, (told[0], set()))[1].add(name)
    except OutOfBudget:
        pass
    named: Told = []
    left = set(calls)
    while left:
        most = max((len(names & left) for _, names in explained.values()), default=0)
        best = [f for f, names in explained.values() if most and len(names & left) == most]
        if len(best) != 1:
            break
        named += best
        left -= explained[best[0].id][1]
    return [replace(finding, partly=bool(left)) for finding in named]
