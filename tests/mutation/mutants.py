"""First-order mutants of a reference: every program that differs from it in one small place.

Mutation tools (mutmut, cosmic-ray) change the package under test and run a suite for each mutant.
Here a mutant has to be handed in while the reference stays as it is, so they do not fit.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.MatMult, ast.Add),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.Mult,),
}
ORDERED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv)
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
TWINS = {
    "mean": "sum",
    "sum": "mean",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "zeros_like": "ones_like",
    "zeros": "ones",
    "normal": "random",
    "random": "normal",
    "permutation": "random",
    "exp": "abs",
    "log": "log1p",
    "sqrt": "square",
}


@dataclass(frozen=True)
class Mutant:
    """A program that differs from the reference in one place of one function."""

    function: str
    change: str
    """`old → new`, the whole line before and after"""
    source: str


def mutants(source: str, functions: set[str]) -> list[Mutant]:
    """Every first-order mutant of these top-level functions, each program once."""
    tree = ast.parse(source)
    whole = ast.unparse(tree)
    found: dict[str, Mutant] = {}
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name in functions:
            original = ast.unparse(function)
            before, after = whole.split(original)
            for change in _in_place(function):
                changed = ast.unparse(ast.fix_missing_locations(function))
                if changed != original:
                    program = before + changed + after
                    found.setdefault(program, Mutant(function.name, change, program))
    return list(found.values())


def _in_place(function: ast.FunctionDef) -> Iterator[str]:
    """Change the function itself, one place at a time, and change it back."""
    names = _local_names(function)
    keys: list[str] = sorted(
        {n.value for n in ast.walk(function) if _is_key(n)}  # type: ignore[attr-defined]
    )
    for parent, field, index, node in _places(function):
        line = _statement_of(function, node)
        before = ast.unparse(line)
        for replacement in _replacements(node, names, keys):
            _put(parent, field, index, replacement)
            line_now = replacement if node is line else line
            yield f"{_flat(before)} → {_flat(ast.unparse(line_now))}"
            _put(parent, field, index, node)


def _flat(code: str) -> str:
    return " ".join(code.split())


def _put(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _places(function: ast.FunctionDef) -> list[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every statement and expression of the body, with where it hangs."""
    places: list[tuple[ast.AST, str, int | None, ast.AST]] = []
    parents = [function, *(node for line in function.body for node in ast.walk(line))]
    for parent in parents:
        for field, value in ast.iter_fields(parent):
            if parent is function and field != "body":
                continue
            if isinstance(value, list):
                places += [(parent, field, i, n) for i, n in enumerate(value)]
            else:
                places.append((parent, field, None, value))
    return [place for place in places if isinstance(place[3], ast.expr | ast.stmt)]


def _statement_of(function: ast.FunctionDef, node: ast.AST) -> ast.AST:
    """The innermost statement that holds a node."""
    holding = [s for s in ast.walk(function) if isinstance(s, ast.stmt) and s is not function]
    inside = [s for s in holding if any(n is node for n in ast.walk(s))]
    return min(inside, key=lambda s: sum(1 for _ in ast.walk(s)))


def _local_names(function: ast.FunctionDef) -> list[str]:
    parameters = [a.arg for a in function.args.args]
    stored = [
        n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    return list(dict.fromkeys(parameters + stored))


def _is_key(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 4


def _replacements(node: ast.AST, names: list[str], keys: list[str]) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left, op, right):
            for other in OPERATORS.get(type(op), ()):
                yield ast.BinOp(left, other(), right)
            if isinstance(op, ORDERED):
                yield ast.BinOp(right, op, left)
            yield left
            yield right
        case ast.UnaryOp(ast.USub(), operand):
            yield operand
        case ast.Compare(left, [op], right):
            for comparison in COMPARISONS.get(type(op), ()):
                yield ast.Compare(left, [comparison()], right)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as number):
            yield from (ast.Constant(n) for n in (number + 1, number - 1, 0, 2 * number))
        case ast.Constant(str()) if _is_key(node):
            yield from (ast.Constant(key) for key in keys)
        case ast.Name(id, ast.Load()) if id in names:
            yield from (ast.Name(name, ast.Load()) for name in names)
        case ast.Attribute(value, "T"):
            yield value
        case ast.Attribute(value, attr, ctx) if attr in TWINS:
            yield ast.Attribute(value, TWINS[attr], ctx)
        case ast.Call(func, args, keywords):
            yield from _calls(func, args, keywords)
        case ast.Tuple([first, second], ast.Load()):
            yield ast.Tuple([second, first], ast.Load())
        case ast.IfExp(test, body, orelse):
            yield from (body, orelse, ast.IfExp(test, orelse, body))
        case ast.Subscript(value, ast.Slice(), ast.Load()):
            yield value
        case ast.Return(ast.expr()):
            yield ast.Return(None)
        case ast.Assign() | ast.AugAssign() | ast.Expr(ast.Call()):
            yield ast.Pass()


def _calls(func: ast.expr, args: list[ast.expr], keywords: list[ast.keyword]) -> Iterator[ast.AST]:
    if args:
        yield args[0]
    elif isinstance(func, ast.Attribute):
        yield func.value
    if len(args) >= 2:
        yield ast.Call(func, [args[1], args[0], *args[2:]], keywords)
    for index in range(len(keywords)):
        yield ast.Call(func, args, [k for i, k in enumerate(keywords) if i != index])
