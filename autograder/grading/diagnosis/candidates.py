"""What is tried in a search: wrong versions of a function, known ones and generic ones."""

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from autograder.errors import CourseError
from autograder.grading.edits import ReferenceText, Version, combined
from autograder.grading.generic_edits import FAMILIES, GenericEdit, generic_edits
from autograder.grading.misconceptions import Misconception

_LONGEST_QUOTE = 24
"""characters of the reference that a message may show"""
_QUOTED = re.compile(r"`([^`]*)`")
_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, eq=False)
class Candidate:
    """One wrong version of a function."""

    id: str
    message: str
    version: Version
    beside: str = ""
    """the message beside another mistake; empty where it follows from `message`"""
    fails: frozenset[str] = frozenset()
    """the checks that it must fail; none where nobody wrote just this version"""
    family: str = ""
    """of a generic edit"""

    @property
    def written(self) -> bool:
        """Whether it is a known mistake, written by hand."""
        return not self.family


Edits = tuple[Candidate, ...]


def written(misconceptions: Iterable[Misconception]) -> list[Candidate]:
    """The known mistakes as candidates, each way to make them as one."""
    found = []
    for m in misconceptions:
        found.append(Candidate(m.id, m.message, m.version, m.beside, frozenset(m.fails)))
        found += [Candidate(m.id, m.message, variant, m.beside) for variant in m.variants]
    return found


def in_one_place(misconceptions: Iterable[Misconception]) -> list[Candidate]:
    """Known mistakes that change several places, made in one of these places only."""
    return [
        Candidate(m.id, f"{m.beside or m.message} You do so in one place only.", version)
        for m in misconceptions
        if len(m.version.edits) > 1
        for edit in m.version.edits
        if (version := Version(m.version.reference, m.replaces, (edit,), m.version.origin))
    ]


@lru_cache(maxsize=64)
def generic(reference: ReferenceText, name: str) -> tuple[Candidate, ...]:
    """Candidates that nobody had to write, made from the reference's own text."""
    found = [n for n in reference.tree.body if isinstance(n, ast.FunctionDef) and n.name == name]
    known = _names_that_learners_know(reference, found[-1])
    return tuple(
        Candidate(
            id=f"{name.replace('_', '-')}-generic-{edit.family}",
            message=_message(edit, known),
            version=Version(reference, name, (edit.edit,), f"<{name}, {edit.family}>"),
            family=edit.family,
        )
        for edit in generic_edits(reference.source, found[-1])
    )


def _names_that_learners_know(reference: ReferenceText, function: ast.FunctionDef) -> set[str]:
    """The words of the docstring and the signature, and the names of the module."""
    words = set(_NAME.findall(ast.get_docstring(function) or ""))
    words |= {argument.arg for argument in function.args.args}
    return words | set(vars(reference.module)) | {"T", "sum", "mean", "max", "min", "axis"}


def _message(edit: GenericEdit, known: set[str]) -> str:
    """What is said of a generic edit; it quotes no more of the reference than the formula shows."""
    general = FAMILIES[edit.family].sentence
    quotes = _QUOTED.findall(edit.words)
    names = {name for quote in quotes for name in _NAME.findall(quote)}
    short = all(len(quote) <= _LONGEST_QUOTE for quote in quotes)
    if not quotes or not short or not names <= known:
        return general
    return f"{general} Your result is as if {edit.words}."


def function_with(edits: Edits) -> Callable[..., Any] | None:
    """The function with all these edits; None where they overlap or don't fit each other.

    Raises CourseError for a known mistake that isn't Python.
    """
    if len(edits) == 1 and edits[0].fails:
        return edits[0].version.function
    return _combined(tuple(edit.version for edit in edits))


@lru_cache(maxsize=8192)
def _combined(versions: Sequence[Version]) -> Callable[..., Any] | None:
    version: Version | None = versions[0]
    for other in versions[1:]:
        version = combined(version, other) if version else None
    if version is None:
        return None
    try:
        return version.function
    except CourseError:
        return None  # each is Python by itself, both together are not
