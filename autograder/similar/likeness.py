"""How alike programs are in what is their own, and from which likeness on a pair is worth a look.

A program's own fingerprints are those that no natural program has and that few in the class share.
A rare one counts for more than a frequent one. The likeness of two programs is what they share of
the own fingerprints of the smaller one: 1 where all of it is in the other program, too.

Two right programs can be alike by nature, so the bound is measured: above the likeness of right
programs that were written apart from each other, and above what is usual in this class.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2
from statistics import median

from autograder.similar.fingerprints import Fingerprints

FEWEST_SHARED = 12
"""fingerprints; less than that is three lines, and says nothing"""
FEWEST_OWN = 15
LOWEST_BOUND, HIGHEST_BOUND = 0.35, 0.7
MEDIANS = 5.0
"""how many median deviations above the median of a class are unusual"""
COMMON_TO, MOST_COMMON = 10, 50
"""what more programs have than this, or than a tenth of the class up to the second, is common"""

Hashes = frozenset[int]


@dataclass(frozen=True)
class Likeness:
    """Two programs, by their places, and what they share."""

    first: int
    second: int
    likeness: float
    shared: Hashes


@dataclass(frozen=True)
class Bound:
    """From which likeness on a pair is worth a look, and why."""

    natural: float
    """the highest of two right programs of the course"""
    usual: float
    """the median of everybody's likeness to the most similar other program"""
    bound: float


def own_fingerprints(
    programs: Sequence[Fingerprints | None], natural: Hashes
) -> tuple[list[Hashes], Mapping[int, float]]:
    """The own fingerprints of each program, and the weight of each fingerprint."""
    holders = Counter(value for one in programs if one for value in one.values - natural)
    most = max(COMMON_TO, min(len(programs) // 10, MOST_COMMON))
    weights = {value: 1 / log2(1 + n) for value, n in holders.items() if n <= most}
    own = [one.values & weights.keys() if one else frozenset() for one in programs]
    return own, weights


def likenesses(
    own: Sequence[Hashes], weights: Mapping[int, float], compared_with: Sequence[bool]
) -> list[Likeness]:
    """The pairs that share enough to be judged, most alike first.

    `compared_with` marks the programs that are compared with the others, and not with each other.
    """
    having: defaultdict[int, list[int]] = defaultdict(list)
    for place, values in enumerate(own):
        if len(values) >= FEWEST_OWN:
            for value in values:
                having[value].append(place)
    shared = Counter(pair for places in having.values() for pair in combinations(places, 2))
    of_all = [sum(weights[value] for value in values) for values in own]
    found = []
    for (first, second), count in shared.items():
        if count < FEWEST_SHARED or (compared_with[first] and compared_with[second]):
            continue
        both = own[first] & own[second]
        weight = sum(weights[value] for value in both)
        likeness = min(1.0, weight / min(of_all[first], of_all[second]))
        found.append(Likeness(first, second, likeness, both))
    return sorted(found, key=lambda one: (-one.likeness, -len(one.shared), one.first, one.second))


def natural_likeness(given: Iterable[Fingerprints], right: Sequence[Fingerprints]) -> float:
    """The highest likeness of two right programs, judged as two of a class: by all others."""
    always = frozenset[int]().union(*(one.values for one in given))
    held_by = Counter(value for one in right for value in one.values)
    highest = 0.0
    for a, b in combinations((one.values - always for one in right), 2):
        of_two = [
            {v for v in one if held_by[v] == 1 + (v in other)} for one, other in ((a, b), (b, a))
        ]
        smaller, both = min(map(len, of_two)), len(of_two[0] & of_two[1])
        if smaller >= FEWEST_OWN and both >= FEWEST_SHARED:
            highest = max(highest, both / smaller)
    return highest


def bound_of(found: Iterable[Likeness], natural: float, students: int) -> Bound:
    """The bound for a class of so many programs that could be compared."""
    best: dict[int, float] = {}
    for one in found:
        for place in (one.first, one.second):
            best[place] = max(best.get(place, 0.0), one.likeness)
    values = [*best.values(), *[0.0] * (students - len(best))]
    usual = median(values) if values else 0.0
    spread = median(abs(value - usual) for value in values) if values else 0.0
    bound = max(LOWEST_BOUND, 1.5 * natural, usual + MEDIANS * spread)
    return Bound(natural, usual, min(bound, HIGHEST_BOUND))
