"""The small changes of a learner's functions, all in one text."""

import ast
from collections.abc import Sequence

from autograder.grading.generic_edits import FAMILIES, GenericEdit, generic_edits
from autograder.grading.variants import Variants, with_variants
from autograder.submissions.syntax import syntax_tree

MOST_EDITS = 600
"""of all functions of a task together; the most usual ones are kept"""
_RANKS = {family: rank for rank, family in enumerate(FAMILIES)}


def small_changes(
    source: bytes, functions: Sequence[str], others: Sequence[str]
) -> Variants | None:
    """A program with all small changes of the functions and of what these use.

    None where it can't be read. Nothing in `others` is changed.
    """
    read = syntax_tree(source)
    if read is None:
        return None
    text, tree = read
    edits = [
        edit
        for part in _reached(tree, functions, others)
        for edit in generic_edits(text, part, most=MOST_EDITS)
    ]
    edits.sort(key=rank_of)
    return with_variants(text, edits[:MOST_EDITS])


def rank_of(edit: GenericEdit) -> int:
    """Small for a change of a usual family."""
    return _RANKS[edit.family]


def _reached(tree: ast.Module, functions: Sequence[str], others: Sequence[str]) -> list[ast.stmt]:
    """The statements of the module that make these functions, and those that they use."""
    made: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        for name in _names_made(statement):
            made.setdefault(name, []).append(statement)
    waiting, seen, found = list(functions), set(others), dict[ast.stmt, None]()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        for statement in made.get(name, ()):
            found[statement] = None
            waiting += [n.id for n in ast.walk(statement) if isinstance(n, ast.Name)]
    return [part for part in found if not isinstance(part, ast.Assign) or _is_lambda(part)]


def _names_made(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
    return []


def _is_lambda(statement: ast.Assign) -> bool:
    return isinstance(statement.value, ast.Lambda)
