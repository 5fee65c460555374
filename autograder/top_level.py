"""The statements of a module, by name: what a person looks for in a program."""

import ast


def name_of(node: ast.stmt) -> str | None:
    """The name that a top-level statement defines: a function, a class, `name = lambda …`."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return None


def docstring_lines(node: ast.stmt) -> range:
    """The lines of a docstring; none where it is the whole body, or code is on the same line."""
    match node:
        case ast.FunctionDef(
            body=[ast.Expr(value=ast.Constant(value=str())) as docstring, _, *_]
        ) if docstring.lineno > node.lineno:
            return range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1)
    return range(0)
