"""What is imported once, in the zygote, so that no worker has to."""

import importlib
import importlib.util
import random
import sys
import warnings
from collections.abc import Collection

import numpy as np

from autograder.sandbox.inside.fake_matplotlib import FakeMatplotlib

_COMMON = [
    *("cmath", "collections.abc", "contextlib", "copy", "dataclasses", "datetime", "enum"),
    *("fractions", "functools", "heapq", "itertools", "json", "math", "numbers", "operator"),
    *("pathlib", "random", "re", "string", "textwrap", "time", "typing", "warnings"),
]
# `from numpy import *` imports these: a third of the memory, and every fork would pay for it.
_RARE = ["numpy.testing", "numpy.f2py"]


def preload(faked: Collection[str]) -> None:
    """Import what learners often import, and let NumPy do what it does at its first use.

    `faked` are the packages of which a program gets a fake. The global generators start with the
    same seed in every worker, so that a program that draws from them gets the same points in every
    grading.
    """
    for name in _COMMON:
        importlib.import_module(name)
    for name in _RARE:
        _import_when_used(name)
    exec("from numpy import *", {})  # else NumPy would load all of this in each worker again
    sys.meta_path.insert(0, FakeMatplotlib(faked))
    np.ones((64, 64)) @ np.ones((64, 64))
    np.random.default_rng(0).normal(size=8)
    np.array2string(np.linspace(0.0, 1.0, 3))
    random.seed(0)
    np.random.seed(0)
    warnings.simplefilter("ignore")


def _import_when_used(name: str) -> None:
    """Import a module that is executed only when something in it is first used."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None or name in sys.modules:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    package, _, stem = name.rpartition(".")
    setattr(sys.modules[package], stem, module)
