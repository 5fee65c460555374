"""A toy."""

import numpy as np


def double(x):
    """2x, of the same shape."""
    # TODO: write it
    raise NotImplementedError("double is waiting for you: see the TODO here.")


def shift(x, by):
    """2x + by."""
    # TODO: write it
    raise NotImplementedError("shift is waiting for you: see the TODO here.")
