"""Formulas of a student as MathML: it shows them, and can do nothing else."""

import re
from pathlib import Path

import pytest

pytest.importorskip("nh3")

from autograder.pages.formulas import CLOSE, LONGEST, OPEN, mathml, plain
from autograder.pages.safe_html import answer, markdown

KIT = Path(__file__).parents[2]
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$\n]+?)\$", re.DOTALL)


def test_every_formula_of_our_notebooks_is_understood():
    texts = [path.read_text() for path in sorted(KIT.glob("solutions/*/*.md"))]
    formulas = [m[1] or m[2] for text in texts for m in FORMULA.finditer(text)]
    assert len(formulas) > 200
    assert [formula for formula in formulas if mathml(formula, block=True) is None] == []


def test_a_formula_stands_where_it_was_written():
    html = answer("The loss $L$ is\n\n$$\\frac{1}{N}$$\n\nthat is **all**.", {})
    assert "<p>The loss <math><mi>L</mi></math> is</p>" in html
    assert '<math display="block"><mfrac><mn>1</mn><mi>N</mi></mfrac></math>' in html
    assert "<strong>all</strong>" in html


def test_a_place_that_a_student_wrote_shows_no_formula_a_second_time():
    html = answer("$x_1$ " + "&#57344;0&#57345; " * 50, {})
    assert html.count("<math>") == 1


def test_several_lines_of_a_formula_are_several_rows():
    html = answer("\\begin{aligned}a&=b\\\\c&=d\\end{aligned}", {})
    assert html.count("<mtr>") == 2


@pytest.mark.parametrize(
    "latex",
    [
        "\\href{javascript:alert(1)}{x}",
        "\\style{position:fixed}{x}",
        "\\class{named}{x}",
        "\\color{#fff}x",
        "\\def\\a{\\a\\a}\\a",
        "\\frac{a",
        "{" * LONGEST,
        "x" * (LONGEST + 1),
        "\\nosuchcommand",
    ],
)
def test_what_is_not_understood_or_does_more_is_shown_as_it_was_written(latex):
    assert mathml(latex, block=False) is None
    assert answer(f"${latex}$", {}) == f"<p>{plain(latex)}</p>\n"


def test_on_nbgraders_own_page_mathjax_gets_what_is_not_understood():
    assert markdown("$\\cancel{x}$ $y$", {}) == "<p>$\\cancel{x}$ <math><mi>y</mi></math></p>\n"


def test_text_in_a_formula_is_text():
    html = answer('$\\text{<img src=x onerror="alert(1)">}$', {})
    assert "<img" not in html
    assert "&lt;img" in html


@pytest.mark.parametrize(
    "source",
    [
        '<img alt="$\\text{a}$" src="data:image/png;base64,AAAA">',
        '![$\\text{" onerror=alert(1) "}$](attachment:a.png)',
        f'<b title="{OPEN}0{CLOSE}">x</b> $x$',
        '<b title="&#xe000;0&#xe001;">x</b> $x$',
        "&#xe000;7&#xe001; $x$",
    ],
)
def test_no_formula_gets_into_an_attribute(source):
    html = answer(source, {"a.png": {"image/png": "AAAA"}})
    for tag in re.findall(r"<(?!/?m)[^>]*>", html):
        assert "math" not in tag
        assert "onerror" not in tag
        assert OPEN not in tag


def test_many_formulas_are_bounded():
    assert answer("$x$ " * 1000, {}).count("<math>") < 500
