"""Slips at statements: one that is missing, += for -=, a return inside of a loop."""

import ast
from collections.abc import Iterator

from autograder.grading.slips.function_source import Change, FunctionSource, short

_AUGMENTED: dict[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("-=", "="),
    ast.Sub: ("+=", "="),
    ast.Mult: ("/=", "="),
    ast.Div: ("*=", "="),
}


def statement_missing(f: FunctionSource) -> Iterator[Change]:
    """A statement that is missing, where the names that it sets have a value already."""
    for node in _alone(f):
        match node:
            case ast.AugAssign() | ast.Expr(ast.Call()):
                dropped = True
            case ast.Assign([ast.Name(name) as target]):
                dropped = name in f.variables(target)
            case ast.Assign([ast.Subscript()]):
                dropped = True
            case _:
                dropped = False
        if dropped:
            yield Change(node, "pass", f"`{short(f.code(node))}` were missing")


def augmented(f: FunctionSource) -> Iterator[Change]:
    """+= for -=, = for +=, += for =."""
    for node in _alone(f):
        match node:
            case ast.AugAssign(target, op, value):
                for other in _AUGMENTED.get(type(op), ()):
                    yield _other_assignment(f, node, target, other, value)
            case ast.Assign([ast.Subscript() as target], value):
                yield _other_assignment(f, node, target, "+=", value)
            case ast.Assign([ast.Name(name) as target], value) if name in f.variables(target):
                for other in ("+=", "-=", "*=", "/="):
                    yield _other_assignment(f, node, target, other, value)


def early_return(f: FunctionSource) -> Iterator[Change]:
    """A return in front of the rest: of what has just been set."""
    for node in _alone(f):
        match node:
            case ast.Assign([ast.Name(name)]) if not (
                isinstance(f.parent(node), ast.ClassDef) or _is_followed_by_return(f, node)
            ):
                words = f"the function ended with `{name}` after `{short(f.code(node))}`"
                yield Change(node, f"{f.code(node)}; return {name}", words)


def _alone(f: FunctionSource) -> Iterator[ast.stmt]:
    """The simple statements that have their lines for themselves."""
    source = f.text.source
    for node in f.nodes:
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr):
            start, end = f.text.span(node)
            line = source.rfind("\n", 0, start) + 1
            rest = source[end:].partition("\n")[0].strip() if end < len(source) else ""
            if not source[line:start].strip() and (not rest or rest.startswith("#")):
                yield node


def _other_assignment(
    f: FunctionSource, node: ast.stmt, target: ast.expr, sign: str, value: ast.expr
) -> Change:
    code = f.code(value)
    text = f"{f.code(target)} {sign} {f'({code})' if chr(10) in code else code}"
    return Change(node, text, f"`{short(f.code(node))}` were `{short(text)}`")


def _is_followed_by_return(f: FunctionSource, node: ast.stmt) -> bool:
    for _, block in ast.iter_fields(f.parent(node)):
        if isinstance(block, list) and node in block:
            after = block[block.index(node) + 1 :]
            return bool(after) and isinstance(after[0], ast.Return)
    return False
