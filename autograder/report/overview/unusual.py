"""Whose program used far more time or memory than the others, and who falls behind."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median

FAR = 3.5
AT_LEAST_TIMES = 2.0
"""and so many times the median, so that a class of equals has no outliers"""
FEWEST = 10
GAP, DROP, FAR_BELOW = 0.2, 0.15, 0.3
Share = float | None


def unusually_large(values: Mapping[str, float]) -> set[str]:
    """Who has far more than the others, by the modified z-score with its usual limit of 3.5.

    Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993: 0.6745·(x − median)/MAD, and
    where more than half of the values are the same, (x − median)/(1.2533·mean deviation).
    """
    if len(values) < FEWEST:
        return set()
    middle = median(values.values())
    deviations = [abs(value - middle) for value in values.values()]
    scale = median(deviations) / 0.6745 or 1.2533 * fmean(deviations)
    return {
        student
        for student, value in values.items()
        if scale > 0 and (value - middle) / scale > FAR and value >= AT_LEAST_TIMES * middle
    }


def falling_behind(shares: Mapping[str, Sequence[Share]]) -> dict[str, str]:
    """Who falls behind, and why, from everybody's shares of the points in the assignments so far.

    A share is None where a student submitted nothing. Compared are the gaps to the class's median,
    so a hard assignment makes nobody fall behind.
    """
    count = max(map(len, shares.values()), default=0)
    if count < 2:
        return {}
    medians = [_median_of(own[k] for own in shares.values()) for k in range(count)]
    reasons = {student: _reason(own, medians) for student, own in shares.items()}
    return {student: reason for student, reason in reasons.items() if reason}


def _reason(own: Sequence[Share], medians: Sequence[float]) -> str:
    gaps = [None if share is None else share - m for share, m in zip(own, medians, strict=True)]
    *earlier, last = gaps
    known = [gap for gap in earlier if gap is not None]
    if last is None:
        if known:
            return "submitted nothing here, but did so before"
        return "submitted nothing so far"
    if last > -GAP:
        return ""
    below = f"{-100 * last:.0f} of 100 points below the median"
    if known and last <= fmean(known) - DROP:
        return f"{below}, {100 * (fmean(known) - last):.0f} more than before"
    if known and fmean([*known, last]) <= -FAR_BELOW:
        return f"{below}, and far below it before"
    return ""


def _median_of(shares: Iterable[Share]) -> float:
    found = [share for share in shares if share is not None]
    return median(found) if found else 0.0
