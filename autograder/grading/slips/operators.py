"""Slips at operators: another one, operands swapped, a term or a factor missing or doubled."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from autograder.grading.slips.function_source import Change, FunctionSource

SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
"""how an operator is written"""
_OTHERS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.MatMult),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<", "<=", ">", ">="),
    ast.LtE: ("<=", "<", ">=", ">"),
    ast.Gt: (">", ">=", "<", "<="),
    ast.GtE: (">=", ">", "<=", "<"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
}
"""the sign itself, then those that may stand in its place"""


def sign(f: FunctionSource) -> Iterator[Change]:
    """A minus that is missing or too many."""
    for node in f.nodes:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            yield f.becomes(node, f.code(node.operand))
        if isinstance(node, ast.Call) and len(node.args) == 1:
            argument = node.args[0]
            if isinstance(argument, ast.Name | ast.Call | ast.BinOp):
                yield f.becomes(argument, f"-{f.operand(argument)}")
    for node in f.values:
        yield f.becomes(node, f"-{f.operand(node)}")


def operator(f: FunctionSource) -> Iterator[Change]:
    """Another operator: + for -, * for / or @, * for **."""
    for node in f.nodes:
        if not isinstance(node, ast.BinOp):
            continue
        left, right = f.operand(node.left), f.operand(node.right)
        for other in _OTHERS.get(type(node.op), ()):
            old, new = SIGNS[type(node.op)], SIGNS[other]
            text = None if other is ast.Mult and old == "**" else f.between(node, old, new)
            if text:
                yield replace(f.becomes(node, text), binds_as_before=True)
            else:
                yield f.becomes(node, f"{left} {new} {right}")
        match node:
            case ast.BinOp(ast.Constant(2 | 2.0), ast.Mult()):
                yield f.becomes(node, f"{right} ** 2")
            case ast.BinOp(_, ast.Mult(), ast.Constant(2 | 2.0)):
                yield f.becomes(node, f"{left} ** 2")


def operands(f: FunctionSource) -> Iterator[Change]:
    """The two sides of a difference, a quotient, a matrix product or a power in the other order."""
    for node in f.nodes:
        match node:
            case ast.BinOp(left, ast.Sub() | ast.Div() | ast.MatMult() | ast.Pow() as op, right):
                other = f"{f.operand(right)} {SIGNS[type(op)]} {f.operand(left)}"
                yield f.becomes(node, other)
            case ast.IfExp(test, body, orelse):
                other = f"{f.operand(orelse)} if {f.operand(test)} else {f.operand(body)}"
                yield f.becomes(node, other)


def pair(f: FunctionSource) -> Iterator[Change]:
    """The two parts of a pair in the other order: of a result, of a shape."""
    for node in f.nodes:
        match node:
            case ast.Tuple([first, second], ast.Load()) if not isinstance(first, ast.Starred):
                start, end = f.text.span(node)
                old = f.text.source[start:end]
                brackets = old.startswith("(") and old.endswith(")")
                text = f"{f.code(second)}, {f.code(first)}"
                yield f.becomes(node, f"({text})" if brackets else text)


def comparison(f: FunctionSource) -> Iterator[Change]:
    """Another comparison: >= for >, < for >."""
    for node in f.nodes:
        match node:
            case ast.Compare(left, [op], [right]) if type(op) in _COMPARISONS:
                own, *others = _COMPARISONS[type(op)]
                for other in others:
                    text = f.between(node, own, other)
                    yield f.becomes(node, text or f"{f.operand(left)} {other} {f.operand(right)}")


def part_missing(f: FunctionSource) -> Iterator[Change]:
    """A term or a factor that is missing: `1 - a` as `a`."""
    for node in f.nodes:
        match node:
            case ast.BinOp(left, op, right) if type(op) in SIGNS:
                yield f.missing(node, right, f.code(left))
                if isinstance(op, ast.Sub):
                    yield f.missing(node, left, f"-{f.operand(right)}")
                elif isinstance(op, ast.Div):
                    yield f.missing(node, left, f"1 / {f.operand(right)}")
                if not isinstance(op, ast.Pow):
                    yield f.missing(node, left, f.code(right))


def part_doubled(f: FunctionSource) -> Iterator[Change]:
    """A term, a factor or a division that is there twice."""
    for node in f.nodes:
        match node:
            case ast.BinOp(left, ast.Add() | ast.Mult() | ast.Div() as op, right):
                for part in (left, right) if not isinstance(op, ast.Div) else (right,):
                    if not isinstance(part, ast.BinOp) or part is right:
                        words = f"`{f.code(part)}` were there twice in `{f.code(node)}`"
                        text = f"({f.code(node)}) {SIGNS[type(op)]} {f.operand(part)}"
                        yield Change(node, text, words)


_ADDED = (
    *("{} * (1 - {v})", "{} * {v} * (1 - {v})", "{} / {v}.size", "{} / len({v})"),
    *("{} / {v}", "{} * {v}", "{} + {v}"),
)


def part_added(f: FunctionSource) -> Iterator[Change]:
    """A factor or a term too many: the slope of a sigmoid, one over a number of samples."""
    nodes = f.values
    parts = [*nodes, *(term for node in nodes for term in _terms(node))]
    for node in nodes:
        yield f.becomes(node, f"2 * {f.operand(node)}")
        yield f.becomes(node, f"{f.operand(node)} / 2")
    for template in _ADDED:
        for node in nodes:
            for name in f.variables(node):
                if name not in f.tables:
                    yield f.becomes(node, template.format(f.operand(node), v=name))
    for part in parts:
        for entry in f.entries:
            if entry != f.code(part):
                yield f.becomes(part, f"{f.operand(part)} * {entry}")
                yield f.becomes(part, f"{f.operand(part)} + {entry}")


def _terms(node: ast.expr) -> Iterator[ast.expr]:
    """The terms of a sum or a difference."""
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub(), right):
            for side in (left, right):
                yield side
                yield from _terms(side)
