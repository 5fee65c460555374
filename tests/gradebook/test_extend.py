"""`autograder extend` gives one student more time, before or after they submit."""

from datetime import timedelta

import pytest

from tests.support.autograder_command import autograder

DAY_LATE = "2027-02-01 11:00:00 UTC"


def command(course, words):
    return autograder(course.root, words)


def score_of(course, student):
    rows = command(course, "export double --format csv").stdout.splitlines()
    head = rows[0].split(",")
    (row,) = [line.split(",") for line in rows[1:] if line.split(",")[3] == student]
    return row[head.index("score")]


@pytest.fixture
def late(submit, run):
    submit("ada", timestamp=DAY_LATE)
    submit("ben", timestamp=DAY_LATE)
    run()


@pytest.mark.parametrize("option", ["--days 2", "--until 2027-02-02T12:00+01:00"])
def test_the_penalty_of_that_student_alone_follows(course, late, option):
    assert (score_of(course, "ada"), score_of(course, "ben")) == ("9.0", "9.0")
    done = command(course, f"extend ada double {option}")
    assert (done.exit_code, done.output) == (0, "ada: 01-double is due 2027-02-02 12:00 +0100\n")
    assert (score_of(course, "ada"), score_of(course, "ben")) == ("10.0", "9.0")


def test_it_is_where_nbgrader_keeps_it_and_can_be_taken_back(course, late, nbgrader_book):
    command(course, "extend ada double --days 2")
    with nbgrader_book() as book:
        assert book.find_submission("01-double", "ada").extension == timedelta(days=2)
    command(course, "extend ada double --days 0")
    with nbgrader_book() as book:
        assert book.find_submission("01-double", "ada").extension is None
    assert score_of(course, "ada") == "9.0"


def test_before_anything_was_submitted(course, tmp_path, submit, run):
    (tmp_path / "class.csv").write_text("id\nada\nben\n")
    command(course, f"roster import {tmp_path / 'class.csv'}")
    assert command(course, "extend ada double --days 2").exit_code == 0
    assert (score_of(course, "ada"), score_of(course, "ben")) == ("", "")  # absent, not 0
    submit("ada", timestamp=DAY_LATE)
    submit("ben", timestamp=DAY_LATE)
    run()
    assert (score_of(course, "ada"), score_of(course, "ben")) == ("10.0", "9.0")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (
            "extend adda double --days 1",
            "adda: no such student in the gradebook, did you mean 'ada'?",
        ),
        ("extend ada double", "Give --days N or --until TIME"),
        ("extend ada double --days 1 --until 2027-02-02", "Give --days N or --until TIME"),
        ("extend ada double --until tomorrow", "not a time such as 2027-02-03T18:00"),
        ("extend ada double --until 2027-02-03T18:00", "of which time zone?"),
        ("extend ada double --until 2026-02-03T18:00+01:00", "before the due date"),
        ("extend ada double --until 9999-12-31T23:59-12:00", "after the year 2999"),
        ("extend ada double --days 999999999", "after the year 2999"),
        ("extend ada double --days 99999999999", "after the year 2999"),
    ],
)
def test_a_mistake_is_one_line(course, late, words, what):
    done = command(course, words)
    assert done.exit_code == 2
    assert what in done.output
    assert done.output.count("\n") == 1
