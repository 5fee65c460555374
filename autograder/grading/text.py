"""Text for people, made from values and words that a learner's program may have chosen."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograder.sandbox import Opaque

LONGEST_MESSAGE = 2000
LONGEST_LINE = 300
_SHOWN = 6
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_HARMLESS = frozenset("\n")


def clean(text: str, limit: int = LONGEST_MESSAGE) -> str:
    """The text without control and invisible characters and memory addresses, at most `limit` long.

    Line breaks stay; tabs become spaces. What is left is plain text: whoever prints it as HTML
    or into a spreadsheet still has to escape it.
    """
    cut = text[: 4 * limit].expandtabs(4)
    if not cut.isascii() or not cut.isprintable():
        cut = "".join(
            c for c in cut if c in _HARMLESS or unicodedata.category(c)[0] not in "CZ" or c == " "
        )
    cut = _ADDRESS.sub("", cut)
    return cut if len(cut) <= limit else cut[: limit - 1] + "…"


def one_line(text: str, limit: int = LONGEST_LINE) -> str:
    """The text cleaned and on one line."""
    return " ".join(clean(text, 4 * limit).split())[:limit]


def listing(words: Iterable[str]) -> str:
    """A few words with commas between, cut short when there are many."""
    words = list(words)
    shown = ", ".join(words[:_SHOWN])
    return f"{shown}, … ({len(words)} in all)" if len(words) > _SHOWN else shown


def shape_of(array: np.ndarray[Any, Any]) -> str:
    """The shape as Python writes it: (5, 2), (5,), ()."""
    return str(tuple(array.shape)) if array.ndim <= _SHOWN else f"{array.ndim} dimensions"


def kind_of(value: Any) -> str:
    """What a value is, without its numbers: "an array of shape (5, 2)", "a tuple of 2"."""
    if isinstance(value, Opaque):
        return one_line(value.description)
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
        return f"a dict with the keys {listing(one_line(repr(key), 40) for key in value)}"
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
