"""Versions of a function, made by edits of the reference's text."""

import ast
import types
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from autograder.errors import CourseError
from autograder.grading.edits import Edit, ReferenceText, Version, combined, edited

SOURCE = '''\
"""β: an error e = y − ŷ, squared and averaged."""
import numpy as np


def slope(a):
    return a * (1 - a)


def backward(y, a):  # y and a: (N,)
    """Return 2 * (a - y) * slope."""
    ### BEGIN SOLUTION
    error = a - y  # not a * y, κ

    factor = 2 / len(y)
    if factor > 0:
        error = error * factor  # 2 / N
    return error * slope(a)
    ### END SOLUTION


def one_line(x): return 2 * x


def bare(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION
'''
Y, A = np.array([0.0, 1.0]), np.array([0.5, 0.25])


@pytest.fixture
def reference() -> ReferenceText:
    module = types.ModuleType("reference")
    exec(SOURCE, vars(module))
    return ReferenceText(SOURCE, Path("reference.py"), module)


@pytest.fixture
def version(reference):
    """A version of `backward` (or another function) by a place and what stands there instead."""

    def make(place: str, new: str, name: str = "backward") -> Version:
        (span,) = reference.find(name, place)
        return Version(reference, name, (reference.replacing(span, new),), f"{place}.yml:1")

    return make


def body(reference, name, text):
    return Version(reference, name, (reference.replacing_body(name, text),), "body.yml:1")


def test_edits_are_made_in_the_order_of_their_places():
    assert edited("0123456789", [Edit(7, 9, "b"), Edit(2, 4, "a"), Edit(2, 2, "+")]) == "01+a456b9"


def test_an_edit_gives_the_wrong_function_and_the_wrong_program(version, reference):
    missing = version("2 / len(y)", "2")
    right = reference.module.backward(Y, A)
    assert missing.function(Y, A) == pytest.approx(right * 2)
    assert missing.program == SOURCE.replace("factor = 2 / len(y)", "factor = 2")
    assert missing.function.__doc__ == "Return 2 * (a - y) * slope."
    assert reference.module.backward(Y, A) == pytest.approx(right)


def test_the_function_is_compiled_once_and_when_it_is_first_asked_for(version):
    wrong = version("return", "retrun")
    with pytest.raises(CourseError, match=r"return\.yml:1: this isn't Python: .*: retrun error"):
        _ = wrong.function
    right = version("a - y", "y - a")
    assert right.function is right.function


def test_names_mean_what_they_mean_in_the_reference(version, reference):
    assert version("slope(a)", "slope(a / 2)").function(Y, A) is not None
    itself = version("return x", "return bare(x - 1) if x > 0 else 7", "bare")
    assert itself.function(3) == 7
    assert reference.module.bare(3) == 3


@pytest.mark.parametrize(
    ("place", "times"),
    [
        ("error", 4),
        ("a - y", 1),  # in the docstring, too
        ("a * y", 0),  # a comment
        ("2 / N", 0),
        ("(N,)", 0),
        ("def backward(y, a)", 1),
        ("2", 1),
        ("return a * (1 - a)", 0),  # another function's
        ("BEGIN SOLUTION", 0),
        ("factor = 2 / len(y)\nif factor > 0:", 1),
        ("if factor > 0:\n    error = error * factor\nreturn", 1),  # over a comment
        ("error = a - y\nfactor", 1),  # over a comment and an empty line
        ("error = a - y\n\n\nfactor", 0),
    ],
)
def test_places_are_found_in_the_function_s_code_alone(reference, place, times):
    found = reference.find("backward", place)
    assert len(found) == times
    assert all(SOURCE[start:].startswith(place.partition("\n")[0]) for start, _ in found)


def test_further_lines_get_the_indentation_of_the_place(version, reference):
    longer = version(
        "error = error * factor", "error = error + 1\nif factor < 0:\n    pass\n\nerror = 0"
    )
    assert dedent("""\
            if factor > 0:
                error = error + 1
                if factor < 0:
                    pass

                error = 0  # 2 / N
        """).rstrip() in dedent(longer.program.replace("\n    ", "\n"))
    assert longer.function(Y, A).tolist() == [0, 0]


@pytest.mark.parametrize("name", ["backward", "one_line", "bare"])
def test_a_body_takes_the_place_of_all_below_the_docstring(reference, name):
    wrong = body(
        reference, name, "import math\n\nfor i in range(3):\n    i = math.floor(i)\nreturn i\n"
    )
    arguments = (Y, A) if name == "backward" else (Y,)
    assert wrong.function(*arguments) == 2
    program = ast.parse(wrong.program)
    assert [ast.unparse(n) for n in program.body if getattr(n, "name", "") != name] == [
        ast.unparse(n) for n in ast.parse(SOURCE).body if getattr(n, "name", "") != name
    ]
    assert wrong.program.count("BEGIN SOLUTION") == SOURCE.count("BEGIN SOLUTION") - (
        name != "one_line"
    )
    assert wrong.program.count("BEGIN SOLUTION") == wrong.program.count("END SOLUTION")
    if name == "backward":
        assert wrong.function.__doc__ == "Return 2 * (a - y) * slope."


def test_code_before_the_function_is_the_module_s(reference):
    edits = (
        reference.before("bare", "seen = []\n"),
        reference.replacing_body("bare", "seen.append(x)\nreturn len(seen)"),
    )
    counting = Version(reference, "bare", edits, "bare.yml:3")
    assert [counting.function(0), counting.function(0)] == [1, 2]
    assert "\n\n\nseen = []\n\n\ndef bare(x):\n    seen.append(x)\n" in counting.program
    assert not hasattr(reference.module, "seen")


def test_what_fails_when_it_is_made_is_told_with_its_place(reference):
    edits = (reference.before("bare", "1 / 0"),)
    with pytest.raises(CourseError, match=r"bare\.yml:3: ZeroDivisionError: division by zero"):
        _ = Version(reference, "bare", edits, "bare.yml:3").function


def test_a_traceback_shows_the_wrong_version_s_own_lines(version):
    import traceback

    try:
        version("error = a - y", "error = a.nothing").function(Y, A)
    except AttributeError as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
    assert (frame.filename, frame.line) == (
        "error = a - y.yml:1",
        "error = a.nothing  # not a * y, κ",
    )


def test_two_versions_are_combined(version, reference):
    sign, missing = version("a - y", "y - a"), version("2 / len(y)", "2")
    both = combined(sign, missing)
    assert both is not None
    assert both.function(Y, A) == pytest.approx(-2 * reference.module.backward(Y, A))
    assert both.program == SOURCE.replace("error = a - y", "error = y - a").replace(
        "factor = 2 / len(y)", "factor = 2"
    )
    assert both.origin == "a - y.yml:1 and 2 / len(y).yml:1"
    third = combined(both, version("* slope(a)", ""))
    assert third is not None
    assert third.function(Y, A) == pytest.approx(-2 * 2 / 2 * (A - Y))


def test_versions_that_change_the_same_place_are_not_combined(version, reference):
    assert combined(version("a - y", "y - a"), version("error = a", "error = 2 * a")) is None
    assert combined(version("a - y", "y - a"), body(reference, "backward", "return 0")) is None
    same = version("a - y", "y - a")
    again = combined(same, same)
    assert again is not None
    assert again.program == same.program


def test_an_edit_made_from_the_syntax_tree_is_combined_with_one_from_a_file(version, reference):
    """Columns of `ast` count bytes; there is a letter of two bytes in front."""
    function = next(n for n in reference.tree.body if getattr(n, "name", "") == "backward")
    division = next(
        n for n in ast.walk(function) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div)
    )
    edit = reference.replacing(reference.span(division), ast.unparse(division.left))
    generic = Version(reference, "backward", (edit,), "a division left out")
    both = combined(generic, version("a - y", "y - a"))
    assert both is not None
    assert both.function(Y, A) == pytest.approx(-2 * reference.module.backward(Y, A))


def test_a_function_that_is_not_there(reference):
    with pytest.raises(CourseError, match=r"reference\.py: there is no function forward"):
        reference.find("forward", "a")


def test_the_last_definition_and_its_decorators_count():
    source = "def f():\n    return 1\n\n\n@staticmethod\ndef f():\n    return 2\n"
    reference = ReferenceText(source, Path("f.py"), types.ModuleType("f"))
    (span,) = reference.find("f", "@staticmethod")
    assert reference.line(span[0]) == 5
    assert len(reference.find("f", "return")) == 1
