"""How late a submission is: seconds as nbgrader counts them, days as the course's clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from autograder.course import LatePolicy
from autograder.gradebook.lateness import IN_TIME, late_by, late_penalty

BERLIN = ZoneInfo("Europe/Berlin")
AUTUMN = "2026-10-24T23:59:00+02:00"  # the clocks go back in the night after it
SPRING = "2027-03-27T23:59:00+01:00"


def utc(text):
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def days(due, submitted, zone=BERLIN, extension=None):
    return late_by(utc(due), utc(submitted), extension, zone).started_days


@pytest.mark.parametrize(
    ("due", "submitted", "expected"),
    [
        (AUTUMN, "2026-10-25T23:58:00+01:00", 1),
        (AUTUMN, "2026-10-25T23:59:00+01:00", 1),
        (AUTUMN, "2026-10-26T00:00:00+01:00", 2),
        (SPRING, "2027-03-28T23:58:00+02:00", 1),
        (SPRING, "2027-03-29T00:00:00+02:00", 2),
        ("2026-10-25T02:50:00+02:00", "2026-10-25T02:10:00+01:00", 1),
        ("2027-01-31T23:59:00+01:00", "2027-02-01T00:00:00+01:00", 1),
        ("2027-01-31T23:59:00+01:00", "2027-02-03T12:00:00+01:00", 3),
    ],
)
def test_one_local_day_is_one_day(due, submitted, expected):
    assert days(due, submitted) == expected


def test_an_extension_counts_before_the_days():
    assert days(AUTUMN, "2026-10-26T22:00:00+01:00", extension=timedelta(days=1)) == 1


def test_in_time_and_without_times():
    assert late_by(utc(AUTUMN), utc(AUTUMN), None, BERLIN) == IN_TIME
    assert late_by(None, utc(AUTUMN), None, BERLIN) == IN_TIME
    assert late_by(utc(AUTUMN), None, None, BERLIN) == IN_TIME


def test_the_last_moment_of_time():
    days = late_by(utc(AUTUMN), datetime.max, None, BERLIN).started_days
    assert days is not None
    assert days > 1_000_000


def test_without_a_zone_a_day_has_24_hours():
    policy = LatePolicy(percent_per_day=10)
    submitted = utc("2026-10-25T23:58:00+01:00")
    assert late_penalty(policy, 10, late_by(utc(AUTUMN), submitted, None, None)) == 2
    assert late_penalty(policy, 10, late_by(utc(AUTUMN), submitted, None, BERLIN)) == 1
