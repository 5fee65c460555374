"""A release goes through nbgrader, whoever starts it, and a leak never becomes public."""

import os
import sqlite3
import subprocess
import sys

import pytest

from autograder.errors import CourseError
from autograder.gradebook.database import create_gradebook
from autograder.nbgrader_plugins.generate import course_config, release_assignment
from autograder.release import LeakError
from tests.support import nbgrader_command

NAMES = ["README.md", "line.ipynb", "line.py", "test_line.py"]


def released(course, line):
    folder = course.release_dir(line)
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def as_an_instructor(course):
    """The environment of one who types a command, without this environment on PATH."""
    return {**os.environ, "PATH": "/usr/bin:/bin", "JUPYTER_CONFIG_DIR": str(course.root)}


def nbgrader(course, *words):
    return nbgrader_command.nbgrader(course.root, *words, environment=as_an_instructor(course))


@pytest.fixture
def with_gradebook(course):
    """The course with an empty gradebook: nbgrader takes seconds to make one."""
    create_gradebook(course.gradebook_path)
    return course


def gradebook_cells(course):
    with sqlite3.connect(course.gradebook_path) as database:
        rows = database.execute(
            "select base_cell.name, grade_cells.max_score from base_cell "
            "join grade_cells on grade_cells.id = base_cell.id order by base_cell.name"
        )
        return dict(rows.fetchall())


def test_a_release_holds_stub_notebook_checks_and_readme_alone(course, line):
    assert release_assignment(course, line) == NAMES
    files = released(course, line)
    assert sorted(files) == NAMES
    assert b"NotImplementedError" in files["line.py"]
    assert b"YOUR ANSWER HERE" in files["line.ipynb"]
    assert files["test_line.py"] == (course.solution_dir(line) / "test_line.py").read_bytes()


def test_the_gradebook_knows_its_cells(course, line):
    release_assignment(course, line)
    assert gradebook_cells(course) == {"predict": 6.0, "slope": 4.0, "why": 5.0}


def test_a_second_release_changes_nothing(course, line):
    release_assignment(course, line)
    before = released(course, line)
    assert release_assignment(course, line) == []
    assert released(course, line) == before


def test_only_what_changed_is_written_and_strays_go(course, line, rewrite):
    release_assignment(course, line)
    stray = course.release_dir(line) / "__pycache__" / "line.pyc"
    stray.parent.mkdir()
    stray.touch()
    rewrite("solutions/09-line/README.md", "top to bottom", "in any order")
    assert release_assignment(course, line) == ["README.md", "__pycache__/line.pyc"]
    assert sorted(released(course, line)) == NAMES


LEAK = ("solutions/09-line/README.md", "Fill in", "Write `return scaled + b`. Fill in")


def test_a_leak_is_reported_and_the_previous_release_stays(course, line, rewrite):
    release_assignment(course, line)
    before = released(course, line)
    rewrite(*LEAK)
    with pytest.raises(LeakError) as error:
        release_assignment(course, line)
    assert "assignments/09-line/README.md:3: a line of the solution" in str(error.value)
    assert error.value.exit_code == 1
    assert released(course, line) == before


def test_without_a_previous_release_a_leak_leaves_nothing(course, line, rewrite):
    rewrite(*LEAK)
    with pytest.raises(LeakError):
        release_assignment(course, line)
    assert released(course, line) == {}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("line.py", "### END SOLUTION", "", "line.py:19: BEGIN SOLUTION inside the region"),
        ("line.md", '"slope"}', '"slope", "points": 9}', "line.md:14: task 'slope' has 9 points"),
        (
            "line.md",
            "assert slope",
            "### BEGIN HIDDEN TESTS\nassert slope",
            "line.md:15: BEGIN HIDDEN",
        ),
    ],
)
def test_a_mistake_in_the_sources_is_reported(course, line, rewrite, name, old, new, message):
    rewrite(f"solutions/09-line/{name}", old, new)
    with pytest.raises(CourseError) as error:
        release_assignment(course, line)
    assert message in str(error.value)
    assert error.value.exit_code == 2
    assert released(course, line) == {}


def test_a_file_that_a_learner_should_receive_is_missing(course, line):
    (course.solution_dir(line) / "README.md").unlink()
    with pytest.raises(CourseError, match=r"README\.md: is missing; it is part of the release"):
        release_assignment(course, line)


def test_a_damaged_gradebook_is_reported_in_one_line(course, line):
    course.gradebook_path.write_bytes(b"nonsense" * 1000)
    with pytest.raises(CourseError) as error:
        release_assignment(course, line)
    assert str(error.value) == (
        "09-line: nbgrader can't release it: sqlite3.DatabaseError: file is not a database"
    )
    assert released(course, line) == {}


def test_the_courses_own_settings_count(course, line):
    config = course.root / "nbgrader_config.py"
    own = 'get_config().ClearSolutions.text_stub = "Write here."\n'
    config.write_text(config.read_text() + own)
    release_assignment(course, line)
    assert b"Write here." in released(course, line)["line.ipynb"]


def test_a_course_without_a_config_file_of_its_own(course):
    (course.root / "nbgrader_config.py").unlink()
    config = course_config(course)
    assert config.CourseDirectory.source_directory == "solutions"
    assert config.Autograde.exclude_overwriting == {"09-line": ["line.py"]}


def test_formgraders_button_goes_the_same_way(with_gradebook, line, rewrite):
    course = with_gradebook
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    config = course_config(course)
    coursedir = CourseDirectory(config=config, root=str(course.root))
    api = NbGraderAPI(coursedir=coursedir, config=config)
    assert api.generate_assignment("09-line")["success"]
    before = released(course, line)
    assert sorted(before) == NAMES
    rewrite(*LEAK)
    answer = api.generate_assignment("09-line")
    assert not answer["success"]
    assert "a line of the solution" in answer["log"]
    assert released(course, line) == before


@pytest.mark.slow
def test_stock_nbgrader_makes_the_same_release(course, line):
    """Without any shortcut: in a program of its own, which makes the gradebook, too."""
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "09-line"]
    where = {"cwd": course.root, "env": as_an_instructor(course)}
    done = subprocess.run(command, **where, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stock = released(course, line)
    assert sorted(stock) == NAMES
    assert gradebook_cells(course) == {"predict": 6.0, "slope": 4.0, "why": 5.0}
    assert release_assignment(course, line) == []
    assert released(course, line) == stock


@pytest.mark.slow
def test_stock_nbgrader_takes_a_leak_back(with_gradebook, line, rewrite):
    course = with_gradebook
    assert nbgrader(course, "generate_assignment", "09-line").returncode == 0
    before = released(course, line)
    rewrite(*LEAK)
    done = nbgrader(course, "generate_assignment", "09-line", "--force")
    assert done.returncode == 1
    assert "not released: assignments/09-line/README.md:3: a line of the solution" in done.stderr
    assert "Traceback" not in done.stderr
    assert released(course, line) == before


@pytest.mark.slow
def test_what_was_edited_after_the_release_is_not_handed_out(with_gradebook, line, tmp_path):
    course = with_gradebook
    assert nbgrader(course, "generate_assignment", "09-line").returncode == 0
    exchange = tmp_path / "exchange"
    where = f"--Exchange.root={exchange}"
    done = nbgrader(course, "release_assignment", "09-line", where)
    assert done.returncode == 0, done.stderr
    outbound = exchange / "tiny" / "outbound" / "09-line"
    assert sorted(path.name for path in outbound.iterdir()) == NAMES
    (course.release_dir(line) / "line.py").write_bytes(
        (course.solution_dir(line) / "line.py").read_bytes()
    )
    done = nbgrader(course, "release_assignment", "09-line", "--force", where)
    assert done.returncode == 1
    assert "not released: assignments/09-line/line.py:11" in done.stderr
    assert b"NotImplementedError" in (outbound / "line.py").read_bytes()


@pytest.mark.slow
def test_a_mistake_in_course_yml_stops_every_nbgrader_command(course, rewrite):
    rewrite("course.yml", "points: 4", "points: 0")
    done = nbgrader(course, "generate_assignment", "09-line")
    assert done.returncode == 2
    assert done.stderr.endswith("what the task is worth, a number more than 0\n")
    assert "nbgrader: course.yml:10: 'points' can't be 0" in done.stderr
    assert not (course.root / "assignments").exists()


@pytest.mark.slow
def test_an_assignment_that_course_yml_does_not_list_is_nbgraders_own(with_gradebook):
    course = with_gradebook
    source = course.root / "solutions" / "ps1"
    source.mkdir()
    (source / "problem.ipynb").write_text(
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    (source / "data.csv").write_text("1,2\n")
    done = nbgrader(course, "generate_assignment", "ps1")
    assert done.returncode == 0, done.stderr
    made = course.root / "assignments" / "ps1"
    assert sorted(path.name for path in made.iterdir()) == ["data.csv", "problem.ipynb"]
