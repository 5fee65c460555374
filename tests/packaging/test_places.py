"""What opens the course elsewhere: a container, Codespaces, Binder. What they name is there."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
WORKSPACE = "scripts/ready_workspace.sh"
SCRIPTS = [WORKSPACE, ".binder/postBuild"]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_can_be_run_and_has_no_mistake_of_form(name):
    assert os.access(ROOT / name, os.X_OK)
    done = subprocess.run(["bash", "-n", ROOT / name], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_codespaces_and_binder_make_the_same_workspace():
    codespaces = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    assert codespaces["postCreateCommand"] == WORKSPACE
    assert WORKSPACE in (ROOT / ".binder/postBuild").read_text().split()
    image = re.fullmatch(r".*/python:1-(3\.\d+)-.*", codespaces["image"])
    assert image
    assert f"python-{image[1]}\n" == (ROOT / ".binder/runtime.txt").read_text()
    assert PROJECT["requires-python"] == f">={image[1]}"


@pytest.mark.parametrize("name", [WORKSPACE, "Containerfile"])
def test_the_extras_and_folders_that_are_installed_are_there(name):
    text = (ROOT / name).read_text()
    extras = re.findall(r'"[./]\w*\[([\w,]+)\]"', text)
    assert extras
    assert set(",".join(extras).split(",")) <= set(PROJECT["optional-dependencies"])
    assert "selfstudy" in text


def test_in_the_container_nobody_is_root_and_the_command_is_ours():
    words = [line.split(maxsplit=1) for line in (ROOT / "Containerfile").read_text().splitlines()]
    last = {line[0]: line[1] for line in words if len(line) == 2}
    assert last["USER"] not in ("root", "0")
    assert json.loads(last["ENTRYPOINT"]) == list(PROJECT["scripts"])


def test_the_image_is_made_of_the_course_and_nothing_of_a_class():
    lines = (ROOT / ".dockerignore").read_text().split("\n", 1)[1].splitlines()
    assert lines[0] == "*"
    kept = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert all((ROOT / name).exists() for name in kept)
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"][
        "targets"
    ]
    assert {*wheel["wheel"]["packages"], *wheel["wheel"]["force-include"]} <= kept
