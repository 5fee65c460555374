"""Slips at names and numbers: another variable, key, constant, index, a transpose, a range."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from autograder.grading.slips.calls import called
from autograder.grading.slips.function_source import Change, FunctionSource, short

_TINY = (1e-3, 1e-5, 1e-8, 1e-12)
_COUNTING = ("range", "arange", "permutation")
_IN_BRACES = re.compile(r"(?<!\{)\{(\w+)(?: *[-+] *1)?\}(?!\})")


def variable(f: FunctionSource) -> Iterator[Change]:
    """Another variable of the function."""
    for node in f.nodes:
        if isinstance(node, ast.Name) and _is_value(f, node):
            for name in f.like(node):
                yield _inside(f, node, name)


def key(f: FunctionSource) -> Iterator[Change]:
    """Another key of a dict, or another number in it: `f"W{i - 1}"` for `f"W{i}"`."""
    for node in f.nodes:
        if isinstance(node, ast.JoinedStr):
            yield from _other_numbers(f, node)
            continue
        parent = f.parent(node)
        match node, parent:
            case ast.Constant(str(text)), ast.Subscript() if parent.slice is node:
                for other in f.keys:
                    if other != text:
                        yield _inside(f, node, repr(other))


def constant(f: FunctionSource) -> Iterator[Change]:
    """Another number: 0, 1, 2, ½, one more, one less, the other sign; another truth value."""
    for node in f.nodes:
        if not isinstance(node, ast.Constant) or isinstance(f.parent(node), ast.keyword):
            continue
        value = node.value
        if isinstance(value, bool):
            yield _inside(f, node, repr(not value))
        elif isinstance(value, int | float):
            others: list[int | float] = [0, 1, 2, 0.5]
            others += [value + 1, value - 1] if isinstance(value, int) else []
            others += _TINY if 0 < abs(value) < 0.01 else []
            for other in dict.fromkeys(others):
                if other != value and other >= 0:
                    yield _inside(f, node, repr(other))
            if value:
                yield _inside(f, node, f"-{f.code(node)}")


def index(f: FunctionSource) -> Iterator[Change]:
    """One too many or too few: an index, the bound of a slice, of a range or of its start.

    Or one entry where all from there on are meant, such as the digits of a number.
    """
    for node in f.nodes:
        if isinstance(node, ast.Subscript):
            bounds = [node.slice]
            if isinstance(node.slice, ast.Tuple):
                bounds = node.slice.elts
            for bound in bounds:
                parts = [bound.lower, bound.upper] if isinstance(bound, ast.Slice) else [bound]
                for part in parts:
                    if isinstance(part, ast.Name | ast.BinOp):
                        yield _inside(f, part, f"{f.code(part)} + 1")
                        yield _inside(f, part, f"{f.code(part)} - 1")
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
                yield f.becomes(node, f"{f.operand(node.value)}[{node.slice.value}:]")
        elif isinstance(node, ast.Call) and called(node) in _COUNTING:
            for bound in node.args[:2]:
                if not isinstance(bound, ast.Constant | ast.Starred):
                    yield f.becomes(bound, f"{f.operand(bound)} + 1")
                    yield f.becomes(bound, f"{f.operand(bound)} - 1")


def size(f: FunctionSource) -> Iterator[Change]:
    """Another count: the rows in place of all entries."""
    for node in f.nodes:
        match node:
            case ast.Attribute(value, "size"):
                other = f"len({f.code(value)})"
            case ast.Call(ast.Name("len"), [value]) | ast.Subscript(ast.Attribute(value, "shape")):
                other = f"{f.operand(value)}.size"
            case _:
                continue
        yield replace(f.becomes(node, other), binds_as_before=True)


def turns(f: FunctionSource) -> Iterator[Change]:
    """A loop with one turn too few: without its first or its last one."""
    for node in f.nodes:
        if isinstance(node, ast.For):
            for part, which in (("[1:]", "first"), ("[:-1]", "last")):
                words = f"the {which} turn of `for … in {short(f.code(node.iter))}` were missing"
                yield Change(node.iter, f"list({f.code(node.iter)}){part}", words)


def transpose(f: FunctionSource) -> Iterator[Change]:
    """A transpose that is missing or too many."""
    for node in f.nodes:
        match node:
            case ast.Attribute(value, "T"):
                yield Change(node, f.code(value), f"`{short(f.code(node))}` had no `.T`")
            case ast.BinOp(left, ast.MatMult(), right):
                for factor in (left, right):
                    if not (isinstance(factor, ast.Attribute) and factor.attr == "T"):
                        yield f.becomes(factor, f"{f.operand(factor)}.T")
                yield f.becomes(node, f"{_turned(f, right)} @ {_turned(f, left)}")
            case ast.Call() if called(node) in ("dot", "matmul"):
                for factor in node.args:
                    yield f.becomes(factor, f"{f.operand(factor)}.T")
    for node in f.values:
        yield f.becomes(node, f"{f.operand(node)}.T")


def _turned(f: FunctionSource, node: ast.expr) -> str:
    match node:
        case ast.Attribute(value, "T"):
            return f.operand(value)
    return f"{f.operand(node)}.T"


def _other_numbers(f: FunctionSource, node: ast.JoinedStr) -> Iterator[Change]:
    code = f.code(node)
    for found in _IN_BRACES.finditer(code):
        for new in (found[1], f"{found[1]} - 1", f"{found[1]} + 1"):
            if f"{{{new}}}" != found[0]:
                yield f.becomes(node, f"{code[: found.start()]}{{{new}}}{code[found.end() :]}")


def _inside(f: FunctionSource, node: ast.expr, text: str) -> Change:
    """The change of a small node, told with the expression around it."""
    around = f.parent(node)
    if isinstance(around, ast.expr) and not isinstance(around, ast.Tuple):
        start, end = f.text.span(node)
        outer = f.text.span(around)
        source = f.text.source
        now = source[outer[0] : start] + text + source[end : outer[1]]
        if len(now) <= 40:
            return Change(node, text, f"`{short(f.code(around))}` were `{short(now)}`")
    return f.becomes(node, text)


def _is_value(f: FunctionSource, node: ast.Name) -> bool:
    """Whether a name stands for a value that is read: no function, no module."""
    if not isinstance(node.ctx, ast.Load) or node.id not in f.variables(node):
        return False
    parent = f.parent(node)
    return not (isinstance(parent, ast.Call) and parent.func is node)
