"""The public checks of the assignments: plain pytest, with and without the kit."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WITHOUT_THE_KIT = "import sys; sys.modules['autograder'] = None\n"
"""at the top of a conftest.py: the import of the kit raises ModuleNotFoundError"""


@pytest.mark.slow
@pytest.mark.parametrize("kit", ["with", "without"])
@pytest.mark.parametrize(
    ("name", "stem"), [("01-neuron", "neuron"), ("02-network", "network"), ("03-deep", "deep")]
)
def test_the_reference_passes_and_a_slip_is_told(tmp_path, name, stem, kit):
    source = (ROOT / "solutions" / name / f"{stem}.py").read_text()
    checks = (ROOT / "solutions" / name / f"test_{stem}.py").read_text()
    (tmp_path / f"test_{stem}.py").write_text(checks)
    (tmp_path / "conftest.py").write_text(WITHOUT_THE_KIT if kit == "without" else "")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "update"]
    (tmp_path / f"{stem}.py").write_text(source)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    slipped = source.replace("- lr *", "+ lr *")
    assert slipped != source
    (tmp_path / f"{stem}.py").write_text(slipped)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'the new params["W1"]' in done.stdout
    assert ("yours (* wrong): the new params" in done.stdout) == (kit == "with")
