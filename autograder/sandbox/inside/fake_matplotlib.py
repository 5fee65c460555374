"""A fake matplotlib: a right program that also draws is judged by what it computes.

It draws nothing and keeps nothing. (`unittest.mock` would be six times as slow and keep every
argument of every call: 210 MiB after 20,000 plots.)
"""

import importlib.abc
import types
from collections.abc import Collection, Iterator, MutableSequence
from importlib.machinery import ModuleSpec
from typing import Any, Self

import numpy as np


class FakeMatplotlib(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives `import` an empty module for the plotting library and for every part of it."""

    def __init__(self, packages: Collection[str]) -> None:
        self._packages = packages

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        """For `import`: only the replaced packages are ours."""
        if fullname.partition(".")[0] not in self._packages:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """For `import`."""
        return _FakeModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """For `import`: there is nothing to execute."""


class _FakeObject:
    """Accepts whatever a program does with a figure, and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _UNPACKED.get(name, self)

    def __call__(self, *args: Any, **kwargs: Any) -> Self:
        return self

    def __getitem__(self, key: Any) -> Self:
        return self

    def __setitem__(self, key: Any, value: Any) -> None: ...

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None: ...

    def __mul__(self, other: Any) -> Self:
        return self

    __rmul__ = __add__ = __radd__ = __sub__ = __rsub__ = __truediv__ = __mul__


class _FakeModule(types.ModuleType):
    """Every name in it is a fake object, or a function whose result programs unpack."""

    __path__: MutableSequence[str] = []  # noqa: RUF012

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _UNPACKED.get(name) or _FakeObject()


def _subplots(nrows: int = 1, ncols: int = 1, *, squeeze: bool = True, **kwargs: Any) -> Any:
    axes = np.full((nrows, ncols), _FakeObject(), dtype=object)
    if not squeeze:
        return _FakeObject(), axes
    return _FakeObject(), axes.item() if axes.size == 1 else axes.squeeze()


def _one_line(*args: Any, **kwargs: Any) -> list[Any]:
    return [_FakeObject()]


def _range(*args: Any, **kwargs: Any) -> tuple[float, float]:
    return 0.0, 1.0


def _histogram(*args: Any, **kwargs: Any) -> tuple[Any, Any, list[Any]]:
    return np.zeros(10), np.linspace(0, 1, 11), []


_UNPACKED = {
    "subplots": _subplots,
    "plot": _one_line,
    "hist": _histogram,
    **dict.fromkeys(("xlim", "ylim", "get_xlim", "get_ylim"), _range),
}
