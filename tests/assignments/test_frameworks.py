"""The optional cells at the end of the notebooks, where PyTorch and Keras are not installed.

Where PyTorch is installed, the tests of the notebooks compare the losses.
"""

import sys

import pytest
from tests.assignments.notebooks import released
from tests.assignments.oracles import ROOT

from autograder.course import load_course

NAMES = [assignment.name for assignment in load_course(ROOT).assignments]


@pytest.mark.parametrize(
    ("name", "package"), [*((name, "torch") for name in NAMES), ("04-training", "keras")]
)
def test_without_the_package_the_cell_says_what_to_install(name, package, monkeypatch, capsys):
    (cell,) = [c.source for c in released(name).cells if f"    import {package}\n" in c.source]
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setenv("KERAS_BACKEND", "none")
    exec(compile(cell, name, "exec"), {})  # nothing of the notebook: it comes before all else
    said = capsys.readouterr().out
    assert "Nothing depends on it." in said
    assert "%pip install" in said
    assert package in said
