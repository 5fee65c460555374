"""Misconceptions: wrong versions of one function, each with what to tell the learner who wrote it.

A file `misconceptions/FUNCTION.py` holds them, in the order in which they are tried.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])

_MARK = "__misconception__"


@dataclass(frozen=True)
class Misconception:
    """One wrong version of `replaces`, the learner's message, the checks that it must fail."""

    id: str
    replaces: str
    function: Callable[..., Any]
    message: str
    fails: tuple[str, ...]


def misconception(*, fails: Sequence[str], message: str) -> Callable[[_Function], _Function]:
    """Mark a function of `misconceptions/FUNCTION.py` as a wrong version of FUNCTION.

    Its id is its name with dashes. `fails` are exactly the checks of its task that fail for it
    (those that are skipped in consequence are not counted); `message` is what the learner reads:
    two sentences that lead to the cause without handing over the line.
    """
    if isinstance(fails, str) or not fails:
        raise TypeError('fails: the names of the checks that must fail, e.g. fails=["values"]')

    def mark(function: _Function) -> _Function:
        setattr(function, _MARK, (tuple(fails), " ".join(message.split())))
        return function

    return mark


def misconceptions_in(module: ModuleType, replaces: str) -> list[Misconception]:
    """The misconceptions that a loaded file holds, in their order."""
    found = []
    for name, function in vars(module).items():
        if mark := getattr(function, _MARK, None):
            fails, message = mark
            found.append(Misconception(name.replace("_", "-"), replaces, function, message, fails))
    return found
