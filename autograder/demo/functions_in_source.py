"""Programs made from other programs, by replacing single functions."""

import ast


def function_text(source: str, name: str) -> str | None:
    """The text of the last top-level function of that name, without decorators, or None."""
    lines = source.splitlines(keepends=True)
    found = _function(source, name)
    return None if found is None else "".join(lines[found.lineno - 1 : found.end_lineno])


def with_function(source: str, name: str, text: str) -> str:
    """The program with its function of that name replaced, or added where there is none."""
    found = _function(source, name)
    text = text.rstrip("\n") + "\n"
    if found is None:
        return f"{source.rstrip()}\n\n\n{text}"
    lines = source.splitlines(keepends=True)
    first = min([found.lineno, *(d.lineno for d in found.decorator_list)])
    return "".join([*lines[: first - 1], text, *lines[found.end_lineno :]])


def with_functions_of(source: str, other: str, names: tuple[str, ...]) -> str:
    """The program with the functions of those names copied from another program."""
    for name in names:
        text = function_text(other, name)
        if text is not None:
            source = with_function(source, name, text)
    return source


def without_function(source: str, name: str) -> str:
    """The program without its function of that name."""
    return with_function(source, name, "")


def renamed_function(source: str, name: str, new_name: str) -> str:
    """The program with one function's definition under another name."""
    text = function_text(source, name)
    if text is None:
        return source
    return with_function(source, name, text.replace(f"def {name}(", f"def {new_name}(", 1))


def _function(source: str, name: str) -> ast.FunctionDef | None:
    """The last definition, which is the one that Python uses."""
    named = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    return named[-1] if named else None
