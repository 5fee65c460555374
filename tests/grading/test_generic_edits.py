"""Generic edits: each family makes its slip, and every edit is Python."""

import ast
from pathlib import Path

import pytest

from autograder.grading.edits import edited
from autograder.grading.generic_edits import FAMILIES, MOST, generic_edits
from autograder.grading.variants import with_variants

SOLUTIONS = Path(__file__).parents[2] / "solutions"
PROGRAMS = [
    *sorted(SOLUTIONS.glob("*/[!tp]*.py")),  # the references, not test_*.py and pictures.py
    SOLUTIONS / "04-training" / "training.py",
    *(SOLUTIONS / "03-deep" / "wheats" / f"{style}.py" for style in ("loops", "greek", "tape")),
    *(SOLUTIONS / "02-network" / "wheats" / f"{n}.py" for n in ("flat_vector", "classes")),
]

EXAMPLES = [
    ("sign", "-a", "a"),
    ("sign", "a * b", "-(a * b)"),
    ("sign", "np.exp(a)", "np.exp(-a)"),
    ("operator", "a + b", "a - b"),
    ("operator", "a @ b", "a * b"),
    ("operator", "a * 2", "a ** 2"),
    ("operator", "a ** 2", "a * 2"),
    ("operands", "a - b", "b - a"),
    ("operands", "a * b if a else b", "b if a else (a * b)"),
    ("order", "np.where(a > 0, a, b)", "np.where(a > 0, b, a)"),
    ("order", "a.dot(b)", "b.dot(a)"),
    ("pair", "(a, b)", "(b, a)"),
    ("draws", "np.random.default_rng(0).random(a)", "rng.random(a)"),
    ("draws", "np.random.random(a)", "rng.random(a)"),
    ("draws", "rng.normal(0, 1, size=a)", "np.zeros(a)"),
    ("size", "a / a.size", "a / len(a)"),
    ("size", "a / len(a)", "a / a.size"),
    ("transpose", "a.T @ b", "a @ b"),
    ("transpose", "a @ b", "b.T @ a.T"),
    ("axis", "a.sum(axis=0)", "a.sum(axis=1)"),
    ("axis", "a.sum(0)", "a.sum(None)"),
    ("axis", "np.sum(a)", "np.sum(a, axis=1, keepdims=True)"),
    ("axis", "a.max(axis=1, keepdims=True)", "a.max(axis=1, keepdims=False)"),
    ("reduction", "np.mean(a)", "np.sum(a)"),
    ("reduction", "a.max(axis=0)", "a.mean(axis=0)"),
    ("function", "np.log(a)", "np.log10(a)"),
    ("function", "np.exp(-a)", "10.0 ** (-a)"),
    ("function", "sigmoid(a)", "np.tanh(a)"),
    ("function", "np.maximum(a, 0)", "np.minimum(a, 0)"),
    ("comparison", "a > b", "a >= b"),
    ("constant", "1 - a", "2 - a"),
    ("constant", "0.1 * a", "(-0.1) * a"),
    ("part-missing", "1 - a", "a"),
    ("part-missing", "a / b", "a"),
    ("call-missing", "np.sqrt(a + b) * 2", "(a + b) * 2"),
    ("call-missing", "a.clip(0, 1)", "a"),
    ("call-added", "a * b", "np.sum(a * b, axis=0)"),
    ("key", 'table["x"] + table["y"]', "table['y'] + table[\"y\"]"),
    ("key", 'table[f"W{a}"]', 'table[f"W{a - 1}"]'),
    ("index", "a[b]", "a[b - 1]"),
    ("index", "int(a[1])", "int(a[1:])"),
    ("index", "np.arange(b)", "np.arange(b - 1)"),
    ("index", "list(range(b))", "list(range(b + 1))"),
    ("variable", "a + a", "a + b"),
    ("part-doubled", "a / b", "(a / b) / b"),
    ("clip", "np.log(a)", "np.log(np.maximum(a, 1e-12))"),
    ("clip", "a", "np.clip(a, 0, 1)"),
    ("rounding", "a", "np.round(a, 2)"),
    ("part-added", "a * b", "(a * b) * (1 - a)"),
]
STATEMENTS = [
    ("augmented", "a += b", "a -= b"),
    ("augmented", "a += b", "a = b"),
    ("statement-missing", "a += b", "pass"),
    ("copy", "c = a", "c = a.copy()"),
    ("copy", "b.append(a)", "b.append(a.copy())"),
    ("copy", "a *= 1 - b", "a = a * (1 - b)"),
    ("early-return", "c = a\n    c += b", "c = a; return c\n    c += b"),
    ("turns", "for c in table:\n        a += c", "for c in list(table)[1:]:\n        a += c"),
]


def function(body):
    return f"def f(a, b, table, rng):\n    {body}\n"


def made(source, **options):
    return generic_edits(source, ast.parse(source).body[0], **options)


@pytest.mark.parametrize(("family", "before", "after"), EXAMPLES)
def test_expressions(family, before, after):
    source = function(f"return {before}")
    programs = [edited(source, [edit.edit]) for edit in made(source, families=[family])]
    assert function(f"return {after}") in programs


@pytest.mark.parametrize(("family", "before", "after"), STATEMENTS)
def test_statements(family, before, after):
    source = function(f"{before}\n    return a")
    programs = [edited(source, [edit.edit]) for edit in made(source, families=[family])]
    assert function(f"{after}\n    return a") in programs


def test_each_family_has_an_example():
    assert {family for family, *_ in EXAMPLES + STATEMENTS} == set(FAMILIES)


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_edit_is_python_and_says_what_it_is(path):
    source = path.read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            assert node.end_lineno is not None
            edits = generic_edits(source, node)
            assert len(edits) <= MOST
            assert len({edit.edit for edit in edits}) == len(edits)
            ast.parse(with_variants(source, edits).text)
            for edit in edits:
                program = edited(source, [edit.edit])
                assert program == edited(source, [edit.whole]) != source
                lines = program.splitlines()
                first, last = (
                    node.lineno - 1,
                    len(lines) - len(source.splitlines()) + node.end_lineno,
                )
                ast.parse("\n".join(lines[first:last]))
                assert edit.words
                assert "\n" not in edit.words


def test_the_line_is_that_of_what_is_different():
    source = (
        "def f(a, b):\n    return {\n        'x': (a\n              - b),\n        'y': a,\n    }\n"
    )
    by_text = {edited(source, [e.edit]): e.line for e in made(source)}
    flipped = source.replace("- b", "+ b")
    assert by_text[flipped] == 4


def test_the_words_speak_of_the_formula():
    source = function("return a * (1 - a)")
    words = [edit.words for edit in made(source)]
    assert "`1 - a` were `1 + a`" in words
    assert "`1 - a` were missing in `a * (1 - a)`" in words


def test_nothing_is_made_of_what_never_counts():
    source = (
        "def f(a: int = 1 + 1) -> int:\n"
        '    """1 + 1."""\n'
        "    while a > 1:\n        a -= 1\n"  # a changed loop may never end
        "    a -= 1\n"
        '    raise ValueError("a" + "b")\n'
    )
    assert {edit.line for edit in made(source)} == {5}


def test_every_family_has_a_sentence_for_the_learner():
    assert all(family.sentence.endswith(".") for family in FAMILIES.values())
