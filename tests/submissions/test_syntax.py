"""A student's module is parsed in the trusted process: only within bounds, no warning."""

import ast

import pytest

from autograder.submissions.syntax import LARGEST_READ, syntax_tree


def test_a_module_is_read_with_plain_line_ends():
    read = syntax_tree(b"\xef\xbb\xbfdef f(x):\r\n    return x\r\n")
    assert read is not None
    text, tree = read
    assert text == "def f(x):\n    return x\n"
    assert isinstance(tree.body[0], ast.FunctionDef)


@pytest.mark.parametrize(
    "source",
    [
        b"def f(x:",
        b"x = '\xff'",
        b"x = '\0'",
        b"#" * (LARGEST_READ + 1),
        b"x = " + b"-" * 60_000 + b"1",
        b"x = a" + b".b" * 30_000,
        b"x = " + b"+".join([b"a"] * 20_000),
        b"x = " + b"+".join([b"a"] * 200),
        b"if a: pass\n" + b"elif b: pass\n" * 4000,
    ],
    ids=lambda source: str(source[:12]),
)
def test_what_is_no_program_or_too_much_is_not_read(source):
    assert syntax_tree(source) is None


@pytest.mark.filterwarnings("error")
def test_an_odd_module_makes_no_warning():
    assert syntax_tree(rb"x = '\d' is 1") is not None
