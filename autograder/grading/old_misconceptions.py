"""The old form of misconceptions, until the last file is converted; then this goes."""

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from autograder.errors import CourseError
from autograder.grading.edits import Edit, ReferenceText, Version
from autograder.grading.misconceptions import Misconception

_Function = TypeVar("_Function", bound=Callable[..., Any])

_MARK = "__misconception__"


def misconception(*, fails: Sequence[str], message: str) -> Callable[[_Function], _Function]:
    """Mark a function of `misconceptions/FUNCTION.py` as a wrong version of FUNCTION."""
    if isinstance(fails, str) or not fails:
        raise TypeError('fails: the names of the checks that must fail, e.g. fails=["values"]')

    def mark(function: _Function) -> _Function:
        setattr(function, _MARK, (tuple(fails), " ".join(message.split())))
        return function

    return mark


@dataclass(frozen=True)
class _WholeFunction(Version):
    given: Callable[..., Any] = field(repr=False)

    @property
    def function(self) -> Callable[..., Any]:
        return self.given


def misconceptions_in(
    module: ModuleType, path: Path, reference: ReferenceText
) -> Iterator[Misconception]:
    """The misconceptions that a loaded file holds, in their order."""
    for name, function in vars(module).items():
        if mark := getattr(function, _MARK, None):
            fails, message = mark
            origin = f"{path}:{function.__code__.co_firstlineno}"
            lines = _wrong_version(path, name, path.stem, reference.path.stem)
            end = len(reference.source)
            edits = (Edit(end, end, f"\n\n{lines}\n"),)
            version = _WholeFunction(reference, path.stem, edits, origin, function)
            yield Misconception(name.replace("_", "-"), path.stem, message, fails, version)


def _wrong_version(path: Path, name: str, replaces: str, reference: str) -> str:
    """The lines that turn a program into one with this misconception, when they are added to it.

    They are the misconception's function, whatever else of its file it may lean on, and the
    assignment of the function to the name that it replaces. A name imported from the reference
    keeps meaning the reference's.
    """
    imported: dict[str, str] = {}
    body: list[ast.stmt] = []
    for node in _parsed(path).body:
        if isinstance(node, ast.ImportFrom) and node.module == reference:
            imported |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.Import) and any(a.name == reference for a in node.names):
            raise CourseError(f"{path}:{node.lineno}: write `from {reference} import …` instead")
        elif not _is_other(node, name):
            body.append(_unmarked(copy.deepcopy(node)))
    renaming = _Renaming({local: f"_right_{right}" for local, right in imported.items()})
    lines = [f"_right_{right} = {right}" for right in dict.fromkeys(imported.values())]
    lines += [ast.unparse(renaming.visit(node)) for node in body]
    lines.append(f"{replaces} = {name}")
    return "\n".join(lines)


def _is_other(node: ast.stmt, name: str) -> bool:
    """Whether a statement is the docstring, of the autograder, or another misconception."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder"):
        return True
    if isinstance(node, ast.FunctionDef) and any(map(_is_mark, node.decorator_list)):
        return node.name != name
    return False


def _unmarked(node: ast.stmt) -> ast.stmt:
    if isinstance(node, ast.FunctionDef):
        node.decorator_list = [d for d in node.decorator_list if not _is_mark(d)]
    return node


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _is_mark(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Name) and called.id == "misconception"


class _Renaming(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if isinstance(node.ctx, ast.Load):
            node.id = self._names.get(node.id, node.id)
        return node
