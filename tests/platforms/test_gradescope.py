"""The zip for Gradescope, run in a tree as Gradescope has it, without namespaces."""

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
STUB = (ROOT / "assignments" / NAME / "network.py").read_text()
HOSTILE = """
import os
for path in ("{root}/results/results.json", "{root}/source/course/x"):
    try:
        open(path, "w").write('{{"score": 100}}')
    except OSError:
        pass
try:
    leaked = open("{root}/source/course/solutions/02-network/network.py").read()
except OSError:
    leaked = ""
if leaked:
    exec(leaked)
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The zip file, as the command makes it."""
    target = tmp_path_factory.mktemp("package") / "up.zip"
    done = autograder(ROOT, f"package {NAME} --for gradescope --output {target}")
    assert done.exit_code == 0, done.output
    return target


@pytest.fixture
def grade(package, tmp_path):
    """Grade a module in an unpacked tree; `bwrap` is not on the path."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "source")

    def run(module):
        (tmp_path / "submission").mkdir(exist_ok=True)
        if module is not None:
            (tmp_path / "submission" / "network.py").write_text(module)
        done = subprocess.run(
            [sys.executable, "-m", "autograder.platforms.gradescope", NAME, str(tmp_path)],
            cwd=tmp_path / "source",
            env={key: value for key, value in os.environ.items() if key != "PATH"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads((tmp_path / "results" / "results.json").read_text())

    return run


def failed(results):
    return [test["name"] for test in results["tests"] if test["status"] == "failed"]


def test_the_zip_has_the_two_programs_and_no_other_assignment(package):
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        for program in ("setup.sh", "run_autograder"):
            assert archive.getinfo(program).external_attr >> 16 & 0o111
    assert f"course/solutions/{NAME}/graders/test_backward.py" in names
    assert not [name for name in names if "/03-deep/" in name or "wheats" in name]
    assert not [name for name in names if "hints" in name or "nbgrader" in name]
    assert package.stat().st_size < 500_000


def test_the_same_course_gives_the_same_bytes(package, tmp_path):
    again = tmp_path / "again.zip"
    autograder(ROOT, f"package {NAME} --for gradescope --output {again}")
    assert again.read_bytes() == package.read_bytes()


@pytest.mark.slow
def test_right_code_gets_every_point(grade):
    results = grade(REFERENCE)
    assert results["score"] == 100
    assert failed(results) == []
    assert sum(test["max_score"] for test in results["tests"]) == pytest.approx(100)


@pytest.mark.slow
def test_one_mistake_costs_its_check_and_is_explained(grade):
    results = grade(REFERENCE.replace("2 / y.size", "2"))
    assert failed(results) == [n for n in failed(results) if n.startswith("backward: ")] != []
    assert results["score"] == pytest.approx(sum(test["score"] for test in results["tests"]))
    [told] = [t["output"] for t in results["tests"] if "Perhaps: " in t["output"]]
    assert "too large" in told


@pytest.mark.slow
@pytest.mark.parametrize("module", [STUB, "this is not Python", None])
def test_what_does_nothing_gets_nothing_and_a_reason(grade, module):
    results = grade(module)
    assert results["score"] == 0
    assert "".join(test["output"] for test in results["tests"]) + results["output"]


@pytest.mark.slow
def test_hostile_code_writes_no_result_and_reads_no_solution(grade, tmp_path):
    results = grade(HOSTILE.format(root=tmp_path))
    assert results["score"] == 0
    assert not (tmp_path / "source" / "course" / "x").exists()
