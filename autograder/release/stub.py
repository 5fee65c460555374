"""The stub of a module: the reference without what the learner is to write.

nbgrader strips its solution markers from notebooks only; this does it for Python files.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from autograder.errors import CourseError

MARKER = re.compile(
    r"^(?P<indent>\s*)#+\s*(?P<edge>BEGIN|END) (?P<kind>SOLUTION|HIDDEN TESTS)\b[:.]?(?P<note>.*)$"
)


@dataclass(frozen=True)
class Region:
    """The lines between a pair of markers, both included; lines count from 1."""

    kind: str
    """`SOLUTION` or `HIDDEN TESTS`"""
    first: int
    last: int
    indent: str
    note: str
    """what stands behind the opening marker: the TODO's text, if any"""


def find_regions(source: str, place: str) -> list[Region]:
    """The marked regions of a module, in order. `place` is its name in messages.

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


def _unpaired(place: str, line: int, what: str) -> NoReturn:
    raise CourseError(f"{place}:{line}: {what}; each ### BEGIN needs its own ### END below it")


def strip_solution(source: str, place: str = "module") -> str:
    """The stub of the reference `source`.

    Docstrings stay; a solution region inside a function becomes a TODO and a NotImplementedError
    with a kind sentence, elsewhere a TODO alone; a region of hidden tests goes without a trace.
    Raises CourseError with file and line where markers don't pair up, where there is nothing to
    write, or where what is left isn't Python.
    """
    tree = _parse(source, place)
    regions = find_regions(source, place)
    if not any(region.kind == "SOLUTION" for region in regions):
        raise CourseError(f"{place}:1: nothing for a learner to write: no ### BEGIN SOLUTION")
    lines = source.splitlines()
    kept: list[str] = []
    position = 0
    for region in regions:
        kept += lines[position : region.first - 1]
        if region.kind == "SOLUTION":
            kept += [region.indent + line for line in _todo(tree, region)]
        position = region.last
    kept += lines[position:]
    stub = _tidy("\n".join(kept))
    try:
        ast.parse(stub)
    except SyntaxError as error:
        raise CourseError(
            f"{place}:{_nearest_region(regions, stub, error)}: without this region the module "
            f"isn't Python any more ({error.msg}); let the region hold whole statements"
        ) from None
    return stub


def hidden_lines(source: str, place: str = "module") -> Iterator[tuple[int, str]]:
    """Number and text of every line that the stub must not show."""
    lines = source.splitlines()
    for region in find_regions(source, place):
        for number in range(region.first + 1, region.last):
            yield number, lines[number - 1]


def _parse(source: str, place: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise CourseError(f"{place}:{error.lineno}: this isn't Python: {error.msg}") from None


def _todo(tree: ast.Module, region: Region) -> list[str]:
    function = _enclosing_function(tree, region)
    if function is None:
        return [f"# TODO: {region.note or 'write this part.'}"]
    default = "write it; the docstring says what goes in, what comes out and how."
    sentence = f"{function.name} is waiting for you: see the TODO here."
    return [f"# TODO: {region.note or default}", f'raise NotImplementedError("{sentence}")']


def _enclosing_function(
    tree: ast.Module, region: Region
) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.lineno < region.first
        and (node.end_lineno or 0) >= region.first
    ]
    return max(around, key=lambda node: node.lineno, default=None)


def _tidy(text: str) -> str:
    """As a formatter leaves it: no blank space at line ends, two empty lines at most."""
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{4,}", "\n\n\n", text).strip("\n") + "\n"


def _nearest_region(regions: list[Region], stub: str, error: SyntaxError) -> int:
    """The line of the last region that lies before the error, in the reference."""
    todos = [n for n, line in enumerate(stub.splitlines(), 1) if line.lstrip().startswith("# TODO")]
    before = sum(line <= (error.lineno or 1) for line in todos)
    solutions = [region for region in regions if region.kind == "SOLUTION"]
    return solutions[max(0, min(before, len(solutions)) - 1)].first
