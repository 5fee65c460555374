"""`nbgrader validate` takes a cell that doesn't raise for a right one, so there `check` raises."""

import pytest

from autograder.notebook import check


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "test_tiny_line.py").write_text(
        'def test_slope():\n    """the slope"""\n    assert False, "not yet"\n'
        'def test_shift():\n    """the shift"""\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_learner_sees_it_and_goes_on(folder, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    check("slope")


def test_nbgrader_gets_an_error(folder, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    check("shift")
    with pytest.raises(AssertionError, match="slope: 0 of 1 public checks pass"):
        check("slope")
