"""A trusted function in the place of a learner's own, wherever the module keeps that."""

import inspect
from collections.abc import Callable
from types import FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

_DEPTH = 6  # of containers inside containers


def put_in_place(module: ModuleType, substitutes: dict[str, Callable[..., Any]]) -> None:
    """Replace functions of a module: by name, and the same objects under other names.

    Those may be attributes of the module, of its classes and objects, and entries of its dicts,
    lists and tuples. A closure or a default argument keeps what it has.
    """
    space = vars(module)
    for name, substitute in substitutes.items():
        own = space.get(name)
        if _is_made_by(own, module):
            _Aliases(module, own, substitute).replace()
    space.update(substitutes)


def for_the_same_call(
    own: Any,
    arity: int | None,
    ask: Callable[..., Any],
    passed_over: Callable[[], Any],
) -> Callable[..., Any]:
    """A function that asks for the result, and where it cannot, calls the learner's own.

    It cannot where the call has arguments that our function doesn't know: the learner's own takes
    further ones. Names and defaults of arguments are those of the learner's own.
    """

    def substitute(*args: Any, **named: Any) -> Any:
        known = _known_arguments(own, arity, args, named)
        if known is not None:
            return ask(*known)
        if not callable(own):
            raise TypeError(f"it takes {arity} argument{'s' * (arity != 1)}, by position")
        passed_over()
        return own(*args, **named)

    return substitute


def _known_arguments(
    own: Any, arity: int | None, args: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, ...] | None:
    """The arguments by position, as many as our function takes; None where that isn't the call."""
    if not named and (arity is None or len(args) == arity):
        return args
    try:
        bound = inspect.signature(own).bind(*args, **named)
    except (TypeError, ValueError):
        return None
    bound.apply_defaults()
    parameters = bound.signature.parameters.values()
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
        return None
    values = list(bound.arguments.values())
    arity = len(values) if arity is None else arity
    defaults = [parameter.default for parameter in parameters]
    further = zip(values[arity:], defaults[arity:], strict=True)
    if len(values) < arity or not all(_is_same(value, default) for value, default in further):
        return None
    return tuple(values[:arity])


def _is_same(value: Any, default: Any) -> bool:
    plain = isinstance(value, bool | int | float | str) and type(value) is type(default)
    return value is default or (plain and value == default)


def _is_made_by(own: Any, module: ModuleType) -> bool:
    """Whether the module made this function; NumPy's are not its own under another name."""
    if isinstance(own, FunctionType):
        return own.__globals__ is vars(module)
    if isinstance(own, MethodType | np.vectorize):
        return True
    return callable(own) and type(own).__module__.partition(".")[0] not in ("builtins", "numpy")


class _Aliases:
    """The places of one object in a module, replaced by another."""

    def __init__(self, module: ModuleType, own: Any, substitute: Callable[..., Any]) -> None:
        self._module = module
        self._own = own
        self._substitute = substitute
        self._seen: set[int] = set()

    def replace(self) -> None:
        """Replace the object in the module's attributes, and in what these hold."""
        self._in_dict(vars(self._module), 0)

    def _replaced(self, value: Any, depth: int) -> Any:
        """What is to be in the place of a value; containers are changed where they are."""
        if value is self._own:
            return self._substitute
        if isinstance(value, staticmethod) and value.__func__ is self._own:
            return staticmethod(self._substitute)
        if depth > _DEPTH or id(value) in self._seen:
            return value
        if type(value) is tuple:
            return self._in_tuple(value, depth + 1)
        self._seen.add(id(value))
        if isinstance(value, dict):
            self._in_dict(value, depth + 1)
        elif isinstance(value, list):
            value[:] = [self._replaced(item, depth + 1) for item in value]
        elif isinstance(value, type) and value.__module__ == self._module.__name__:
            self._in_class(value, depth + 1)
        elif type(value).__module__ == self._module.__name__ and hasattr(value, "__dict__"):
            self._in_dict(vars(value), depth + 1)
        return value

    def _in_dict(self, space: dict[Any, Any], depth: int) -> None:
        for key, value in list(space.items()):
            now = self._replaced(value, depth)
            if now is not value:
                space[key] = now

    def _in_tuple(self, values: tuple[Any, ...], depth: int) -> tuple[Any, ...]:
        now = tuple(self._replaced(value, depth) for value in values)
        same = all(one is other for one, other in zip(now, values, strict=True))
        return values if same else now

    def _in_class(self, kind: type, depth: int) -> None:
        for key, value in list(vars(kind).items()):
            now = self._replaced(value, depth)
            if now is not value:
                setattr(kind, key, now)
