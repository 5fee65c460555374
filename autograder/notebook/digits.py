"""1,797 handwritten digits, as in scikit-learn: each an image of 8 × 8 grey values.

Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), the test set,
UCI Machine Learning Repository, CC BY 4.0. scikit-learn's `load_digits` gives the same numbers.
"""

from pathlib import Path

import numpy as np

from autograder.palette import Array

FILE = Path(__file__).parent / "data" / "digits.npz"


def load_digits() -> tuple[Array, Array]:
    """The images (1797, 64), float64 from 0 to 16, and their digits (1797,), integers."""
    with np.load(FILE) as data:
        return data["images"].astype(np.float64), data["labels"].astype(np.int64)
