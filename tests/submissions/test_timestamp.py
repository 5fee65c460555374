"""The time of a submission: what is understood, and what is left to a person."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from autograder.course import LatePolicy
from autograder.submissions.submission import Submission
from autograder.submissions.timestamp import odd_time, read_timestamp, time_lines

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def read(tmp_path):
    def read(text, zone=None):
        (tmp_path / "timestamp.txt").write_text(text)
        return read_timestamp(tmp_path, zone)

    return read


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-31 23:10:00 UTC",
        "2027-01-31 23:10:00.000000 UTC",
        "2027-01-31 23:10:00",
        "2027-01-31T23:10:00Z",
        "2027-02-01 00:10:00 +01:00",
        "2027-02-01 00:10:00 +0100",
        "2027-02-01 00:10:00+01",
        "2027-02-01 00:10:00 UTC+1",
        "2027-02-01 00:10:00 GMT+01:00",
        "2027-01-31 18:10:00 -0500",
        "2027-02-01 00:10:00 Europe/Berlin",
        "Mon, 01 Feb 2027 00:10:00 +0100 (CET)",
    ],
)
def test_numeric_offsets_and_utc_are_read(read, text):
    assert read(text) == (datetime(2027, 1, 31, 23, 10), "")


@pytest.mark.parametrize("zone", ["CEST", "PDT", "EST5EDT", "Europe/Nowhere", "EST-05:00", "CET"])
def test_a_zone_that_is_not_understood_is_told_and_costs_nothing(read, zone):
    timestamp, note = read(f"2027-02-01 00:10:00 {zone}")
    assert timestamp is None
    assert "not late until a person writes its offset there" in note or "no date and time" in note


@pytest.mark.parametrize(
    ("text", "in_utc"),
    [
        ("2027-02-01 00:10:00 CET", datetime(2027, 1, 31, 23, 10)),
        ("2027-07-01 10:00:00 CEST", datetime(2027, 7, 1, 8)),
        ("2026-10-25 02:30:00 CEST", datetime(2026, 10, 25, 0, 30)),
        ("2026-10-25 02:30:00 CET", datetime(2026, 10, 25, 1, 30)),
        ("2027-02-01 00:10:00 CEST", datetime(2027, 1, 31, 22, 10)),
    ],
)
def test_the_names_of_the_courses_own_zone_are_understood(read, text, in_utc):
    assert read(text, BERLIN) == (in_utc, "")
    assert read("2027-02-01 00:10:00 PDT", BERLIN)[0] is None


@pytest.mark.parametrize("text", ["2027-02-01", "00:10", "9999-12-31 23:59:59 -05:00", "soon"])
def test_what_is_no_date_and_time_depends_on_no_clock(read, text):
    timestamp, note = read(text)
    assert timestamp is None
    assert "has no date and time in it" in note


def test_a_time_far_from_the_due_date_is_named():
    due = datetime(2027, 1, 31, tzinfo=UTC)
    assert "says 9999-12-31, which is more than a year" in odd_time(datetime(9999, 12, 31), due)
    assert "says 1970-01-01" in odd_time(datetime(1970, 1, 1), due)
    assert odd_time(datetime(2027, 3, 1), due) == ""
    assert odd_time(None, due) == odd_time(datetime(1970, 1, 1), None) == ""


def test_who_has_no_time_is_listed_where_lateness_costs_something(tmp_path):
    (tmp_path / "ada").mkdir()
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "timestamp.txt").write_text("2027-02-01 00:10:00 UTC")
    submissions = [Submission(name, folder=tmp_path / name) for name in ("ada", "bob")]
    assignment: Any = SimpleNamespace(due=datetime(2027, 1, 31, tzinfo=UTC))
    costs = LatePolicy(percent_per_day=10)
    assert list(time_lines(submissions, assignment, costs)) == [
        "no timestamp.txt, so not late: ada"
    ]
    assert list(time_lines(submissions, assignment, LatePolicy())) == []
    never_due: Any = SimpleNamespace(due=None)
    assert list(time_lines(submissions, never_due, costs)) == []
