"""Files in the folder of a submission: none is executed, imported or trusted."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAME = "02-network"
AUTOGRADER = Path(sysconfig.get_path("scripts"), "autograder")

# What a student may put into the folder. CANARY is a file that each of them writes, should it run.
SIBLINGS = {
    "numpy.py": "CANARY",
    "numpy/__init__.py": "CANARY",
    "pytest.py": "CANARY",
    "msgpack.py": "CANARY",
    "autograder/__init__.py": "CANARY",
    "autograder/sandbox/__init__.py": "CANARY",
    "network/__init__.py": "CANARY",
    "conftest.py": "CANARY\ndef pytest_collection_modifyitems(items):\n    items.clear()\n",
    "graders/conftest.py": "CANARY",
    "graders/test_sigmoid.py": "CANARY",
    "test_network.py": "CANARY",
    "evil_plugin.py": "CANARY",
    "pytest.ini": "[pytest]\naddopts = -p evil_plugin --collect-only\n",
    "tox.ini": "[pytest]\naddopts = -p evil_plugin\n",
    "setup.cfg": "[tool:pytest]\naddopts = -p evil_plugin\n",
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-p evil_plugin"\n',
    "sitecustomize.py": "CANARY",
    "usercustomize.py": "CANARY",
    "evil.pth": "import os; CANARY",
    "nbgrader_config.py": "CANARY",
    "jupyter_config.py": "CANARY",
    "ipython_config.py": "CANARY",
    "profile_default/startup/evil.py": "CANARY",
    "course.yml": "schema: 1\nid: evil\ntitle: evil\nassignments: []\n",
    ".course-secret": "known\n",
    "gradebook.db": "no database",
    "solutions/02-network/network.py": "CANARY",
    ".env": "AUTOGRADER_SECRET=known\n",
    "a\nname\x1b[31m.py": "CANARY",
    "-x.py": "CANARY",
    "=1+1.py": "CANARY",
}


@pytest.fixture
def course(tmp_path):
    """A course with a right program submitted by ada, and eve's folder still empty."""
    root = tmp_path / "course"
    for part in ("solutions", "assignments"):
        shutil.copytree(ROOT / part / NAME, root / part / NAME)
        for other in set(os.listdir(ROOT / part)) - {NAME}:
            shutil.copytree(ROOT / part / other, root / part / other)
    for file in ("course.yml", "nbgrader_config.py"):
        shutil.copy(ROOT / file, root / file)
    for student in ("ada", "eve"):
        folder = root / "submitted" / student / NAME
        folder.mkdir(parents=True)
        shutil.copy(root / "solutions" / NAME / "network.py", folder)
    return root


def grade(course, cwd):
    """What `autograder grade` says, run from inside a student's folder."""
    out = course.parent / "results.json"
    command = [AUTOGRADER, "grade", NAME, "--course", course, "--json", out, "--force"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return {result["student"]: result for result in json.loads(out.read_text())["results"]}


@pytest.mark.slow
def test_what_lies_beside_a_submission_is_never_executed(course):
    folder, canary = course / "submitted" / "eve" / NAME, course.parent / "canary"
    (folder / "network.py").write_text("def sigmoid(z):\n    return z\n")
    for name, text in SIBLINGS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("CANARY", f"open({str(canary)!r}, 'a').write({name!r})"))

    results = grade(course, folder)

    assert not canary.exists(), canary.read_text()
    assert results["eve"]["status"] == "graded"
    assert results["eve"]["score"] == 0
    assert results["ada"]["score"] == 100
    naive = [sys.executable, "-m", "pytest", "-q"]
    subprocess.run(naive, cwd=folder, capture_output=True, timeout=60, check=False)
    assert canary.exists()  # it would have been, by a grader that simply runs pytest there


@pytest.mark.slow
def test_a_link_to_somebody_elses_work_or_to_the_solution_earns_nothing(course):
    submitted = course / "submitted"
    targets = {
        "link-to-ada": submitted / "ada" / NAME / "network.py",
        "link-to-solution": course / "solutions" / NAME / "network.py",
        "relative-link": Path("../../ada") / NAME / "network.py",
        "link-to-secret": course / ".course-secret",
        "link-to-passwd": Path("/etc/passwd"),
        "link-to-itself": Path("network.py"),
        "link-to-device": Path("/dev/zero"),
    }
    for student, target in targets.items():
        folder = submitted / student / NAME
        folder.mkdir(parents=True)
        (folder / "network.py").symlink_to(target)
    (submitted / "linked-folder").mkdir()
    (submitted / "linked-folder" / NAME).symlink_to(submitted / "ada" / NAME)
    (submitted / "linked-student").symlink_to(submitted / "ada")
    (submitted / "pipe" / NAME).mkdir(parents=True)
    os.mkfifo(submitted / "pipe" / NAME / "network.py")

    results = grade(course, course)

    assert results.pop("ada")["score"] == 100
    assert results.pop("eve")["score"] == 100
    assert set(results) >= {*targets, "linked-folder", "pipe"}
    for student, result in results.items():
        assert result["status"] == "invalid", student
        assert not result["score"], student
        assert "root:" not in json.dumps(result)
