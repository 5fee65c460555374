"""One text with many variants: each of them does what the program with that one edit does."""

import ast
from pathlib import Path

import numpy as np
import pytest

from autograder.grading.edits import edited
from autograder.grading.generic_edits import generic_edits
from autograder.grading.variants import with_variants
from autograder.sandbox.inside.variants import CHOSEN

SOLUTIONS = Path(__file__).parents[2] / "solutions"

SMALL = """\
def f(a, b):
    total = a.copy()
    for i in range(len(a)):
        total[i] += (a[i] - b[i]) * (
            1 - b[i]  # a comment
        )
    total = total * 2
    return {"mean": total.mean(), "first": -total[0] if total[0] > 0 else 0.0}
"""


def outcome(function, *args):
    try:
        with np.errstate(all="ignore"):
            return repr(function(*[np.array(arg) for arg in args]))
    except Exception as error:
        return type(error).__name__


def compiled(source, chosen=0):
    space = {"np": np, CHOSEN: chosen}
    exec(compile(source, "program", "exec"), space)
    return space


def test_a_variant_is_the_program_with_that_edit():
    args = [1.0, -2.0, 0.5], [0.3, 0.2, 0.1]
    variants = with_variants(SMALL, generic_edits(SMALL, ast.parse(SMALL).body[0]))
    space = compiled(variants.text)
    assert outcome(space["f"], *args) == outcome(compiled(SMALL)["f"], *args)
    assert len(variants.edits) > 100
    differ = 0
    for number, edit in variants.edits.items():
        space[CHOSEN] = number
        alone = outcome(compiled(edited(SMALL, [edit.edit]))["f"], *args)
        assert outcome(space["f"], *args) == alone, edit
        differ += alone != outcome(compiled(SMALL)["f"], *args)
    assert differ > 60


@pytest.mark.parametrize("name", ["01-neuron/neuron", "02-network/network", "03-deep/deep"])
def test_references_with_all_their_variants_are_python(name):
    source = (SOLUTIONS / f"{name}.py").read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            edits = generic_edits(source, node)
            variants = with_variants(source, edits)
            assert set(variants.edits.values()) == set(edits)
            compile(variants.text, name, "exec")


def test_what_is_nested_too_deeply_is_left_out():
    source = "def f(a):\n    return " + "(" * 90 + "a" + " + 1)" * 90 + "\n"
    variants = with_variants(source, generic_edits(source, ast.parse(source).body[0]))
    compile(variants.text, "program", "exec")
    assert variants.edits
