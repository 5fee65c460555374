"""Filling in a table that an instructor downloaded from an LMS, so that every line and column fits.

Everything else in the file stays as it is, byte for byte: its mark at the start, its separators,
its quotes and its line ends.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import CourseError
from autograder.gradebook.students import Person
from autograder.lms.matching import Matching
from autograder.lms.roster_file import (
    CANVAS,
    LARGEST_FILE,
    POINTS_POSSIBLE,
    delimiter_of,
    is_nobody,
)
from autograder.lms.uploads import Owner
from autograder.report.export import DIGITS, above_maximum
from autograder.submissions.safe_reading import read_file

EXCUSED = "EX"
TITLE = re.compile(r"(.*?)(?: \(\d+\))?")
"""of an assignment in Canvas's file, with Canvas's own number"""


@dataclass(frozen=True)
class Score:
    """What goes into one cell."""

    points: float
    max_points: float


@dataclass
class Filled:
    """The filled-in text, and who is in one of the two only."""

    text: str
    written: int = 0
    without_line: list[str] = field(default_factory=list)
    """students with a score who are not in the file"""
    above_maximum: list[str] = field(default_factory=list)
    """a line about each score that Moodle would refuse, so that the maximum is written"""


Scores = Mapping[str, Mapping[str, Score]]
"""by assignment's name and student's id; a student without a score is left out"""


@dataclass(frozen=True)
class _Cell:
    """A cell of the file: where its text begins and ends, quotes included, and what it says."""

    start: int
    end: int
    value: str


Find = Callable[[Mapping[str, str]], str | None]
"""the id of the student of a line"""


def fill(
    path: Path, scores: Scores, titles: Mapping[str, str], find: Find, percent: bool
) -> Filled:
    """Write scores into a gradebook that Canvas exported, or into Moodle's grading worksheet.

    `titles` are the assignments' titles in course.yml, by name. A cell of an excused student stays.
    With `percent`, a score is the same share of the points that the file's own column has. Raises
    CourseError where the file is neither, or has no column for an assignment.
    """
    try:
        text = read_file(path, LARGEST_FILE).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise CourseError(f"{path}: can't be read as UTF-8 text") from None
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    head, *lines = _lines(path, text, delimiter_of(text)) or [[]]
    names = [cell.value.casefold() for cell in head]
    columns, most = _columns(path, names, lines, list(scores), titles)
    worksheet = not set(names) >= CANVAS
    filled, changes = Filled(""), list[tuple[_Cell, str]]()
    met: set[str] = set()
    for line in lines:
        values = dict(zip(names, (cell.value for cell in line), strict=False))
        student = None if is_nobody(values) else find(values)
        for name, own in scores.items():
            column = columns[name]
            if student is None or student not in own or len(line) <= column:
                continue
            met.add(student)
            if line[column].value != EXCUSED:
                possible = most(name, values)
                points = _points(path, name, own[student], possible, percent)
                possible = own[student].max_points if possible is None else possible
                if worksheet and round(points, DIGITS) > possible:
                    filled.above_maximum.append(above_maximum(student, points, possible))
                    points = possible
                changes.append((line[column], f"{round(points, DIGITS):g}"))
    filled.written = len(changes)
    filled.without_line = sorted(set().union(*scores.values()) - met)
    filled.text = mark + _changed(text, changes)
    return filled


def _columns(
    path: Path,
    head: Sequence[str],
    lines: Sequence[Sequence[_Cell]],
    names: Sequence[str],
    titles: Mapping[str, str],
) -> tuple[dict[str, int], Callable[[str, Mapping[str, str]], float | None]]:
    """The column of each assignment, and what says how many points one can have there."""
    if set(head) >= CANVAS:
        columns = {name: _canvas_column(path, head, name, titles[name]) for name in names}
        possible = next((line for line in lines if _is_points(line)), [])
        points = {
            name: _number(possible[column].value) if len(possible) > column else None
            for name, column in columns.items()
        }
        return columns, lambda name, _: points[name]
    if {"identifier", "grade"} <= set(head):
        if len(names) != 1:
            raise CourseError(f"{path}: a worksheet of Moodle is for one assignment; name one")
        columns = dict.fromkeys(names, head.index("grade"))
        return columns, lambda _, values: _number(values.get("maximum grade", ""))
    raise CourseError(
        f"{path}: this is neither a gradebook that Canvas exported nor Moodle's grading worksheet"
    )


def _changed(text: str, changes: Sequence[tuple[_Cell, str]]) -> str:
    pieces, position = [], 0
    for cell, new in sorted(changes, key=lambda change: change[0].start):
        pieces += [text[position : cell.start], new]
        position = cell.end
    return "".join([*pieces, text[position:]])


def _canvas_column(path: Path, head: Sequence[str], name: str, title: str) -> int:
    wanted = {name.casefold(), title.casefold()}
    found = []
    for number, cell in enumerate(head):
        match = TITLE.fullmatch(cell)
        if match and match[1] in wanted:
            found.append(number)
    if len(found) != 1:
        what = "no column" if not found else "more than one column"
        raise CourseError(f"{path}: {what} is called {name} or {title}")
    return found[0]


def _points(path: Path, name: str, score: Score, most: float | None, percent: bool) -> float:
    """Raises CourseError where the file counts other points, and no percentage is wanted."""
    points = score.points
    if most is not None and abs(most - score.max_points) > 10**-DIGITS:
        if not percent:
            raise CourseError(
                f"{path}: {name} has {most:g} points there and {score.max_points:g} here; make "
                "them the same, or write the same share of the points with --percent"
            )
        points = score.points / score.max_points * most
    return points


def _is_points(line: Sequence[_Cell]) -> bool:
    return bool(line) and line[0].value.casefold().startswith(POINTS_POSSIBLE)


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _lines(path: Path, text: str, delimiter: str) -> list[list[_Cell]]:
    """Every cell of a CSV text, with its place. Raises CourseError where a quote is misplaced."""
    cell = re.compile(rf'"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^{delimiter}\r\n"]*)')
    lines: list[list[_Cell]] = [[]]
    position = 0
    while position < len(text):
        match = cell.match(text, position)
        assert match  # it may be empty
        quoted = match["quoted"]
        value = match["plain"] if quoted is None else quoted.replace('""', '"')
        lines[-1].append(_Cell(match.start(), match.end(), value.strip()))
        position = match.end()
        if text.startswith(("\r\n", "\n", "\r"), position):
            position += 2 if text.startswith("\r\n", position) else 1
            lines.append([])
        elif text.startswith(delimiter, position):
            position += 1
            if position == len(text) or text[position] in "\r\n":
                lines[-1].append(_Cell(position, position, ""))
        elif position < len(text):
            number = text.count("\n", 0, position) + 1
            raise CourseError(f"{path}:{number}: a quote in the middle of a cell")
    return [line for line in lines if any(cell.value for cell in line)]


def finder(people: Sequence[Person]) -> Find:
    """Finds the student of a line by Canvas's number, id, email address or Moodle's whole name."""
    matching = Matching(people, {})

    def find(values: Mapping[str, str]) -> str | None:
        canvas = "full name" not in values
        owner = Owner(
            id=values.get("sis login id")
            or values.get("sis user id")
            or values.get("id number", ""),
            lms_user_id=values.get("id", "") if canvas else "",
            name=values.get("full name", ""),
            email=values.get("email address", ""),
        )
        return matching.student(owner, by_name=not canvas)

    return find
