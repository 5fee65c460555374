"""A module that jupytext or nbconvert wrote over: a script of the notebook in the same folder.

Notebook and module have the same stem, so `jupytext --to py:percent network.ipynb` and
`nbconvert --to script network.ipynb` write to `network.py`.
"""

import ast
import re
import warnings
from collections.abc import Iterable

_MARK = re.compile(rb"^# (%%|In\[[\d ]*\]|\+( |$)|---$)", re.MULTILINE)
"""what begins a cell, or the header, in a script of a notebook"""


def is_script_of_notebook(source: bytes, functions: Iterable[str]) -> bool:
    """Whether a module is such a script: it is marked as one, and defines none of the functions."""
    return bool(_MARK.search(source)) and not defines_any(source, functions)


def defines_any(source: bytes, functions: Iterable[str]) -> bool:
    """Whether a module can be parsed and defines one of the functions."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an odd escape in a text
            body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    defined = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return not defined.isdisjoint(functions)
