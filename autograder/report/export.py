"""Grades as a file for a spreadsheet, for Canvas, for Moodle, or for a program.

A row has what nbgrader's own export shows of one student, under the same names, with points
rounded as on nbgrader's pages. In a table, a text that a spreadsheet would read as a formula, such
as the id `=1+1` or `-ada`, gets an apostrophe in front; JSON has the text itself.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from autograder.text import number, one_line

Row = Mapping[str, str | float | None]

NBGRADER_COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
SCORE_COLUMNS = ("raw_score", "late_submission_penalty", "score")
DIGITS = 2
"""of points, as on nbgrader's pages"""
FORMULA_STARTS = ("=", "+", "-", "@")


def without_scores(rows: Iterable[Row], students: Collection[str]) -> list[Row]:
    """The rows, with no score in those of `students`: a blank overwrites no grade elsewhere."""
    blank = dict.fromkeys(SCORE_COLUMNS)
    return [{**row, **blank} if row["student_id"] in students else row for row in rows]


def as_percent(rows: Iterable[Row]) -> list[Row]:
    """The rows with points as percent of the maximum, which is 100 then."""
    return [
        {**row, "max_score": 100.0}
        | {
            name: 100 * float(value) / float(row["max_score"] or 1.0)
            for name in SCORE_COLUMNS
            if (value := row[name]) is not None
        }
        for row in rows
    ]


def at_most_maximum(rows: Iterable[Row]) -> tuple[list[Row], list[str]]:
    """The rows with no score above the maximum, and a line about each that was above it.

    Moodle takes nothing from a file that has a score above the maximum.
    """
    kept, lines = list[Row](), list[str]()
    for row in rows:
        score, most = row["score"], float(row["max_score"] or 0.0)
        if score is not None and round(float(score), DIGITS) > most:
            lines.append(above_maximum(str(row["student_id"]), float(score), most))
            kept.append({**row, "score": most})
        else:
            kept.append(row)
    return kept, lines


def above_maximum(student: str, score: float, most: float) -> str:
    """What is said of a score that is written as the maximum."""
    given, written = number(round(score, DIGITS)), number(most)
    return f"{one_line(student)}: {given} is above the maximum, so {written} is written"


def export_csv(rows: Sequence[Row]) -> str:
    """The columns of `nbgrader export`, as CSV."""
    return _table([NBGRADER_COLUMNS, *([row[name] for name in NBGRADER_COLUMNS] for row in rows)])


def export_canvas(rows: Sequence[Row]) -> str:
    """A file for Canvas's gradebook: its five columns about a student, then the assignments.

    Canvas finds a student by its own number in `ID`, else by the SIS Login ID. The second line has
    the possible points.
    """
    points, people, scores = _by_student(rows)
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *points]
    body = [
        [
            _person(row),
            row.get("lms_user_id"),
            "",
            student,
            "",
            *(scores[student, n] for n in points),
        ]
        for student, row in people.items()
    ]
    return _table([head, ["Points Possible", "", "", "", "", *points.values()], *body])


def export_moodle(rows: Sequence[Row]) -> str:
    """A file for Moodle's grade import: its columns about a student, then one for a grade item."""
    points, people, scores = _by_student(rows)
    titles = [f"{name} ({most:g} points)" for name, most in points.items()]
    head = ["First name", "Last name", "Username", "Email address", *titles]
    columns = ["first_name", "last_name", "student_id", "email"]
    body = [
        [*(row[column] for column in columns), *(scores[student, name] for name in points)]
        for student, row in people.items()
    ]
    return _table([head, *body])


def export_json(rows: Sequence[Row]) -> str:
    """The same rows as a list of objects."""
    columns = [{name: _rounded(row[name]) for name in NBGRADER_COLUMNS} for row in rows]
    return json.dumps(columns, indent=1, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[Row]], str]] = {
    "csv": export_csv,
    "canvas": export_canvas,
    "moodle": export_moodle,
    "json": export_json,
}


def _by_student(
    rows: Sequence[Row],
) -> tuple[dict[str, float], dict[str, Row], dict[tuple[str, str], str | float | None]]:
    """The points of each assignment, one row of each student, and every score."""
    points = {str(row["assignment"]): float(row["max_score"] or 0.0) for row in rows}
    people = {str(row["student_id"]): row for row in rows}
    scores = {(str(row["student_id"]), str(row["assignment"])): row["score"] for row in rows}
    return points, people, scores


def _person(row: Row) -> str:
    names = [str(row[name]) for name in ("last_name", "first_name") if row[name]]
    return ", ".join(names) or str(row["student_id"])


def _table(lines: Iterable[Iterable[str | float | None]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([_cell(value) for value in line] for line in lines)
    return text.getvalue()


def _cell(value: str | float | None) -> str:
    """A cell that no spreadsheet reads as a formula (OWASP, "CSV Injection").

    Blanks stay as they are, so that ids that differ only in blanks differ in the file.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(_rounded(value))
    plain = "".join(" " if _controls(character) else character for character in value)
    return f"'{plain}" if plain.lstrip().startswith(FORMULA_STARTS) else plain


def _rounded(value: str | float | None) -> str | float | None:
    return round(value, DIGITS) if isinstance(value, float) else value


def _controls(character: str) -> bool:
    """Whether it is invisible: a control or format character, or half a character."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
