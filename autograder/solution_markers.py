"""The lines that mark what learners write: `### BEGIN SOLUTION` and `### END SOLUTION`.

The markers are nbgrader's. In a notebook it also knows HIDDEN TESTS, which must pair up in the same
way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from autograder.errors import CourseError

SOLUTION = "SOLUTION"
MARKER = re.compile(
    r"^(?P<indent>\s*)#+\s*(?P<edge>BEGIN|END) (?P<kind>SOLUTION|HIDDEN TESTS)\b[:.]?(?P<note>.*)$"
)
LEFT_MARKER = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")
"""any of nbgrader's markers, anywhere in a line: a release has none"""


@dataclass(frozen=True)
class Region:
    """The lines between a pair of markers, both included; lines count from 1."""

    kind: str
    """`SOLUTION` or `HIDDEN TESTS`"""
    first: int
    last: int
    indent: str
    note: str
    """the text after the opening marker, which becomes the TODO's text"""


def find_regions(source: str, place: str) -> list[Region]:
    """The marked regions of a source, in order. `place` is its name in messages.

    Raises CourseError with file and line where markers don't pair up.
    """
    regions: list[Region] = []
    opened: tuple[int, re.Match[str]] | None = None
    for number, line in enumerate(source.splitlines(), start=1):
        match = MARKER.match(line)
        if match is None:
            continue
        kind = match["kind"]
        if match["edge"] == "BEGIN":
            if opened:
                _unpaired(place, number, f"BEGIN {kind} inside the region of line {opened[0]}")
            opened = number, match
        elif opened is None:
            _unpaired(place, number, f"END {kind} without a BEGIN {kind} above it")
        elif opened[1]["kind"] != kind:
            _unpaired(place, number, f"END {kind} closes BEGIN {opened[1]['kind']}")
        else:
            first, begin = opened
            regions.append(Region(kind, first, number, begin["indent"], begin["note"].strip()))
            opened = None
    if opened:
        kind = opened[1]["kind"]
        _unpaired(place, opened[0], f"BEGIN {kind} without an END {kind} below it")
    return regions


def hidden_lines(source: str, place: str) -> Iterator[tuple[int, str]]:
    """Number and text of every line in a region: learners must not see them."""
    lines = source.splitlines()
    for region in find_regions(source, place):
        for number in range(region.first + 1, region.last):
            yield number, lines[number - 1]


def without_markers(source: str) -> str:
    """The source as a person reads it: the solutions stay, the lines that mark them go."""
    return "".join(line for line in source.splitlines(keepends=True) if not MARKER.match(line))


def _unpaired(place: str, line: int, what: str) -> NoReturn:
    raise CourseError(f"{place}:{line}: {what}; each ### BEGIN needs its own ### END below it")
