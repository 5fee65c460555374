"""What a person or a machine may do wrong: one clear line, and everything else graded."""

import json
import os
import resource
import sqlite3
from contextlib import closing, contextmanager

import pytest

from autograder import classroom
from autograder.errors import CourseError
from autograder.gradebook.alone import grading_alone
from autograder.gradebook.trouble import GradebookError, GradebookLockedError
from tests.gradebook.conftest import Notes


def only_line(raised):
    text = str(raised.value)
    assert "\n" not in text
    assert "Traceback" not in text
    return text


def test_no_submissions_at_all(run, course):
    with pytest.raises(CourseError, match="no student has a folder 01-double there") as raised:
        run()
    assert str(course.root / "submitted") in only_line(raised)


def test_submissions_of_another_assignment_only(run, course):
    (course.root / "submitted" / "ada" / "02-other").mkdir(parents=True)
    with pytest.raises(CourseError, match="no student has a folder 01-double there"):
        run()


def test_a_student_who_handed_in_nothing(run, hand_in):
    hand_in("lovelace")
    with pytest.raises(CourseError, match="did you mean lovelace") as raised:
        run(students=["lovelase"])
    only_line(raised)


def test_no_release(run, course, assignment, hand_in):
    hand_in("ada")
    (course.release_dir(assignment) / "double.ipynb").unlink()
    with pytest.raises(CourseError, match="autograder release 01-double") as raised:
        run()
    only_line(raised)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"cells": 3, "metadata": {}}'])
def test_a_damaged_release(run, course, assignment, hand_in, content):
    hand_in("ada")
    (course.release_dir(assignment) / "double.ipynb").write_text(content)
    with pytest.raises(CourseError, match="this isn't a notebook") as raised:
        run()
    only_line(raised)


def test_a_release_with_other_points(run, course, assignment, hand_in):
    hand_in("ada")
    path = course.release_dir(assignment) / "double.ipynb"
    path.write_text(path.read_text().replace('"points": 6', '"points": 7'))
    with pytest.raises(CourseError, match=r"double 7, halve 4, but course.yml says double 6"):
        run()


ODD_NAMES = {"a newline": "ada\nbob", "a bell": "a\ada", "blanks": " ada", "too long": "a" * 200}


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_a_student_that_nbgrader_cannot_hold(run, course, assignment, hand_in, name):
    hand_in("bob")
    hand_in(name)
    results = {result.student: result for result in run().results}
    assert results.pop("bob").score == 10
    [odd] = results.values()
    assert (odd.status, odd.score) == ("invalid", 0)
    assert odd.student.isprintable()
    assert "rename it" in odd.message
    assert json.loads(run().to_json(course, assignment))["results"]


def test_a_folder_whose_name_is_no_text(run, course, assignment, hand_in):
    hand_in("bob")
    os.makedirs(os.fsencode(course.root / "submitted") + b"/\xff\xfe/01-double")
    ran = run()
    assert [r.status for r in ran.results] == ["invalid", "graded"]
    ran.to_json(course, assignment).encode()


@pytest.mark.parametrize("name", ["Zoë Müller", "李", "a b", "o'brien", "*", "[x]", "$(id)", "-j"])
def test_an_unusual_name_is_a_name(run, hand_in, nbgrader_book, name):
    hand_in(name)
    assert run().results[0].student == name
    with nbgrader_book() as book:
        assert book.find_submission("01-double", name).score == 10


@pytest.mark.parametrize("kind", ["file", "link"])
def test_something_else_where_the_folder_should_be(run, course, hand_in, tmp_path, kind):
    hand_in("bob")
    place = course.root / "submitted" / "ada" / "01-double"
    place.parent.mkdir()
    if kind == "file":
        place.write_text("hello")
    else:
        place.symlink_to(course.root / "submitted" / "bob" / "01-double")
    ada, bob = run().results
    assert (ada.status, bob.status) == ("invalid", "graded")
    assert "not a folder" in ada.message


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2027-13-45", "9" * 90, "2027-02-03 10:00:00 /etc/hostname", "\xff", "a\x1b[31m"],
)
def test_a_timestamp_that_is_none(run, hand_in, text):
    folder = hand_in("ada")
    (folder / "timestamp.txt").write_bytes(text.encode("latin-1"))
    result = run().results[0]
    assert (result.score, result.late_seconds) == (10, 0)
    assert "timestamp.txt" in result.message
    assert result.message.isprintable()


@pytest.mark.parametrize(
    "text",
    ["2027-01-31 12:00:00 UTC", "2027-01-31T13:00:00+01:00", "2027-01-31T12:00:00Z\n"],
)
def test_a_timestamp_in_any_of_nbgraders_forms(run, hand_in, text):
    hand_in("ada", timestamp=text)
    result = run().results[0]
    assert (result.late_seconds, result.message) == (3600, "")


def test_a_damaged_gradebook(run, course, hand_in):
    hand_in("ada")
    course.gradebook_path.write_bytes(b"this is no database, " * 1000)
    with pytest.raises(GradebookError, match=r"damaged.*backup") as raised:
        run()
    only_line(raised)
    assert course.gradebook_path.read_bytes().startswith(b"this is no database")


def test_a_gradebook_damaged_in_its_middle(run, course, hand_in):
    for number in range(30):
        hand_in(f"student-{number}")
    run()
    content = bytearray(course.gradebook_path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    course.gradebook_path.write_bytes(content)
    with pytest.raises(GradebookError, match="damaged") as raised:
        run(force=True)
    only_line(raised)


def test_a_gradebook_that_is_a_folder(run, course, hand_in):
    hand_in("ada")
    course.gradebook_path.mkdir()
    with pytest.raises(GradebookError, match="this is a folder") as raised:
        run()
    only_line(raised)


def test_a_gradebook_of_another_nbgrader(run, course, hand_in):
    hand_in("ada")
    run()
    with closing(sqlite3.connect(course.gradebook_path)) as database:
        database.execute("ALTER TABLE grade DROP COLUMN extra_credit")
    with pytest.raises(GradebookError, match="nbgrader db upgrade") as raised:
        run(force=True)
    only_line(raised)


@contextmanager
def held(path, how):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        if how == "DEFERRED":
            other.execute("SELECT * FROM student").fetchone()
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_gradebook_that_another_program_holds(run, course, hand_in, how):
    hand_in("ada")
    run()
    watcher = Notes()
    with held(course.gradebook_path, how):
        with pytest.raises(GradebookLockedError, match="another program holds it") as raised:
            run(force=True, patience=0.5, watcher=watcher)
        only_line(raised)
    assert run(force=True).results[0].score == 10


def test_waiting_for_another_program_is_told(run, course, hand_in):
    hand_in("ada")
    run()
    watcher = Notes()
    with held(course.gradebook_path, "IMMEDIATE"), pytest.raises(GradebookLockedError):
        run(force=True, patience=0.5, watcher=watcher)
    assert watcher.said == ["gradebook.db is held by another program; waiting up to 0.5 seconds"]


@contextmanager
def files_of_at_most(size):
    """What a full disk does to a program: writing beyond `size` fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_room_for_a_new_gradebook(run, course, hand_in):
    hand_in("ada")
    with files_of_at_most(64 * 1024), pytest.raises(GradebookError, match="disk is full") as raised:
        run()
    only_line(raised)
    assert [p.name for p in course.root.iterdir() if "gradebook" in p.name] == []
    assert run().results[0].score == 10


def test_no_room_for_the_scores(run, course, hand_in, nbgrader_book):
    hand_in("before")
    run()
    size = course.gradebook_path.stat().st_size
    for number in range(100):
        hand_in(f"student-{number:03}")
    with files_of_at_most(size), pytest.raises(GradebookError, match="disk is full") as raised:
        run()
    only_line(raised)
    with nbgrader_book() as book:
        assert book.find_submission("01-double", "before").score == 10
    assert len(run().results) == 101
    with nbgrader_book() as book:
        assert {submission.score for submission in book.assignment_submissions("01-double")} == {10}


def test_no_room_for_a_graded_notebook(run, course, assignment, hand_in):
    hand_in("ada")
    run()
    before = (course.autograded_dir("ada", assignment) / "double.ipynb").read_bytes()
    folder = hand_in("ada", double=0)
    size = course.gradebook_path.stat().st_size + 100_000
    (folder / "picture.bin").write_bytes(b"x" * (size + 1))
    with files_of_at_most(size), pytest.raises(GradebookError, match="disk is full") as raised:
        run()
    only_line(raised)
    assert (course.autograded_dir("ada", assignment) / "double.ipynb").read_bytes() == before
    assert run().results[0].score == 4


def test_a_folder_that_cannot_be_written(run, course, hand_in):
    hand_in("ada")
    (course.root / "autograded").write_text("a file")
    with pytest.raises(GradebookError, match="can't be written") as raised:
        run()
    only_line(raised)


def test_a_submission_taken_away_while_it_is_graded(run, grader, course, hand_in):
    hand_in("ada")
    folder = hand_in("bob")
    grade = grader.grade

    def grade_and_remove(*args, **options):
        yield from grade(*args, **options)
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()

    watcher = Notes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classroom, "grade_submissions", grade_and_remove)
        ran = run(watcher=watcher)
    assert [r.student for r in ran.results] == ["ada"]
    assert watcher.said == ["bob: taken away while it was graded, nothing is recorded"]


def test_cells_that_changed_after_grading(run, course, assignment, hand_in):
    hand_in("ada")
    run()
    path = course.release_dir(assignment) / "double.ipynb"
    path.write_text(path.read_text().replace('"why"', '"because"'))
    with pytest.raises(CourseError, match=r"added \(because\) or removed \(why\)") as raised:
        run()
    assert "nbgrader db assignment remove 01-double" in only_line(raised)


def test_cells_may_change_before_anything_is_graded(course, assignment, run, hand_in):
    from autograder.gradebook.book import open_gradebook

    with open_gradebook(course) as book:
        book.prepare(assignment)
    path = course.release_dir(assignment) / "double.ipynb"
    path.write_text(path.read_text().replace('"why"', '"because"'))
    hand_in("ada", answer="x")
    assert run().results[0].score == 10


def test_ctrl_c_keeps_what_is_finished(run, grader, hand_in, monkeypatch):
    for number in range(5):
        hand_in(f"student-{number}")
    grade = grader.grade

    def interrupted(*args, **options):
        for number, result in enumerate(grade(*args, **options)):
            if number == 3:
                raise KeyboardInterrupt
            yield result

    with monkeypatch.context() as patch:
        patch.setattr(classroom, "grade_submissions", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run()
    grader.graded.clear()
    assert [r.score for r in run().results] == [10] * 5
    assert grader.graded == ["student-3", "student-4"]


def test_without_nbgrader_it_is_told_before_anything_is_graded(run, grader, hand_in, monkeypatch):
    hand_in("ada")
    monkeypatch.setattr("autograder.gradebook.nbgrader_import.find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="nbgrader") as raised:
        run()
    assert raised.value.name == "nbgrader"
    assert grader.graded == []


def test_two_runs_at_once(run, course, hand_in):
    hand_in("ada")
    with (
        grading_alone(course),
        pytest.raises(GradebookLockedError, match="another run is grading") as raised,
    ):
        run()
    only_line(raised)
    assert run().results[0].score == 10
