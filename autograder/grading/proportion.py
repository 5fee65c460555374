"""Gradients compared up to one factor, so that a wrong factor or sign costs only its own points."""

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

RTOL, ATOL = 2e-5, 2e-6
SMALLEST = 1e-6
"""of the factors that count; with a smaller one, or one above its inverse, nothing is left"""


def common_factor(got: Any, want: Mapping[str, Array], name: str) -> float:
    """The factor, of any sign, by which a learner's gradient with this name is wrong.

    It is 1 where the gradient is right, and where more than a factor is wrong with it.
    """
    theirs, ours = got.get(name) if isinstance(got, dict) else None, want[name]
    if not isinstance(theirs, np.ndarray) or theirs.dtype != float or theirs.shape != ours.shape:
        return 1.0
    with np.errstate(all="ignore"):
        factor = float(np.vdot(ours, theirs) / np.vdot(ours, ours))
        off = np.abs(theirs - factor * ours) > abs(factor) * (ATOL + RTOL * np.abs(ours))
    counts = SMALLEST < abs(factor) < 1 / SMALLEST
    return factor if counts and not off.any() else 1.0
