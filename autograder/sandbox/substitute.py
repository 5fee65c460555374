"""A trusted function that a program calls in place of its own."""

import inspect
from collections.abc import Callable
from typing import Any


class Substitute:
    """The function, and what became of the program's calls since the last `reset`."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.arity = _arity(function)
        self.called = False
        """whether it gave a result"""
        self.passed_over = False
        """whether the program called its own instead, with arguments that this one doesn't know"""

    def __call__(self, *args: Any) -> Any:
        """What the trusted function gives."""
        self.called = True
        return self._function(*args)

    def reset(self) -> None:
        """Forget the calls so far."""
        self.called = self.passed_over = False


def _arity(function: Callable[..., Any]) -> int | None:
    """How many arguments it takes by position; None where any number may come."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        return None
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return None
    return sum(parameter.kind is not parameter.KEYWORD_ONLY for parameter in parameters)
