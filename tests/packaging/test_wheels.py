"""What is in the packages that people install; a student's holds no secret."""

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SELFSTUDY = ROOT / "selfstudy"


def names_in(archive):
    if archive.suffix == ".whl":
        return set(zipfile.ZipFile(archive).namelist())
    with tarfile.open(archive) as tar:
        return {name.partition("/")[2] for name in tar.getnames()}


def build(source, folder, kind):
    """The names in the package that hatchling builds of a folder: "wheel" or "sdist"."""
    code = (
        "import sys; from hatchling.build import build_wheel, build_sdist\n"
        f"print(build_{kind}(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return names_in(folder / done.stdout.strip())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def selfstudy(tmp_path_factory):
    return build(SELFSTUDY, tmp_path_factory.mktemp("selfstudy"), "wheel")


def test_a_students_wheel_has_the_course_and_no_secret(wheel):
    course = "autograder/packaged_course"
    assert f"{course}/course.yml" in wheel
    assert f"{course}/assignments/02-network/network.py" in wheel
    assert "autograder/notebook/data/digits.npz" in wheel
    assert secrets_in(wheel) == []


def test_a_students_sdist_has_what_the_wheel_needs_and_no_secret(tmp_path):
    sdist = build(ROOT, tmp_path, "sdist")
    assert {"course.yml", "assignments/02-network/network.py", "pyproject.toml"} <= sdist
    assert secrets_in(sdist) == []
    assert not [name for name in sdist if name.startswith(("tests/", "benchmarks/"))]


def secrets_in(names):
    """References, hidden checks, hints, wheats and misconceptions of the course."""
    secret = {
        path.relative_to(ROOT / "solutions").as_posix()
        for path in (ROOT / "solutions").rglob("*")
        if path.is_file() and path.parent.name in ("graders", "wheats", "misconceptions")
    } | {"hints.md"}
    return [
        name
        for name in names
        if "solutions/" in name or any(name.endswith(f"/{part}") for part in secret)
        if not name.startswith("autograder/scaffold/templates/")
    ]


def test_the_other_wheel_has_the_whole_course_and_nothing_of_a_class(selfstudy):
    course = "nn_autograder_selfstudy/course"
    for name in (
        "course.yml",
        "assignments/02-network/network.py",
        "solutions/02-network/hints.md",
    ):
        assert f"{course}/{name}" in selfstudy
    assert f"{course}/solutions/02-network/graders/test_backward.py" in selfstudy
    assert not [n for n in selfstudy if "secret" in n or n.endswith((".db", ".pyc"))]


def test_the_two_have_one_version():
    one, other = (
        tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for folder in (ROOT, SELFSTUDY)
    )
    assert one["version"] == other["version"]
