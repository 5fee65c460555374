"""A function as text and tree: what a small change of it needs to know."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from autograder.grading.edits import SourceText

_ATOMS = (
    *(ast.Name, ast.Call, ast.Attribute, ast.Subscript, ast.List, ast.Dict, ast.Set),
    *(ast.ListComp, ast.DictComp, ast.SetComp, ast.Constant, ast.JoinedStr),
)
# what stays as it is: types, defaults, messages; a changed `while` loop may never end
_SKIPPED_FIELDS = {"decorator_list", "returns", "annotation", "type_params"}
_SKIPPED = (
    *(ast.arguments, ast.Raise, ast.Assert, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal),
    *(ast.JoinedStr, ast.Match, ast.While),
)
_LOOPS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SHORT = 60
"""characters of a piece of a program in a sentence"""


@dataclass(frozen=True)
class Change:
    """Another text in the place of a node."""

    node: ast.expr | ast.stmt
    text: str
    words: str
    """a clause that ends the sentence "The result is as if …"."""
    binds_as_before: bool = False
    """whether it holds together beside operators as well as the old text did"""


class FunctionSource:
    """A statement of a program, most often a function, and what can be changed in it."""

    def __init__(self, text: SourceText, top: ast.stmt) -> None:
        self.text = text
        self.top = top
        self._codes: dict[ast.AST, str] = {}
        self.parents: dict[ast.AST, ast.AST] = {
            child: node for node in ast.walk(top) for child in ast.iter_child_nodes(node)
        }

    @cached_property
    def nodes(self) -> list[ast.expr | ast.stmt]:
        """The expressions and statements that may be changed, in the order of the text."""
        return list(self._nodes(self.top))

    def _nodes(self, node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
        for name, value in ast.iter_fields(node):
            if name in _SKIPPED_FIELDS:
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.expr | ast.stmt):
                    yield child
                if isinstance(child, ast.AST) and not isinstance(child, _SKIPPED):
                    yield from self._nodes(child)

    def code(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node, as it stands there; in brackets where it must not stand alone."""
        if node not in self._codes:
            start, end = self.text.span(node)
            code = self.text.source[start:end]
            self._codes[node] = f"({code})" if isinstance(node, ast.NamedExpr) else code
        return self._codes[node]

    def operand(self, node: ast.expr) -> str:
        """The text of an expression, in brackets where it could fall apart beside an operator."""
        return self.code(node) if isinstance(node, _ATOMS) else f"({self.code(node)})"

    def between(self, node: ast.BinOp | ast.Compare, old: str, new: str) -> str | None:
        """The text of an operation with another sign between its two sides, laid out as it was.

        None where a comment stands there, which may have the same sign in it.
        """
        right = node.right if isinstance(node, ast.BinOp) else node.comparators[0]
        start, end = self.text.span(node)
        first, last = self.text.span(node.left)[1], self.text.span(right)[0]
        source = self.text.source
        gap = source[first:last]
        if "#" in gap:
            return None
        return source[start:first] + gap.replace(old, new, 1) + source[last:end]

    def parent(self, node: ast.AST) -> ast.AST:
        """The node around a node."""
        return self.parents[node]

    def becomes(self, node: ast.expr, text: str) -> Change:
        """The change of an expression, in the words "`old` were `new`"."""
        return Change(node, text, f"`{short(self.code(node))}` were `{short(text)}`")

    def missing(self, node: ast.expr, part: ast.expr, rest: str) -> Change:
        """The change of an expression to what is left of it without a part."""
        words = f"`{short(self.code(part))}` were missing in `{short(self.code(node))}`"
        return Change(node, rest, words)

    @cached_property
    def results(self) -> list[ast.expr]:
        """The expressions whose value is kept or returned, those inside of displays, too."""
        found: list[ast.expr] = []
        for node in self.nodes:
            match node:
                case (
                    ast.Assign(value=value)
                    | ast.AugAssign(value=value)
                    | ast.AnnAssign(value=ast.expr() as value)
                    | ast.Return(ast.expr() as value)
                ):
                    found += _parts(value)
                case ast.Lambda(body=value):
                    found += _parts(value)
        return found

    @cached_property
    def values(self) -> list[ast.expr]:
        """Those of the results that may be numbers, whichever line they are kept on.

        A change that could be made on two lines must be found on both of them.
        """
        kinds = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Subscript, ast.Attribute)
        return [
            node
            for node in self.results
            if isinstance(node, kinds)
            and not (isinstance(node, ast.Name) and node.id in self.tables)
        ]

    @cached_property
    def _variables(self) -> dict[str, tuple[int, int]]:
        """Parameters and names that are assigned: where the name has a value for the first time."""
        found: dict[str, tuple[int, int]] = {}
        for node in ast.walk(self.top):
            if isinstance(node, ast.arg):
                name = node.arg
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                name = node.id
            else:
                continue
            known_from = self._loop_around(node)
            place = (known_from.lineno, known_from.col_offset)
            found[name] = min(found.get(name, place), place)
        return found

    def _loop_around(self, name: ast.arg | ast.Name) -> ast.arg | ast.expr:
        """The loop in brackets that a name belongs to: its value is used before it is named."""
        around: ast.AST = name
        while isinstance(around, ast.Name | ast.Tuple | ast.comprehension):
            around = self.parents[around]
        return around if isinstance(around, _LOOPS) else name

    @cached_property
    def tables(self) -> set[str]:
        """The names that are indexed with a text: dicts."""
        return {
            node.value.id
            for node in ast.walk(self.top)
            if isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Name)
            and _is_text(node.slice)
        }

    def variables(self, node: ast.expr) -> list[str]:
        """The variables that have a value on an earlier line or in an earlier column."""
        here = (node.lineno, node.col_offset)
        return [name for name, place in self._variables.items() if place < here and name != "self"]

    def like(self, name: ast.Name) -> list[str]:
        """The other variables that could stand in the place of this one: a dict for a dict."""
        tables = self.tables
        others = [other for other in self.variables(name) if other != name.id]
        return [other for other in others if (other in tables) == (name.id in tables)]

    @cached_property
    def entries(self) -> list[str]:
        """The entries of tables that are read: `params["W1"]`, `grads[name]`."""
        found = [
            self.code(node)
            for node in self.nodes
            if isinstance(node, ast.Subscript)
            and isinstance(node.ctx, ast.Load)
            and isinstance(node.value, ast.Name)
            and isinstance(node.slice, ast.Name | ast.Constant | ast.JoinedStr)
        ]
        return list(dict.fromkeys(found))

    @cached_property
    def functions(self) -> set[str]:
        """The names of the functions and classes of the whole program."""
        made = (ast.FunctionDef, ast.ClassDef)
        return {node.name for node in self.text.tree.body if isinstance(node, made)}

    @cached_property
    def keys(self) -> list[str]:
        """The texts that things are indexed with."""
        found = [
            node.slice.value
            for node in ast.walk(self.top)
            if isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
        ]
        return list(dict.fromkeys(found))


def short(code: str) -> str:
    """A piece of a program for a sentence: on one line, and not too long."""
    line = " ".join(code.split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"


def _parts(value: ast.expr) -> list[ast.expr]:
    match value:
        case ast.Tuple(elts=items) | ast.Dict(values=items):
            return [part for item in items for part in _parts(item)]
        case ast.DictComp(value=item) | ast.ListComp(elt=item):
            return _parts(item)
        case ast.Starred():
            return []
    return [value]


def _is_text(node: ast.expr) -> bool:
    match node:
        case ast.Constant(str()) | ast.JoinedStr():
            return True
    return False
