"""What is committed in assignments/ is what the release step makes of the solutions today."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from autograder.course import load_course
from autograder.nbgrader_plugins.generate import release_assignment
from autograder.release.leaks import check_release, read_release
from autograder.release.stub import strip_solution

KIT = load_course(Path(__file__).parents[2])
each_assignment = pytest.mark.parametrize("assignment", KIT.assignments, ids=lambda a: a.name)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The kit's course in another place, without what it has released."""
    root = tmp_path_factory.mktemp("course")
    for name in ("course.yml", "nbgrader_config.py"):
        (root / name).write_bytes((KIT.root / name).read_bytes())
    copytree(
        KIT.root / "solutions", root / "solutions", ignore=ignore_patterns("*.ipynb", "__pycache__")
    )
    return load_course(root)


@each_assignment
def test_the_committed_release_is_up_to_date(copy, assignment):
    release_assignment(copy, assignment)
    made = read_release(copy.release_dir(assignment))
    committed = {name: (KIT.release_dir(assignment) / name).read_bytes() for name in made}
    for name in made:
        assert committed[name] == made[name], f"{name}: run: autograder release {assignment.name}"


@each_assignment
def test_the_committed_release_holds_no_secret(assignment):
    listed = subprocess.run(
        ["git", "ls-files", "-z", "."],
        cwd=KIT.release_dir(assignment),
        capture_output=True,
        text=True,
        check=True,
    )
    names = [name for name in listed.stdout.split("\0") if name]
    files = {name: (KIT.release_dir(assignment) / name).read_bytes() for name in names}
    check_release(KIT, assignment, files)


@each_assignment
def test_a_linter_has_nothing_to_say_of_the_stub(assignment, tmp_path):
    source = KIT.solution_dir(assignment) / assignment.module
    stub = tmp_path / assignment.module
    stub.write_text(strip_solution(source.read_text(encoding="utf-8")), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check", "--ignore", "F401"], ["format", "--check"]):  # imports wait for use
        line_length = ["--line-length", "100"]
        done = subprocess.run(
            [*ruff, *command, "--isolated", *line_length, stub], capture_output=True, check=False
        )
        assert done.returncode == 0, done.stdout.decode()
