"""Where to look next: advice that fits a kind of mismatch, or an error that a program raised."""

from collections.abc import Mapping

import numpy as np

from autograder.grading.calls import Array
from autograder.grading.compare import Mismatch
from autograder.grading.describe import shape_of
from autograder.sandbox import StudentError

_ABOUT_ERRORS = (
    ("core dimension", "The inner sizes of a product @ differ; print the shapes of both factors."),
    ("not aligned", "The inner sizes of a product differ; print the shapes of both factors."),
    ("broadcast", "Two arrays that are combined entry by entry do not fit; print both shapes."),
    ("required positional argument", "The function is called with the arguments shown above."),
    ("positional arguments but", "The function is called with the arguments shown above."),
    ("positional argument but", "The function is called with the arguments shown above."),
    ("NoneType", "Something there is None: does every function return its result?"),
    ("only 0-dimensional", "A function for one number got an array: use NumPy's (np.exp, …)."),
    ("only length-1", "A function for one number got an array: use NumPy's (np.exp, …)."),
)
_ABOUT_TYPES = {
    "NameError": "That name was never set: is it misspelt, or left from the notebook?",
    "UnboundLocalError": "That name is set on some paths of the function only.",
    "KeyError": "The dict has no such key there: is it spelled otherwise, or taken out before?",
    "RecursionError": "The function calls itself without end.",
}


def advice_for_error(error: StudentError) -> str:
    """What often lies behind an error like this; empty where nothing general can be said."""
    if error.type == "KeyError" and error.text.isdigit():
        return "The function returned a dict alone, where a tuple is expected: return both parts."
    for words, told in _ABOUT_ERRORS:
        if words in error.text:
            return told
    return _ABOUT_TYPES.get(error.type, "")


def advice_for_mismatch(mismatch: Mismatch, arguments: Mapping[str, Array]) -> str:
    """What to look at when type, structure, shape, dtype or finiteness is not as expected."""
    match mismatch.kind:
        case "changed":
            return (
                "The caller still needs its arguments: +=, *= and assignment to x[…] write into "
                "them. Calculate into new arrays and dicts."
            )
        case "shape":
            return _about_shapes(mismatch.got, mismatch.want, arguments)
        case "structure":
            return "Return a dict with these keys, spelled like this."
        case "finite":
            return (
                "inf comes from an exponential that is too large, from division by 0 or from "
                "log(0); nan from inf − inf, 0 · inf or 0 / 0."
            )
        case "dtype":
            if mismatch.got.dtype.kind == "O":
                return "The array holds Python objects: were its parts of different shapes?"
            return "Calculate in float64, NumPy's default: look for astype, dtype=, an int array."
    return _about_types(mismatch)


def _about_types(mismatch: Mismatch) -> str:
    got, want = mismatch.got, mismatch.want
    if got is None:
        return "Does the function return its result on every path?"
    if isinstance(want, tuple):
        return f"Return {len(want)} values with commas between, in this order."
    if isinstance(want, np.ndarray):
        if isinstance(got, list):
            return "Return a NumPy array."
        if isinstance(got, tuple):
            return "Return the array alone."
        return "One number came: is it summed along one axis only?" if _is_number(got) else ""
    if isinstance(want, float) and isinstance(got, np.ndarray):
        if got.size == 1:
            return "Make it one number, with float(…) or without keepdims."
        return "Is a mean or a sum missing, or taken along one axis only?"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, np.ndarray) and value.ndim == 0)


def _about_shapes(got: Array, want: Array, arguments: Mapping[str, Array]) -> str:
    if got.shape == want.shape[::-1]:
        return "It is transposed: look at which factor carries the .T and at their order."
    if got.size == want.size and got.squeeze().shape == want.squeeze().shape:
        return "Only the dimensions of size 1 differ: keepdims, or reshape."
    n = want.size
    if n > 1 and got.shape == (n, n):
        return f"({n},) and ({n}, 1) broadcast to ({n}, {n}): give both the same shape."
    sizes: dict[int, str] = {}
    for name, array in arguments.items():
        for axis, size in enumerate(array.shape):
            sizes.setdefault(size, f"{size} is {name}.shape[{axis}]")
    known = [sizes[size] for size in dict.fromkeys(want.shape) if size in sizes]
    return f"In the expected shape {shape_of(want)}, {' and '.join(known)}." if known else ""
