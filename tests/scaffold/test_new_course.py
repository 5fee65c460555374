"""`autograder init` makes a course of an instructor's own."""

import pytest

from autograder.course import load_course, packaged_course
from autograder.errors import CourseError
from autograder.scaffold import new_assignment, new_course
from tests.support.autograder_command import autograder


def files(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def installed(tmp_path):
    """A course as it is installed, with what a class and Python left in it."""
    root = tmp_path / "installed"
    empty = new_course(root, None)
    new_assignment(empty, "01-scaling")
    (root / "assignments" / "01-scaling").mkdir(parents=True)
    (root / "assignments" / "01-scaling" / "scaling.py").write_text("# a stub\n")
    (root / "solutions" / "01-scaling" / "__pycache__").mkdir()
    (root / "solutions" / "01-scaling" / "__pycache__" / "a.pyc").write_bytes(b"")
    (root / ".course-secret").write_text("secret")
    (root / "submitted").mkdir()
    (root / "submitted" / "work.py").write_text("")
    return root


def test_a_copy_has_the_course_and_nothing_of_a_class(installed, tmp_path):
    course = new_course(tmp_path / "mine", installed)
    assert [a.name for a in course.assignments] == ["01-scaling"]
    made = files(tmp_path / "mine")
    assert {"course.yml", "nbgrader_config.py", ".gitignore", "README.md"} <= made
    assert "solutions/01-scaling/graders/test_standardize.py" in made
    assert "assignments/01-scaling/scaling.py" in made
    assert not [name for name in made if "secret" in name or "submitted" in name or "pyc" in name]


def test_an_empty_course_takes_an_assignment(tmp_path):
    course = new_course(tmp_path / "mine", None)
    assert not course.assignments
    assert new_assignment(course, "01-scaling").module == "scaling.py"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CourseError, match="not an empty folder"):
        new_course(tmp_path, None)
    assert files(tmp_path) == {"notes.txt"}


def test_without_the_secret_side_the_way_to_it_is_named(installed, tmp_path):
    public = tmp_path / "public"
    public.mkdir()
    (public / "course.yml").write_text((installed / "course.yml").read_text())
    with pytest.raises(CourseError, match="pip install"):
        new_course(tmp_path / "mine", public)
    assert not (tmp_path / "mine").exists()


def test_the_command_copies_the_installed_course(tmp_path):
    done = autograder(tmp_path, "init mine")
    assert done.exit_code == 0, done.output
    installed = packaged_course()
    assert installed
    names = [a.name for a in load_course(installed).assignments]
    assert [a.name for a in load_course(tmp_path / "mine").assignments] == names
    assert "autograder validate" in done.output
