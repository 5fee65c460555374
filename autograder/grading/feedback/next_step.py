"""Where to look next: advice for a kind of mismatch, or for an error that a program raised."""

import re
from collections.abc import Mapping

import numpy as np

from autograder.grading.calls import Array
from autograder.grading.describe import shape_of
from autograder.grading.mismatch import Mismatch
from autograder.sandbox.faults import StudentError

_INNER_SIZES = "The inner sizes of a matrix product differ: print the shapes of both arrays."
_ARGUMENTS = "The check calls the function with the arguments shown above."
_FOR_ONE_NUMBER = "A function for one number got an array: use NumPy's function (np.exp, …)."
_NOT_A_POWER = "In Python `^` is no power: write ** (z**2)."
_PAIRS = "A loop over a dict gives its keys alone: for pairs write `for k, v in params.items()`."
_NOBODY_ANSWERS = (
    "Nobody can type an answer while a check runs: take it out, or run one call yourself with "
    "`autograder debug TASK --pdb`."
)
_ABOUT_ERRORS = (
    ("bitwise_xor", _NOT_A_POWER),
    ("for ^", _NOT_A_POWER),
    ("values to unpack", _PAIRS),
    ("EOF when reading", _NOBODY_ANSWERS),
    ("reading from stdin", _NOBODY_ANSWERS),
    ("unexpected indent", "It begins further to the right than the line above: take blanks away."),
    ("unindent does not match", "It begins in a column in which no line above it begins."),
    ("expected an indented block", "The line after a colon must begin further to the right."),
    ("dtype('<U", f"A text is used like a number. {_PAIRS}"),
    ("'str' and 'float'", f"A text is used like a number. {_PAIRS}"),
    ("'float' and 'str'", f"A text is used like a number. {_PAIRS}"),
    ("sequence by non-int", f"A text or a list is used like a number. {_PAIRS}"),
    ("core dimension", _INNER_SIZES),
    ("not aligned", _INNER_SIZES),
    ("broadcast", "Two arrays are combined entry by entry and do not fit: print both shapes."),
    ("required positional argument", _ARGUMENTS),
    ("positional arguments but", _ARGUMENTS),
    ("positional argument but", _ARGUMENTS),
    ("NoneType", "Something there is None: does every function return its result?"),
    ("math range error", "math.exp overflows for large numbers; np.exp works on arrays, too."),
    ("only 0-dimensional", _FOR_ONE_NUMBER),
    ("only length-1", _FOR_ONE_NUMBER),
)
_BUILT_IN = ("list", "tuple", "dict", "float", "int", "str", "bool", "ndarray", "set", "range")
_ABOUT_TYPES = {
    "NameError": "Python does not know this name: is it spelled right? Is it only in the notebook?",
    "UnboundLocalError": "This name is set only on some paths through the function.",
    "KeyError": "The dict has no such key there: is it spelled right?",
    "RecursionError": "The function calls itself without end.",
    "BdbQuit": _NOBODY_ANSWERS,
    "TabError": "Some lines begin with a tab (→), others with blanks: use four blanks everywhere.",
}


def advice_for_error(error: StudentError) -> str:
    """The usual cause of an error like this; empty where there is no usual one."""
    if error.type == "KeyError" and error.text in ("'W'", "'b'"):
        return _PAIRS
    if error.type == "KeyError" and error.text.isdigit():
        return "The function returned only a dict, where a tuple is expected: return both parts."
    for words, advice in _ABOUT_ERRORS:
        if words in error.text:
            return advice
    if error.type == "AttributeError":
        return _about_attributes(error.text)
    return _ABOUT_TYPES.get(error.type, "")


def _about_attributes(text: str) -> str:
    """An attribute that is missing: of NumPy, or of an object of the learner's own."""
    found = re.match(r"'(\w+)' object has no attribute '(\w+)'", text)
    if "module 'numpy'" in text:
        return "NumPy has no function of this name: the natural logarithm, for example, is np.log."
    if found and found[1] not in _BUILT_IN:
        return (
            "Each function is called alone, so nothing is there that an earlier call kept in an "
            "object: use only the arguments, such as the cache."
        )
    return ""


def advice_for_mismatch(mismatch: Mismatch, arguments: Mapping[str, Array]) -> str:
    """What to look at when type, structure, shape, dtype or finiteness is not as expected."""
    match mismatch.kind:
        case "changed":
            return (
                "Arguments must stay as they are: +=, *= and x[…] = … change them. "
                "Make new arrays and dicts."
            )
        case "shape":
            return _about_shapes(mismatch.got, mismatch.want, arguments)
        case "structure":
            return "Return a dict with exactly these keys, spelled like this."
        case "finite":
            return (
                "inf comes from exp of a large number, from a division by 0 or from log(0); "
                "nan comes from inf - inf, 0 * inf or 0 / 0."
            )
        case "dtype":
            if mismatch.got.dtype.kind == "O":
                return "The array holds Python objects: do its parts have different shapes?"
            return "Calculate in float64, NumPy's default: look for astype, dtype=, an int array."
    return _about_types(mismatch)


def _about_types(mismatch: Mismatch) -> str:
    got, want = mismatch.got, mismatch.want
    if got is None:
        return "Does the function return its result on every path?"
    if isinstance(want, tuple):
        return f"Return {len(want)} values, separated by commas, in this order."
    if isinstance(want, list) and isinstance(got, list):
        return "The number of items is wrong: look at what makes an item, and when it ends."
    if isinstance(want, np.ndarray):
        if isinstance(got, list):
            return "Return a NumPy array."
        if isinstance(got, tuple) and len(got) == 1:
            return "A comma at the end of a line makes a tuple of one: is there one too many?"
        if isinstance(got, tuple):
            return "Return only the array."
        return "Is a sum or a mean taken over all axes, not only one?" if _is_number(got) else ""
    if isinstance(want, float) and isinstance(got, np.ndarray):
        if got.size == 1:
            return "Make it one number, with float(…) or without keepdims."
        return "Is a mean or a sum missing, or taken over one axis only?"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, np.ndarray) and value.ndim == 0)


def _about_shapes(got: Array, want: Array, arguments: Mapping[str, Array]) -> str:
    if got.shape == want.shape[::-1]:
        return "It is transposed: look at the order of a product and at where you write .T."
    if got.size == want.size and got.squeeze().shape == want.squeeze().shape:
        return "Only the axes of size 1 differ: look for keepdims or reshape."
    n = want.size
    if n > 1 and got.shape == (n, n):
        return f"({n},) and ({n}, 1) broadcast to ({n}, {n}): give both the same shape."
    sizes: dict[int, str] = {}
    for name, array in arguments.items():
        for axis, size in enumerate(array.shape):
            sizes.setdefault(size, f"{size} is {name}.shape[{axis}]")
    known = [sizes[size] for size in dict.fromkeys(want.shape) if size in sizes]
    return f"In the expected shape {shape_of(want)}, {' and '.join(known)}." if known else ""
