"""The course secret and the random data that come from it."""

import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.errors import CourseError
from autograder.grading.secret import (
    SECRET_FILE,
    SECRET_VARIABLE,
    course_secret,
    make_new_secret,
    rng_for,
)
from tests.support.course_builder import write_course


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch):
    monkeypatch.delenv(SECRET_VARIABLE, raising=False)


@pytest.fixture
def new_course(tmp_path):
    """`new_course(name)`: a course without an assignment, in a folder of that name."""

    return lambda name: write_course(tmp_path / name, tasks=(), id=name)


@pytest.fixture
def course(new_course):
    return new_course("course")


def write_a_result(course):
    with sqlite3.connect(course.gradebook_path) as book:
        book.execute("CREATE TABLE autograder_results (result TEXT)")
        book.execute("INSERT INTO autograder_results VALUES ('{}')")
    book.close()


def test_it_is_made_once_and_for_the_owner_alone(course):
    secret = course_secret(course)
    assert len(secret) == 64
    assert course_secret(course) == secret
    assert stat.S_IMODE((course.root / SECRET_FILE).stat().st_mode) == 0o600
    assert sorted(path.name for path in course.root.iterdir()) == [SECRET_FILE, "course.yml"]


def test_two_courses_differ(new_course):
    assert course_secret(new_course("a")) != course_secret(new_course("b"))


def test_those_who_start_together_agree(course):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(course_secret, [course] * 32))) == 1


def test_the_variable_overrides_the_file(course, monkeypatch):
    monkeypatch.setenv(SECRET_VARIABLE, "given")
    assert course_secret(course) == b"given"
    assert [path.name for path in course.root.iterdir()] == ["course.yml"]
    with pytest.raises(CourseError, match=f"{SECRET_VARIABLE} is set"):
        make_new_secret(course)


def test_an_empty_secret_is_refused(course):
    (course.root / SECRET_FILE).write_text("\n")
    with pytest.raises(CourseError, match="is empty"):
        course_secret(course)


def test_a_gradebook_without_results_needs_no_old_secret(course):
    sqlite3.connect(course.gradebook_path).close()
    assert course_secret(course)


@pytest.mark.parametrize("gradebook", ["with a result", "damaged"])
def test_a_lost_secret_is_not_replaced_in_silence(course, gradebook):
    before = course_secret(course)
    if gradebook == "damaged":
        course.gradebook_path.write_bytes(b"no database" * 100)
    else:
        write_a_result(course)
    (course.root / SECRET_FILE).unlink()
    with pytest.raises(CourseError, match=r"is missing, and there are grades .* --new-secret"):
        course_secret(course)
    assert not (course.root / SECRET_FILE).exists()
    make_new_secret(course)
    assert course_secret(course) not in (before, b"")


def test_a_new_secret_keeps_its_readers(course):
    before = course_secret(course)
    (course.root / SECRET_FILE).chmod(0o640)
    make_new_secret(course)
    assert course_secret(course) != before
    assert stat.S_IMODE((course.root / SECRET_FILE).stat().st_mode) == 0o640


def test_a_second_instructor_reads_how_the_secret_is_shared(course, monkeypatch):
    """Simulated where the tests run as root, who may read everything."""
    course_secret(course)

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(CourseError, match=r"chmod 640 \.course-secret") as refused:
        course_secret(course)
    assert "writable" not in str(refused.value)


def test_a_folder_where_none_can_be_made_is_told(course, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(CourseError, match=f"make the folder writable or set {SECRET_VARIABLE}"):
        course_secret(course)


def test_data_differ_by_everything_and_repeat():
    usual = {"student": "ada", "assignment": "02-network", "task": "forward", "check": "values"}

    def draw(secret=b"s", digest="of the module", **changes):
        return rng_for(secret, **usual | changes, digest=digest).normal(size=4).tolist()

    assert draw() == draw()
    others = [draw(b"t"), *(draw(**{name: "other"}) for name in ("student", "task", "check"))]
    others += [draw(assignment="other"), draw(task="forwardvalues", check="")]
    others += [draw(digest="of another module")]
    assert len({tuple(d) for d in [draw(), *others]}) == 8
