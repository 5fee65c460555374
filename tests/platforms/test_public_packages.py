"""The zips for Classroom 50 and VPL: public checks alone, run as each system runs them."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.solution_markers import without_markers
from tests.support.autograder_command import autograder

ROOT = Path(__file__).parents[2]
NAME = "02-network"
REFERENCE = without_markers((ROOT / "solutions" / NAME / "network.py").read_text())
WRONG = REFERENCE.replace("2 / y.size", "2")
CLASSROOM50 = {
    name: name.lower()
    for name in ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL")
}


@pytest.fixture
def unpacked(tmp_path):
    """The package for a platform, unpacked."""

    def make(platform):
        target = tmp_path / "up.zip"
        done = autograder(ROOT, f"package {NAME} --for {platform} --output {target}")
        assert done.exit_code == 0, done.output
        with zipfile.ZipFile(target) as archive:
            archive.extractall(tmp_path / "bundle")
        return tmp_path / "bundle"

    return make


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("platform", ["classroom50", "vpl"])
def test_nothing_secret_is_in_it(unpacked, platform):
    names = {path.name for path in unpacked(platform).rglob("*")}
    assert {"test_network.py", "run_public_checks.py"} <= names
    assert not names & {"solutions", "graders", ".course-secret", "autograder"}


@pytest.mark.slow
@pytest.mark.parametrize(("module", "share"), [(REFERENCE, 1.0), (WRONG, 10 / 14), ("1 +", 0.0)])
def test_classroom50_writes_its_result(unpacked, work, module, share):
    bundle = unpacked("classroom50")
    program = (bundle / "autograder.py").read_text()
    [install] = [line for line in program.splitlines() if '"pip", "install"' in line]
    (bundle / "autograder.py").write_text(program.replace(install, ""))  # no network in a test
    (work / "network.py").write_text(module)
    subprocess.run(
        [sys.executable, str(bundle / "autograder.py")],
        cwd=work,
        env=os.environ | CLASSROOM50,
        check=True,
        capture_output=True,
    )
    result = json.loads((work / "result.json").read_text())
    assert result["schema"] == "classroom50/result/v1"
    assert result["classroom"] == "classroom"
    assert result["score"] == sum(test["score"] for test in result["tests"])
    assert result["score"] / result["max-score"] == pytest.approx(share, abs=0.16)
    assert all(test["message"] for test in result["tests"] if not test["passed"])


@pytest.mark.slow
@pytest.mark.parametrize(("module", "grade"), [(REFERENCE, "100.00"), ("1 +", "0.00")])
def test_vpl_prints_grade_and_comments(unpacked, module, grade):
    bundle = unpacked("vpl")
    (bundle / "network.py").write_text(module)  # VPL has both in one folder
    subprocess.run(["bash", "vpl_evaluate.sh"], cwd=bundle, check=True)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["./vpl_execution"],
        cwd=bundle,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == f"Grade :=>> {grade}"
    assert ("<|--" in done.stdout) == (grade != "100.00")
