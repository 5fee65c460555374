"""Versions of the reference's functions, each made by edits of the reference's text.

An edit names a span of that text and what stands there instead. Two versions of one function can be
combined where their spans don't overlap.
"""

import ast
import io
import linecache
import re
import tokenize
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.errors import CourseError

# a place of several lines: blank space at the edges of a line and comments between don't count
_LINE_END = r"(?:[ \t]*(?:#[^\n]*)?\n)+[ \t]*"


@dataclass(frozen=True, order=True)
class Edit:
    """`text` in place of what stands from `start` to `end`, counted in characters."""

    start: int
    end: int
    text: str


def overlap(edits: Iterable[Edit]) -> bool:
    """Whether two of the edits change the same characters."""
    ordered = sorted(edits)
    return any(a.end > b.start for a, b in pairwise(ordered))


def edited(source: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made. They must not overlap."""
    pieces, position = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [source[position : edit.start], edit.text]
        position = edit.end
    return "".join([*pieces, source[position:]])


@dataclass(frozen=True)
class FunctionText:
    """Where a function stands in the reference's text, all counted in characters."""

    start: int
    """where its first line begins, a decorator's if it has one"""
    body: int
    """the end of the docstring, or of the signature where it has none"""
    end: int
    """the end of its last line, an indented comment's below it included"""
    indent: str
    """of its body"""
    silent: tuple[tuple[int, int], ...]
    """docstring and comments: a place is never looked for inside of these"""


class SourceText:
    """The text of a program, and where the nodes of its syntax tree stand."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of the whole text."""
        return ast.parse(self.source)

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Where a node of the tree begins and ends, counted in characters."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno, node.end_col_offset),
        )

    def line(self, position: int) -> int:
        """The number of the line on which a character stands."""
        return bisect_right(self._line_starts, position)

    @cached_property
    def _lines(self) -> list[str]:
        return self.source.split("\n")

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self._lines)]

    def _offset(self, line: int, column: int) -> int:
        """From a line and a column as `ast` counts them, in bytes of UTF-8."""
        text = self._lines[line - 1]
        before = column if text.isascii() else len(text.encode()[:column].decode())
        return self._line_starts[line - 1] + before


class ReferenceText(SourceText):
    """The text of a reference, the module that it gives, and where its functions stand."""

    def __init__(self, source: str, path: Path, module: ModuleType) -> None:
        super().__init__(source)
        self.path = path
        self.module = module
        self.function = cache(self._function)
        """the FunctionText of a function by name; raises CourseError where there is none"""

    def find(self, name: str, place: str) -> list[tuple[int, int]]:
        """Where a text stands in the code of a function: the span of each time.

        Lines of a place after its first are compared without their indentation.
        """
        function = self.function(name)
        return [
            (start, end)
            for start, end in self._matches(place.strip("\n"), function.start, function.end)
            if not any(first <= start < last for first, last in function.silent)
        ]

    def replacing(self, span: tuple[int, int], text: str) -> Edit:
        """The edit that puts a text there; its further lines are indented as the first one is."""
        line = self.source[self.source.rfind("\n", 0, span[0]) + 1 : span[0]]
        return Edit(*span, _indented(text, line[: len(line) - len(line.lstrip())]))

    def replacing_body(self, name: str, body: str) -> Edit:
        """The edit that gives a function another body below its docstring."""
        function = self.function(name)
        text = _indented("\n" + body.strip("\n"), function.indent)
        return Edit(function.body, function.end, text)

    def before(self, name: str, code: str) -> Edit:
        """The edit that puts code of the module's own in front of a function."""
        start = self.function(name).start
        return Edit(start, start, code.strip("\n") + "\n\n\n")

    def _matches(self, place: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        first, *rest = place.split("\n")
        if rest:
            lines = [first, *(line.strip() for line in rest)]
            pattern = re.compile(_LINE_END.join(map(re.escape, lines)))
            yield from (match.span() for match in pattern.finditer(self.source, start, end))
            return
        while (start := self.source.find(place, start, end)) >= 0:
            yield start, start + len(place)
            start += len(place)

    def _function(self, name: str) -> FunctionText:
        found = [n for n in self.tree.body if isinstance(n, ast.FunctionDef) and n.name == name]
        if not found:
            raise CourseError(f"{self.path}: there is no function {name}")
        node = found[-1]
        first = node.body[0]
        first_line = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        start = self._line_starts[first_line - 1]
        end = self._line_starts[self._last_line(node)] - 1
        docstring = self.span(first) if ast.get_docstring(node) is not None else None
        own_line = self._lines[first.lineno - 1][: first.col_offset]
        return FunctionText(
            start=start,
            body=docstring[1] if docstring else self._signature_end(first),
            end=end,
            indent=own_line if not own_line.strip() else "    ",
            silent=(*([docstring] if docstring else []), *self._comments(start, end)),
        )

    def _last_line(self, node: ast.FunctionDef) -> int:
        last = node.end_lineno or node.lineno
        for line in self._lines[last:]:
            if not line.startswith((" ", "\t")) or not line.lstrip().startswith("#"):
                break
            last += 1
        return last

    def _signature_end(self, first: ast.stmt) -> int:
        if self._lines[first.lineno - 1][: first.col_offset].strip():
            return self.span(first)[0]
        line = first.lineno - 1
        while not self._lines[line - 1].strip() or self._lines[line - 1].lstrip().startswith("#"):
            line -= 1
        return self._line_starts[line] - 1

    def _comments(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        lines_before = self.line(start) - 1
        read = io.StringIO(self.source[start:end]).readline
        for token in tokenize.generate_tokens(read):
            if token.type == tokenize.COMMENT:
                at = self._line_starts[lines_before + token.start[0] - 1] + token.start[1]
                yield at, at + len(token.string)


def _indented(text: str, indent: str) -> str:
    first, *rest = text.rstrip("\n").split("\n")
    return "\n".join([first, *(indent + line if line.strip() else "" for line in rest)])


@dataclass(frozen=True)
class Version:
    """A version of one function of the reference."""

    reference: ReferenceText = field(repr=False)
    name: str
    edits: tuple[Edit, ...]
    origin: str
    """where a person finds it, `FILE:LINE`"""

    @property
    def program(self) -> str:
        """The reference's whole text with this version of the function."""
        return edited(self.reference.source, self.edits)

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The function itself; every other name in it means what it means in the reference.

        It is compiled when it is first asked for. Raises CourseError where that doesn't work.
        """
        namespace = dict(vars(self.reference.module))
        code = self._code
        # so that a traceback shows the wrong version's own lines, which are in no file
        linecache.cache[self.origin] = len(code), None, code.splitlines(keepends=True), self.origin
        try:
            exec(compile(code, self.origin, "exec", dont_inherit=True), namespace)
        except SyntaxError as error:
            line = (error.text or "").strip()
            raise CourseError(f"{self.origin}: this isn't Python: {error.msg}: {line}") from None
        except Exception as error:
            raise CourseError(f"{self.origin}: {type(error).__name__}: {error}") from error
        function: Callable[..., Any] = namespace[self.name]
        return function

    @property
    def _code(self) -> str:
        whole = self.reference.function(self.name)
        shifted = (Edit(e.start - whole.start, e.end - whole.start, e.text) for e in self.edits)
        return edited(self.reference.source[whole.start : whole.end], shifted)


def combined(one: Version, other: Version) -> Version | None:
    """The version of a function that has the edits of both; None where they overlap."""
    assert (one.reference, one.name) == (other.reference, other.name)
    edits = tuple(dict.fromkeys(one.edits + other.edits))
    if overlap(edits):
        return None
    return Version(one.reference, one.name, edits, f"{one.origin} and {other.origin}")
