"""Imports run downwards only, as the layers in pyproject.toml say."""

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

KIT = Path(__file__).parents[1]


def test_no_import_runs_up_or_in_a_circle(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(KIT / "pyproject.toml"), no_cache=True, no_logo=True)
    printed = capsys.readouterr().out
    assert status == 0, printed
    assert "0 broken" in printed
