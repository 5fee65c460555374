"""Constant factors that have a reason: sizes of the arrays at hand, and 2."""

from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement, permutations

MISSING = "Look for a division that is missing: a sum where a mean belongs?"
DOUBLE = "Look for a division too many: a mean where a sum belongs, or a mean taken twice?"
OTHER_AXIS = "Is the mean taken over the right axis?"


def factors(sizes: Mapping[int, str]) -> Iterator[tuple[float, str, str]]:
    """Factors with a reason, the simplest first: value, clause, where to look.

    `sizes` gives each size the name that it is told by, `X.shape[0]`.
    """
    yield 2.0, "twice what is expected", "Look for a factor 2 too many."
    yield 0.5, "half of what is expected", "Look for a factor 2 that is missing."
    for size, name in sizes.items():
        reason = f", and {size} is {name}"
        yield size, f"{size} times what is expected{reason}", MISSING
        yield 1 / size, f"1/{size} of what is expected{reason}", DOUBLE
    for size, name in sizes.items():
        reason = f", and {size} is {name}"
        yield size / 2, f"{size}/2 times what is expected{reason}", MISSING
        yield 2 / size, f"2/{size} of what is expected{reason}", DOUBLE
        yield 2 * size, f"2·{size} times what is expected{reason}", MISSING
        yield 0.5 / size, f"1/(2·{size}) of what is expected{reason}", DOUBLE
    for a, b in combinations_with_replacement(sizes, 2):
        reason = f" ({a} is {sizes[a]}, {b} is {sizes[b]})"
        yield a * b, f"{a}·{b} times what is expected{reason}", MISSING
        yield a * b / 2, f"{a}·{b}/2 times what is expected{reason}", MISSING
        yield 1 / (a * b), f"1/({a}·{b}) of what is expected{reason}", DOUBLE
        yield 2 / (a * b), f"2/({a}·{b}) of what is expected{reason}", DOUBLE
    for a, b in permutations(sizes, 2):
        reason = f" ({a} is {sizes[a]}, {b} is {sizes[b]})"
        yield a / b, f"{a}/{b} of what is expected{reason}", OTHER_AXIS
