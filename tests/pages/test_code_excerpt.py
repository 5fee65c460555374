"""The lines of a module that belong to a task."""

import re

import pytest

pytest.importorskip("nh3")

from autograder.pages.code_excerpt import MOST_LINES, excerpt

MODULE = '''import numpy as np


def sigmoid(z):
    """The activation.

    Of any shape.
    """
    return helper(z)


def forward(x):
    return x


def helper(z):
    # a comment
    a = 1

    return a / (1 + np.exp(-z))
'''


def shown(source, names, marked=()):
    """The numbers of the lines, and their texts."""
    html, numbers = excerpt(source, names, marked)
    lines = [re.sub("<[^>]*>", "", line) for line in html.split("\n")]
    assert len(lines) == len(numbers)
    return numbers, lines


def test_a_function_is_shown_without_its_docstring():
    numbers, lines = shown(MODULE, ["sigmoid"])
    assert numbers == [4, None, 9]
    assert lines == ["def sigmoid(z):", "", "    return helper(z)"]


def test_a_line_with_docstring_and_code_is_shown():
    html, numbers = excerpt("def half(x): 'Halve.'; return x / 2\n", ["half"], [])
    assert numbers == [1]
    assert "return" in html


def test_a_marked_line_elsewhere_is_shown_too():
    numbers, lines = shown(MODULE, ["sigmoid"], [20])
    assert numbers == [4, None, 9, None, 17, 18, 19, 20]
    assert lines[-1] == "    return a / (1 + np.exp(-z))"


def test_a_module_that_is_no_program_shows_what_is_around_the_marked_line():
    numbers, _ = shown(MODULE.replace("def forward(x):", "def forward(x)"), ["forward"], [12])
    assert numbers == [9, 10, 11, 12, 13]


def test_the_last_lines_and_lines_that_are_not_there():
    assert shown("a = 1\nb = 2", [], [2, 7, -1])[0] == [1, 2]
    assert excerpt(MODULE, ["no_such_function"], []) == ("", [])
    assert excerpt("", ["sigmoid"], [1]) == ("", [])


def test_lambdas_classes_and_decorated_functions_are_found():
    source = "f = lambda z: z\n\n@cache\n@other\ndef g(): pass\n\nclass H:\n    x = 1\n"
    assert shown(source, ["f"])[0] == [1]
    assert shown(source, ["g"])[0] == [3, 4, 5]
    assert shown(source, ["H"])[0] == [7, 8]


def test_of_a_long_function_the_marked_lines_are_shown():
    source = "def f():\n" + "\n".join(f"    a{n} = {n}" for n in range(3000))
    numbers, _ = shown(source, ["f"])
    assert numbers == [*range(1, MOST_LINES + 1), None]
    numbers, _ = shown(source, ["f"], [2000])
    assert 2000 in numbers
    assert len(numbers) < 40


def test_what_can_not_be_seen_is_not_shown():
    _, lines = shown("x = '\u202e\x0b\x1b[31m'\t# \u2066", [], [1])
    assert all(character.isprintable() for character in lines[0])


def test_no_text_becomes_markup():
    html, _ = excerpt("x = '<b onclick=a>' # <script>\n", [], [1])
    assert "<b" not in html
    assert "<script" not in html
