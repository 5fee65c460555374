"""`autograder new` writes an assignment that is complete without a change."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.course import load_course
from autograder.errors import CourseError
from autograder.release import check_sources
from autograder.scaffold import new_assignment
from tests.support.course_builder import write_course

KIT = Path(__file__).parents[2]


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path, tasks=())


def tree(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_a_new_assignment_can_be_released(course):
    made = new_assignment(course, "05-data-scaling")
    assert (made.name, made.module, made.title) == (
        "05-data-scaling",
        "data_scaling.py",
        "Data scaling",
    )
    check_sources(load_course(course.root), made)


def test_no_mark_of_a_template_is_left(course):
    new_assignment(course, "05-scaling")
    assert not [
        name
        for name, text in tree(course.root).items()
        if b"@stem@" in text or b"@" in name.encode()
    ]


def test_the_command(course, monkeypatch):
    monkeypatch.chdir(course.root)
    done = CliRunner().invoke(main, ["new", "05-scaling"])
    assert done.exit_code == 0
    assert "autograder validate 05-scaling" in done.output
    assert load_course(course.root).assignment("05").max_score == 10.0


def test_the_config_is_the_kits_own(course):
    new_assignment(course, "05-scaling")
    made = (course.root / "nbgrader_config.py").read_text()
    assert made == (KIT / "nbgrader_config.py").read_text()


def test_git_ignores_what_a_running_course_leaves_behind(course):
    new_assignment(course, "05-scaling")
    ignored = set((course.root / ".gitignore").read_text().splitlines())
    assert {"/submitted/", "/downloaded/", "gradebook.db*", "grades.csv"} <= ignored
    assert ignored <= {"", *(KIT / ".gitignore").read_text().splitlines()}
    (course.root / ".gitignore").write_text("mine\n")
    new_assignment(load_course(course.root), "06-shifting")
    assert (course.root / ".gitignore").read_text() == "mine\n"


def test_a_config_file_that_is_there_stays(course):
    (course.root / "nbgrader_config.py").write_text("# mine\n")
    new_assignment(course, "05-scaling")
    assert (course.root / "nbgrader_config.py").read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a b", "can't be the name of a folder"),
        ("../out", "can't be the name of a folder"),
        ("", "can't be the name of a folder"),
        ("05", "gives no name for a Python module"),
        ("05-class", "gives no name for a Python module"),
        ("05-random", "'random.py' would hide Python's own module"),
        ("05-numpy", "'numpy.py' would hide the package numpy"),
        ("05-autograder", "'autograder.py' would hide the package autograder"),
        ("05-Matplotlib", "'matplotlib.py' would hide the package matplotlib"),
        ("06-scaling", "scaling.py is the module of 05-scaling; choose another name"),
        ("05-scaling", "exists already"),
    ],
)
def test_an_impossible_name_changes_nothing(course, name, message):
    new_assignment(course, "05-scaling")
    course = load_course(course.root)
    before = tree(course.root)
    with pytest.raises(CourseError, match=message):
        new_assignment(course, name)
    assert tree(course.root) == before
