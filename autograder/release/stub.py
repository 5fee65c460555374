"""The stub of a module: the reference without what the learner writes.

nbgrader removes solutions from notebooks only; this does it for Python files.
"""

import ast
import re

from autograder.errors import CourseError
from autograder.solution_markers import SOLUTION, Region, find_regions


def strip_solution(source: str, place: str = "module") -> str:
    """The stub of the reference `source`.

    Docstrings stay. A solution region in a function becomes a TODO and a NotImplementedError with a
    friendly sentence; elsewhere it becomes a TODO alone. Raises CourseError with file and line
    where markers don't pair up, where there is nothing to write, or where the rest isn't Python.
    """
    tree = _parse(source, place)
    regions = _solutions(source, place)
    lines = source.splitlines()
    kept: list[str] = []
    position = 0
    for region in regions:
        kept += lines[position : region.first - 1]
        kept += [region.indent + line for line in _todo(tree, region)]
        position = region.last
    kept += lines[position:]
    stub = _tidy("\n".join(kept))
    try:
        ast.parse(stub)
    except SyntaxError as error:
        raise CourseError(
            f"{place}:{_nearest_region(regions, stub, error)}: without this region the module "
            f"isn't Python any more ({error.msg}); a region has to contain whole statements"
        ) from None
    return stub


def _parse(source: str, place: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise CourseError(f"{place}:{error.lineno}: this isn't Python: {error.msg}") from None


def _solutions(source: str, place: str) -> list[Region]:
    regions = find_regions(source, place)
    for region in regions:
        if region.kind != SOLUTION:
            raise CourseError(
                f"{place}:{region.first}: a module has no {region.kind}; hidden checks are in the "
                "folder graders"
            )
    if not regions:
        raise CourseError(f"{place}:1: nothing for a learner to write: no ### BEGIN SOLUTION")
    return regions


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
    """The line, in the reference, of the last region before the error."""
    todos = [n for n, line in enumerate(stub.splitlines(), 1) if line.lstrip().startswith("# TODO")]
    before = sum(line <= (error.lineno or 1) for line in todos)
    return regions[max(0, min(before, len(regions)) - 1)].first
