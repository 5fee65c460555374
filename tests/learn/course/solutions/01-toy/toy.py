"""A toy."""

import numpy as np


def double(x):
    """2x, of the same shape."""
    ### BEGIN SOLUTION
    return 2.0 * np.asarray(x)
    ### END SOLUTION


def shift(x, by):
    """2x + by."""
    ### BEGIN SOLUTION
    return double(x) + by
    ### END SOLUTION
