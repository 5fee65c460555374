"""Exports: each format's columns, and no cell that a spreadsheet would run."""

import csv
import io
import json

import pytest

from autograder.report.export import (
    FORMATS,
    NBGRADER_COLUMNS,
    Row,
    as_percent,
    at_most_maximum,
    without_scores,
)


def row(student: str, score: float, **more: str | float | None) -> Row:
    plain: dict[str, str | float | None] = {
        "assignment": "77-knitting",
        "duedate": "2027-01-31 00:00:00",
        "timestamp": None,
        "student_id": student,
        "last_name": None,
        "first_name": None,
        "email": None,
        "raw_score": score,
        "late_submission_penalty": 0.0,
        "score": score,
        "max_score": 100.0,
    }
    return plain | more


ROWS = [
    row("ada", 87.5, last_name="Lovelace, Countess", first_name="Ada", email="ada@example.org"),
    row("=cmd|' /C calc'!A0", -1.5),
]


def table(form: str, rows: list[Row] = ROWS) -> list[list[str]]:
    return list(csv.reader(io.StringIO(FORMATS[form](rows))))


def test_csv_has_nbgraders_columns() -> None:
    head, ada, evil = table("csv")
    assert head == list(NBGRADER_COLUMNS)
    assert dict(zip(head, ada, strict=True)) == {
        key: "" if value is None else str(value) for key, value in ROWS[0].items()
    }
    assert evil[3] == "'=cmd|' /C calc'!A0"
    assert evil[9] == "-1.5"  # a number is a number, negative or not


def test_canvas_has_its_five_columns_and_the_points_that_can_be_had() -> None:
    head, points, ada, evil = table("canvas")
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "77-knitting"]
    assert points[0] == "Points Possible"
    assert points[-1] == "100.0"
    assert ada == ["Lovelace, Countess, Ada", "", "", "ada", "", "87.5"]
    assert evil[0].startswith("'=")


def test_moodle_gets_nothing_above_the_maximum_and_it_is_said() -> None:
    rows, lines = at_most_maximum(as_percent([row("ada", 110.0), row("bob", 40.0, max_score=80.0)]))
    assert [one["score"] for one in rows] == [100.0, 50.0]
    assert lines == ["ada: 110 is above the maximum, so 100 is written"]


def test_moodle_has_people_and_one_grade() -> None:
    head, ada, _ = table("moodle")
    assert head[-1] == "77-knitting (100 points)"
    assert ada == ["Ada", "Lovelace, Countess", "ada", "ada@example.org", "87.5"]


def test_json_has_the_rows_as_they_are() -> None:
    assert json.loads(FORMATS["json"](ROWS)) == [dict(r) for r in ROWS]


def test_points_are_rounded_in_every_format() -> None:
    rows = [row("ada", 1.9285721999999998, max_score=33.333333333333336)]
    assert "".join(table("csv", rows)[1]).endswith("1.930.01.9333.33")
    assert [line[-1] for line in table("canvas", rows)[1:]] == ["33.33", "1.93"]
    assert table("moodle", rows)[1][-1] == "1.93"
    [ada] = json.loads(FORMATS["json"](rows))
    assert (ada["raw_score"], ada["score"], ada["max_score"]) == (1.93, 1.93, 33.33)


def test_a_score_that_is_no_score_is_blank() -> None:
    rows = without_scores(ROWS, ["ada"])
    head, ada, evil = table("csv", rows)
    assert [
        ada[head.index(name)] for name in ("raw_score", "late_submission_penalty", "score")
    ] == [*("", "", "")]
    assert (ada[head.index("max_score")], evil[head.index("score")]) == ("100.0", "-1.5")
    assert [line[-1] for line in table("canvas", rows)[2:]] == ["", "-1.5"]
    assert [line[-1] for line in table("moodle", rows)[1:]] == ["", "-1.5"]
    assert [one["score"] for one in json.loads(FORMATS["json"](rows))] == [None, -1.5]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " ="])
@pytest.mark.parametrize("form", ["csv", "canvas", "moodle"])
def test_no_text_starts_a_formula(form: str, start: str) -> None:
    for line in table(form, [row(f"{start}1+1", 1.0, first_name=f"{start}x")])[1:]:
        starts = ("=", "+", "-", "@", "\t", "\r")
        assert not [cell for cell in line if cell.lstrip(" ").startswith(starts)]


@pytest.mark.parametrize("form", ["csv", "canvas", "moodle"])
def test_who_differs_in_the_gradebook_differs_in_the_file(form: str) -> None:
    ids = ["a b", "a  b", " a b", "a b ", "x" * 1001, "x" * 1002]
    lines = table(form, [row(student, 1.0, email=f"{student}@example.org") for student in ids])
    column = lines[0].index({"csv": "student_id", "canvas": "SIS Login ID"}.get(form, "Username"))
    assert [line[column] for line in lines[-len(ids) :]] == ids
    if form == "moodle":
        assert [line[3] for line in lines[1:]] == [f"{student}@example.org" for student in ids]


@pytest.mark.parametrize("form", ["csv", "canvas", "moodle"])
def test_no_text_leaves_its_line_or_reaches_a_terminal(form: str) -> None:
    text = FORMATS[form]([row("a\x1b[2J\nb\u202ec\ud800", 1.0, last_name="x\r\ny")])
    text.encode()
    assert all(character.isprintable() or character == "\n" for character in text)
    assert len(text.splitlines()) == len(FORMATS[form]([row("a", 1.0)]).splitlines())


@pytest.mark.parametrize("form", FORMATS)
def test_nobody_gives_a_file_all_the_same(form: str) -> None:
    assert FORMATS[form]([])
