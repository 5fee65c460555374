"""The part of a student's module that a task is about: line numbers, and HTML for each line.

This runs in the process that has limits: parsing and highlighting may take long.
"""

import ast
import warnings
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.python import PythonLexer

from autograder.text import visible
from autograder.top_level import docstring_lines, name_of

MOST_LINES = 100
"""in one excerpt"""
LONGEST_LINE = 300
AROUND = 3
"""lines before and after a marked one that is shown without its function"""
NEAR = 12
"""the same in a function that is too long to be shown whole"""
SMALLEST_GAP = 2
"""lines; a smaller gap is not worth its mark"""
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
LEXER = PythonLexer(stripnl=False)
FORMATTER = HtmlFormatter(nowrap=True)


def excerpt(
    source: str, names: Collection[str], marked: Collection[int]
) -> tuple[str, list[int | None]]:
    """Lines of HTML, and the number of each one; None is a gap.

    It has the top-level functions of these names without their docstrings, and the marked lines,
    wherever they are. Both are empty where the module has none of them.
    """
    lines = source.split("\n")
    wanted = {n for n in marked if 1 <= n <= len(lines)}
    functions = _lines_of(source, frozenset(names))
    if len(functions) > MOST_LINES and wanted:
        functions &= _near(wanted, NEAR)
    for line in wanted - functions:
        functions |= _near([line], AROUND) & set(_statement_of(source, line, len(lines)))
    kept = _without_blank_ends(sorted(functions), lines)
    numbers = list(_with_gaps(kept[:MOST_LINES], len(kept) > MOST_LINES))
    return _highlighted([lines[n - 1] if n else None for n in numbers]), numbers


def _lines_of(source: str, names: frozenset[str]) -> set[int]:
    """The lines of the named statements, without docstrings; none where it isn't a program."""
    return {
        line
        for node in _tree(source).body
        if name_of(node) in names
        for line in range(_first_line(node), (node.end_lineno or node.lineno) + 1)
        if line not in docstring_lines(node)
    }


def _statement_of(source: str, line: int, last: int) -> range:
    """The lines of the function or class that a line is in, or of the whole module."""
    for node in _tree(source).body:
        lines = range(_first_line(node), (node.end_lineno or node.lineno) + 1)
        if line in lines and isinstance(node, FUNCTIONS):
            return lines
    return range(1, last + 1)


@lru_cache(maxsize=1)
def _tree(source: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _near(lines: Iterable[int], distance: int) -> set[int]:
    return {n for line in lines for n in range(line - distance, line + distance + 1)}


def _without_blank_ends(numbers: list[int], lines: Sequence[str]) -> list[int]:
    while numbers and not lines[numbers[-1] - 1].strip():
        numbers = numbers[:-1]
    while numbers and not lines[numbers[0] - 1].strip():
        numbers = numbers[1:]
    return numbers


def _with_gaps(numbers: Sequence[int], more: bool) -> Iterable[int | None]:
    """The numbers with None where lines are left out; a line alone is shown in place of a gap."""
    last: int | None = None
    for number in numbers:
        if last is not None and number - last > SMALLEST_GAP:
            yield None
        elif last is not None:
            yield from range(last + 1, number)
        yield number
        last = number
    if more:
        yield None


def _highlighted(lines: Sequence[str | None]) -> str:
    """Each line as HTML that holds together by itself; a gap is an empty line."""
    shown = ["" if line is None else visible(line.expandtabs(4), LONGEST_LINE) for line in lines]
    html: str = highlight("\n".join(shown), LEXER, FORMATTER).removesuffix("\n")
    if html.count("\n") + 1 == len(shown):
        return html
    return "\n".join(escape(line, quote=False) for line in shown)
