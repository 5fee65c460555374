"""What the references are held against: nothing here comes from the kit's own solutions."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np

ROOT = Path(__file__).parents[2]
Params = dict[str, np.ndarray]


def load(path: str | Path) -> ModuleType:
    """The module at `path` below the project's root, fresh, under its own name."""
    file = ROOT / path
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def central_differences(loss: Callable[[Params], float], params: Params, step=1e-6) -> Params:
    """The gradient of `loss` at `params`, one number at a time: (f(p + h) − f(p − h)) / 2h."""
    grads = {}
    for name, value in params.items():
        grads[name] = np.zeros_like(value)
        for index in np.ndindex(value.shape):
            sides = []
            for sign in (1, -1):
                moved = value.copy()
                moved[index] += sign * step
                sides.append(loss(params | {name: moved}))
            grads[name][index] = (sides[0] - sides[1]) / (2 * step)
    return grads


def assert_same(got: Params, want: Params, **tolerance) -> None:
    """Two dicts of arrays agree in keys, shapes and numbers."""
    assert got.keys() == want.keys()
    for name, value in want.items():
        assert got[name].shape == np.shape(value), name
        np.testing.assert_allclose(got[name], value, err_msg=name, **tolerance)
