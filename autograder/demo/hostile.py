"""Broken files and hostile code that fit any assignment.

Each is made from the reference, so that only the attack costs points. None ever runs outside the
sandbox.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from autograder.demo.functions_in_source import function_text, renamed_function, with_function
from autograder.demo.functions_in_source import without_function as _without

MEBIBYTE = 1 << 20


class Material(NamedTuple):
    """The texts that hostile submissions are made from."""

    right: str
    """a right program"""
    stub: str
    """the program as students get it"""
    functions: Sequence[str]
    """the functions of the assignment, in order"""


Maker = Callable[[Material], bytes]


def _before(attack: str) -> Maker:
    """The attack at import, before a program that is right."""
    return lambda material: f"{attack}\n\n{material.right}".encode()


def _before_stub(attack: str) -> Maker:
    """The attack at import, before the unchanged stub."""
    return lambda material: f"{attack}\n\n{material.stub}".encode()


def _in_first_function(body: str) -> Maker:
    """The attack when the first function is called; the others are right."""

    def make(material: Material) -> bytes:
        name = material.functions[0]
        return with_function(material.right, name, f"def {name}(*args):\n    {body}\n").encode()

    return make


def _syntax_error(material: Material) -> bytes:
    text = function_text(material.right, material.functions[0]) or ""
    head = text.partition("\n")[0]
    return material.right.replace(head, head.replace(":", ""), 1).encode()


def _one_argument_more(material: Material) -> bytes:
    head = f"def {material.functions[0]}("
    return material.right.replace(head, f"{head}verbose, ", 1).encode()


def _misspelt(material: Material) -> bytes:
    name = material.functions[-1]
    return renamed_function(material.right, name, name[:1] + name[2:]).encode()


BROKEN: Mapping[str, Maker] = {
    "an empty file": lambda material: b"",
    "a syntax error": _syntax_error,
    "saved as UTF-16": lambda material: material.right.encode("utf-16"),
    "NUL bytes in the text": lambda material: material.right.encode() + b"\0\0\0\n",
    "a function is missing": lambda m: _without(m.right, m.functions[-1]).encode(),
    "a function's name is misspelt": _misspelt,
    "one argument too many": _one_argument_more,
    "imports tensorflow": _before("import tensorflow as tf"),
    "30 MB of comment": lambda m: m.right.encode() + b"# padding\n" * (3 * MEBIBYTE),
    "divides by zero at import": _before("SCALE = 1 / 0"),
    "a name that was never set": _in_first_function("return weights"),
}

HOSTILE: Mapping[str, Maker] = {
    "endless loop at import": _before("while True:\n    pass"),
    "os._exit at import": _before("import os\nos._exit(0)"),
    "reads /etc/passwd": _before('ACCOUNTS = open("/etc/passwd").read()'),
    "fork bomb": _before("import os\nwhile True:\n    os.fork()"),
    "patches NumPy's comparisons": _before_stub(
        "import numpy\nnumpy.allclose = numpy.array_equal = lambda *a, **k: True\n"
        "numpy.testing.assert_allclose = lambda *a, **k: None"
    ),
    "looks for the reference in memory": _before_stub(
        "import gc, sys\nFOUND = [o for o in gc.get_objects() if 'solutions' in repr(o)[:200]]\n"
        "for name, module in list(sys.modules.items()):\n"
        "    if 'solutions' in str(getattr(module, '__file__', '')):\n"
        "        globals().update(vars(module))"
    ),
    "writes files": _before('with open("grade.txt", "w") as f:\n    f.write("100")'),
    "prints a flood": _before('for _ in range(1000):\n    print("A" * 10_000)'),
    "endless loop, catches everything": _in_first_function(
        "while True:\n        try:\n            pass\n        except BaseException:\n"
        "            pass"
    ),
    "opens a network connection": _before(
        'import socket\nsocket.create_connection(("127.0.0.1", 80), timeout=1)'
    ),
    "eats all memory": _before("HOARD = []\nwhile True:\n    HOARD.append(bytearray(1 << 36))"),
    "crashes the interpreter": _in_first_function("import ctypes\n    ctypes.string_at(0)"),
    "HTML and escape codes in an error": _in_first_function(
        'raise ValueError("\\x1b[2J<script>alert(1)</script>=HYPERLINK(1)")'
    ),
    "starts a shell": _before('import subprocess\nsubprocess.run(["sh", "-c", "id"], check=True)'),
}
"""A description of each attack, and the function that makes the program."""
