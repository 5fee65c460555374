"""Values of any type, shape and size, described in a few words."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograder.sandbox.wire.format import Opaque
from autograder.text import brief, one_line

_SHOWN = 6
LONGEST_DESCRIPTION, LONGEST_KEY = 120, 24
"""in bytes, of what a learner's program chose"""


def listing(words: Iterable[str]) -> str:
    """The words with commas between them, cut short when there are many."""
    words = list(words)
    shown = ", ".join(words[:_SHOWN])
    return f"{shown}, … ({len(words)} in all)" if len(words) > _SHOWN else shown


def keys_of(keys: Iterable[Any]) -> str:
    """Keys of a dict that a learner's program made, each as Python writes it."""
    return listing(brief(repr(key), LONGEST_KEY) for key in keys)


def shape_of(array: np.ndarray[Any, Any]) -> str:
    """The shape as Python writes it: (5, 2), (5,), ()."""
    return str(tuple(array.shape)) if array.ndim <= _SHOWN else f"{array.ndim} dimensions"


def kind_of(value: Any) -> str:
    """What a value is, without its numbers: "an array of shape (5, 2)", "a tuple of 2"."""
    if isinstance(value, Opaque):
        return brief(value.description, LONGEST_DESCRIPTION)
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        kind = f"an array of shape {shape_of(value)}"
        return (
            kind
            if value.dtype == np.float64
            else f"{kind} and dtype {one_line(str(value.dtype), 40)}"
        )
    if isinstance(value, np.generic):
        return f"a NumPy scalar ({value.dtype})"
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        if not value:
            return "an empty dict"
        return f"a dict with the keys {keys_of(value)}"
    if isinstance(value, bool):
        return str(value)
    names = {float: "a float", int: "an int", str: "a string", complex: "a complex number"}
    return names.get(type(value), f"a {type(value).__name__}")


def signature(value: Any) -> str:
    """An argument in short: (5, 3) for an array, {W1 (3, 4), b1 (4,)} for a dict of them."""
    if isinstance(value, np.ndarray):
        return shape_of(value)
    if isinstance(value, dict):
        parts = [f"{key} {signature(part)}".strip() for key, part in value.items()]
        return "{" + listing(parts) + "}"
    if isinstance(value, tuple | list):
        opening, closing = "()" if isinstance(value, tuple) else "[]"
        return opening + listing(signature(part) for part in value) + closing
    if value is None or isinstance(value, bool | int):
        return repr(value)
    if isinstance(value, np.random.Generator):
        return "a Generator"
    return ""
