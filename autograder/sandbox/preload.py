"""What is imported once, in the zygote, so that no worker has to."""

import contextlib
import importlib
import sys
import types
import warnings
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from typing import Any, Self

import numpy as np

_COMMON = """
    abc argparse array bisect cmath collections collections.abc contextlib copy csv dataclasses datetime
    decimal enum fractions functools gc heapq io itertools json logging math numbers operator os os.path
    pathlib pickle pprint random re statistics string sys textwrap time timeit traceback types typing
    unittest warnings
    numpy.linalg numpy.random numpy.ma numpy.testing numpy.polynomial numpy.fft
""".split()
_INERT = ("matplotlib", "mpl_toolkits")


def preload() -> None:
    """Import what learners commonly import, and let NumPy do what it does at its first use."""
    for name in _COMMON:
        importlib.import_module(name)
    sys.meta_path.insert(0, _InertFinder())
    importlib.import_module("matplotlib.pyplot")
    np.ones((64, 64)) @ np.ones((64, 64))
    np.random.default_rng(0).normal(size=8)
    np.array2string(np.linspace(0.0, 1.0, 3))
    warnings.simplefilter("ignore")


class _Inert:
    """Takes whatever a plotting program does to a figure, and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self

    def __getitem__(self, key: Any) -> Any:
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


class _InertModule(types.ModuleType):
    """A plotting module: every name in it is inert; what programs unpack comes in the right number."""

    __path__: Sequence[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _subplots if name == "subplots" else _one if name == "plot" else _Inert()


class _Axes(_Inert):
    def __getattr__(self, name: str) -> Any:
        return _one if name == "plot" else super().__getattr__(name)


def _subplots(nrows: int = 1, ncols: int = 1, *, squeeze: bool = True, **kwargs: Any) -> Any:
    axes = np.empty((nrows, ncols), dtype=object)
    axes.fill(_Axes())
    if not squeeze:
        return _Inert(), axes
    return _Inert(), axes.item() if axes.size == 1 else axes.squeeze()


def _one(*args: Any, **kwargs: Any) -> list[Any]:
    return [_Inert()]


class _InertFinder:
    """Finds the plotting library, and every part of it, in an empty module."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Called by `import`."""
        if name.partition(".")[0] not in _INERT:
            return None
        return ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """Called by `import`."""
        return _InertModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Called by `import`."""


@contextlib.contextmanager
def only_for_us(folders: Sequence[str]) -> Iterator[None]:
    """`folders` are on sys.path inside, and nothing but the standard library afterwards."""
    sys.path[:0] = folders
    try:
        yield
    finally:
        del sys.path[: len(folders)]
