"""Constant factors that have a reason: the sizes of the arguments, and 2."""

from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement, permutations
from math import log

MISSING = "Look for a division that is missing, such as a sum in place of a mean."
DOUBLE = "Look for one division too many: a mean in place of a sum, or a mean taken twice."
OTHER_AXIS = "Look at the axis over which the mean is taken."


def factors(sizes: Mapping[int, str]) -> Iterator[tuple[float, str, str]]:
    """Factors with a reason, the simplest first: value, clause, where to look.

    `sizes` gives each size the name that the learner knows it by, `X.shape[0]`.
    """
    yield 2.0, _too_large("2"), "Look for a factor 2 that should not be there."
    yield 0.5, "half as large as it should be", "Look for a factor 2 that is missing."
    for base in (10, 2):
        clause = f"1/ln {base} times what is expected"
        yield (
            1 / log(base),
            clause,
            f"That is np.log{base}; the loss needs the natural log, np.log.",
        )
    for size, name in sizes.items():
        reason = f" ({size} is {name})"
        yield size, _too_large(size) + reason, MISSING
        yield 1 / size, _too_small(size) + reason, DOUBLE
    for size, name in sizes.items():
        reason = f" ({size} is {name})"
        yield size / 2, _too_large(f"{size}/2") + reason, MISSING
        yield 2 / size, _too_small(f"{size}/2") + reason, DOUBLE
        yield 2 * size, _too_large(f"2·{size}") + reason, MISSING
        yield 0.5 / size, _too_small(f"2·{size}") + reason, DOUBLE
    for a, b in combinations_with_replacement(sizes, 2):
        reason = f" ({a} is {sizes[a]}, {b} is {sizes[b]})"
        yield a * b, _too_large(f"{a}·{b}") + reason, MISSING
        yield a * b / 2, _too_large(f"{a}·{b}/2") + reason, MISSING
        yield 1 / (a * b), _too_small(f"{a}·{b}") + reason, DOUBLE
        yield 2 / (a * b), _too_small(f"{a}·{b}/2") + reason, DOUBLE
    for a, b in permutations(sizes, 2):
        reason = f" ({a} is {sizes[a]}, {b} is {sizes[b]})"
        yield a / b, f"{a}/{b} times what is expected{reason}", OTHER_AXIS


def _too_large(factor: object) -> str:
    return f"too large by a factor of {factor}"


def _too_small(factor: object) -> str:
    return f"too small by a factor of {factor}"
