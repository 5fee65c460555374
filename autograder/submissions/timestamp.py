"""The time of a submission, from nbgrader's `timestamp.txt`.

nbgrader believes this file, and so do we. What we don't believe is a guess: a time zone by a name
that isn't known here, or a time without a date, counts as not late until a person writes it out.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from autograder.course import Assignment, LatePolicy
from autograder.submissions.contents import TIMESTAMP
from autograder.submissions.safe_reading import read_file
from autograder.submissions.submission import Submission
from autograder.text import listed, one_line

LONGEST = 100
ODD = timedelta(days=366)
"""a time further than this from the due date is hardly right"""
_HALF_YEAR = timedelta(days=182)
_UTC_NAMES = {"UTC", "GMT", "Z", "z"}
_DEFAULTS = datetime(2000, 1, 1, 0), datetime(2001, 2, 2, 1)
"""what a text doesn't say is filled in from here; what differs then was not said"""
_NOT_LATE = "the submission counts as not late"


class _UnknownZone(Exception):  # noqa: N818 (the text of a message)
    """A time zone whose offset isn't known."""


def read_timestamp(folder: Path, zone: ZoneInfo | None = None) -> tuple[datetime | None, str]:
    """The time in UTC without a zone, as nbgrader stores it; None where there is none.

    `zone` is the course's own, whose names (CET, CEST) are understood. The second value says why
    the file can't be used; it is empty otherwise.
    """
    try:
        text = read_file(folder / TIMESTAMP, LONGEST).decode().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None, ""
    except (OSError, UnicodeDecodeError):
        return None, f"{TIMESTAMP} can't be read: {_NOT_LATE}."
    if not text:
        return None, ""
    shown = f"{text[:40]!a}"
    try:
        return _in_utc(text, zone), ""
    except _UnknownZone as unknown:
        return None, (
            f"{TIMESTAMP} has a time zone that isn't understood, {str(unknown)[:40]!a} ({shown}): "
            f"{_NOT_LATE} until a person writes its offset there, such as +01:00."
        )
    except (ValueError, ArithmeticError, TypeError, AttributeError):
        return None, f"{TIMESTAMP} has no date and time in it ({shown}): {_NOT_LATE}."


def odd_time(submitted: datetime | None, due: datetime | None) -> str:
    """A note where a submission's time (in UTC) is more than a year from the due date."""
    if submitted is None or due is None:
        return ""
    if abs(submitted.replace(tzinfo=UTC) - due) <= ODD:
        return ""
    return f"{TIMESTAMP} says {submitted:%Y-%m-%d}, which is more than a year from the due date."


def time_lines(
    submissions: Iterable[Submission], assignment: Assignment, policy: LatePolicy
) -> Iterator[str]:
    """Who has no time, where it matters: without one, nobody is late."""
    if assignment.due is None or not policy.percent_per_day:
        return
    without = [one.student for one in submissions if not (one.contents / TIMESTAMP).exists()]
    if without:
        yield f"no {TIMESTAMP}, so not late: {listed(map(one_line, without))}"


def _in_utc(text: str, course_zone: ZoneInfo | None) -> datetime:
    """Raises ValueError where the text has no date and time, and _UnknownZone."""
    from dateutil import parser  # type: ignore[import-untyped]

    place, text = _place(_with_plain_offset(text))

    def zone_of(name: str | None, offset: int | None) -> tzinfo | None:
        if offset is not None:
            return timezone(timedelta(seconds=offset))
        if name is None:
            return place
        if name in _UTC_NAMES:
            return UTC
        return _Named(name)

    one, other = (parser.parse(text, default=d, tzinfos=zone_of) for d in _DEFAULTS)
    if one.replace(tzinfo=None) != other.replace(tzinfo=None):
        raise ValueError("incomplete")
    if isinstance(one.tzinfo, _Named):
        one = one.replace(tzinfo=one.tzinfo.within(course_zone, one))
    in_utc: datetime = one.astimezone(UTC) if one.tzinfo else one
    return in_utc.replace(tzinfo=None)


def _with_plain_offset(text: str) -> str:
    """`UTC+2` as `+2`, which dateutil would read as two hours behind, as POSIX does.

    Raises _UnknownZone for another name with an offset, as nobody can know how it is meant.
    """
    text = re.sub(r"\b(?:UTC|GMT)\s*(?=[+-]\d)", "", text)
    if match := re.search(r"\b[A-Za-z]{3,5}[+-]\d[\d:]*$", text):
        raise _UnknownZone(match[0])
    return text


def _place(text: str) -> tuple[ZoneInfo | None, str]:
    """The zone after a time where it is named by its place, and the time before it."""
    words = text.split()
    if "/" not in words[-1] or words[-1][0].isdigit() or len(words) == 1:
        return None, text
    try:
        return ZoneInfo(words[-1]), " ".join(words[:-1])
    except (KeyError, ValueError, OSError):
        raise _UnknownZone(words[-1]) from None


class _Named(tzinfo):
    """A zone of which only a short name is known, such as CEST."""

    def __init__(self, name: str) -> None:
        self._name = name

    def utcoffset(self, when: Any) -> None:
        """Not known."""

    def dst(self, when: Any) -> None:
        """Not known."""

    def tzname(self, when: Any) -> str:
        """The name."""
        return self._name

    def within(self, zone: ZoneInfo | None, when: datetime) -> tzinfo:
        """The offset that a zone calls by this name at this time or half a year from it.

        Raises _UnknownZone.
        """
        local = when.replace(tzinfo=None)
        nearby = [local.replace(fold=1), local, local - _HALF_YEAR, local + _HALF_YEAR]
        for moment in nearby if zone else ():
            then = moment.replace(tzinfo=zone)
            offset = then.utcoffset()
            if then.tzname() == self._name and offset is not None:
                return timezone(offset)
        raise _UnknownZone(self._name)
