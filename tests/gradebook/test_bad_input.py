"""What a person or a machine may do wrong: one clear line, and everything else graded."""

import errno
import json
import os
import shutil
import subprocess

import pytest

from autograder import grade_class as class_module
from autograder.errors import CourseError
from autograder.grade_class import grade_class
from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.submissions.timestamp import read_timestamp
from tests.gradebook.tiny_course import Notes, only_line


def test_no_submissions_at_all(run, course):
    with pytest.raises(CourseError, match="no student has a folder 01-double there") as raised:
        run()
    assert str(course.root / "submitted") in only_line(raised)


def test_submissions_of_another_assignment_only(run, course):
    (course.root / "submitted" / "ada" / "02-other").mkdir(parents=True)
    with pytest.raises(CourseError, match="no student has a folder 01-double there"):
        run()


def test_a_student_without_a_submission(run, submit):
    submit("lovelace")
    with pytest.raises(CourseError, match="did you mean 'lovelace'") as raised:
        run(students=["lovelase"])
    only_line(raised)


def test_no_release(run, course, assignment, submit):
    submit("ada")
    (course.release_dir(assignment) / "double.ipynb").unlink()
    with pytest.raises(CourseError, match="autograder release 01-double") as raised:
        run()
    only_line(raised)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"cells": 3, "metadata": {}}'])
def test_a_damaged_release(run, course, assignment, submit, content):
    submit("ada")
    (course.release_dir(assignment) / "double.ipynb").write_text(content)
    with pytest.raises(CourseError, match="this isn't a notebook") as raised:
        run()
    only_line(raised)


def test_a_release_with_other_points(run, course, assignment, submit):
    submit("ada")
    path = course.release_dir(assignment) / "double.ipynb"
    path.write_text(path.read_text().replace('"points": 6', '"points": 7'))
    with pytest.raises(CourseError, match=r"double 7, halve 4, but course.yml says double 6"):
        run()


ODD_NAMES = {"a newline": "ada\nbob", "a bell": "a\ada", "blanks": " ada", "too long": "a" * 200}


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_a_student_that_nbgrader_cannot_hold(run, course, assignment, submit, name):
    submit("bob")
    submit(name)
    results = {result.student: result for result in run().results}
    assert results.pop("bob").score == 10
    [odd] = results.values()
    assert (odd.status, odd.score) == ("invalid", 0)
    assert odd.student.isprintable()
    assert "rename it" in odd.message
    assert json.loads(run().to_json(course, assignment))["results"]


def test_a_folder_whose_name_is_no_text(run, course, assignment, submit):
    submit("bob")
    os.makedirs(os.fsencode(course.root / "submitted") + b"/\xff\xfe/01-double")
    ran = run()
    assert [r.status for r in ran.results] == ["invalid", "graded"]
    ran.to_json(course, assignment).encode()


@pytest.mark.parametrize("name", ["Zoë Müller", "李", "a b", "o'brien", "*", "[x]", "$(id)", "-j"])
def test_an_unusual_name_is_a_name(run, submit, nbgrader_book, name):
    submit(name)
    assert run().results[0].student == name
    with nbgrader_book() as book:
        assert book.find_submission("01-double", name).score == 10


@pytest.mark.parametrize("kind", ["file", "link"])
def test_something_else_where_the_folder_should_be(
    run, course, assignment, submit, nbgrader_book, kind
):
    submit("bob", timestamp="2027-01-30 10:00:00 UTC", answer="Mine.")
    place = submit("ada")
    run()
    shutil.rmtree(place)
    if kind == "file":
        place.write_text("hello")
    else:
        place.symlink_to(course.root / "submitted" / "bob" / "01-double")
    ada, bob = run().results
    assert (ada.status, ada.score, bob.status) == ("invalid", 0, "graded")
    assert f"is a {kind}; submit" in ada.message
    with nbgrader_book() as book:
        submission = book.find_submission("01-double", "ada")
        assert (submission.score, submission.timestamp) == (0, None)
        assert not submission.needs_manual_grade
    graded = course.autograded_dir("ada", assignment)
    assert sorted(path.name for path in graded.iterdir()) == ["double.ipynb", "test_double.py"]
    assert "Mine." not in (graded / "double.ipynb").read_text()
    assert run().graded == 0


def test_a_students_folder_that_is_a_link(run, course, submit):
    submit("ada")
    (course.root / "submitted" / "link").symlink_to("ada")
    (course.root / "submitted" / "round").symlink_to("round")
    (course.root / "submitted" / "nowhere").symlink_to("nobody")
    (course.root / "submitted" / "notes").symlink_to(course.root / "course.yml")
    ada, link, around = run().results
    assert (ada.student, ada.status) == ("ada", "graded")
    assert (link.student, link.status, link.score) == ("link", "invalid", 0)
    assert "is a link" in link.message
    assert (around.student, around.status) == ("round", "invalid")


def test_a_students_folder_that_cannot_be_entered(run, course, submit, monkeypatch):
    submit("ada")
    closed = submit("bob")
    right = os.lstat

    def lstat(path, **options):
        if str(path).startswith(str(closed)):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return right(path, **options)

    monkeypatch.setattr(os, "lstat", lstat)
    ada, bob = run().results
    assert (ada.status, bob.status) == ("graded", "invalid")
    assert "Permission denied" in bob.message


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2027-13-45",
        "9" * 90,
        "-00:0031999999999999999999999999999999999",
        "2027-02-03 10:00:00 /etc/hostname",
        "\xff",
        "a\x1b[31m",
    ],
)
def test_a_timestamp_that_is_none(run, submit, text):
    folder = submit("ada")
    (folder / "timestamp.txt").write_bytes(text.encode("latin-1"))
    result = run().results[0]
    assert (result.score, result.late_seconds) == (10, 0)
    assert "timestamp.txt" in result.message
    assert result.message.isprintable()


@pytest.mark.parametrize(
    "text",
    ["2027-01-31 12:00:00 UTC", "2027-01-31T13:00:00+01:00", "2027-01-31T12:00:00Z\n"],
)
def test_a_timestamp_in_any_of_nbgraders_forms(run, submit, text):
    submit("ada", timestamp=text)
    result = run().results[0]
    assert (result.late_seconds, result.message) == (3600, "")


@pytest.mark.filterwarnings("error")
def test_a_timestamp_that_the_parser_warns_of(submit):
    nbgrader_api()
    folder = submit("ada", timestamp="10:00 AM 2027-02-03 QQQ")
    timestamp, note = read_timestamp(folder)
    assert timestamp is None
    assert "a time zone that isn't understood, 'QQQ'" in note


def test_a_submission_taken_away_while_it_is_graded(run, grader, course, submit):
    submit("ada", timestamp="2027-01-30 10:00:00 UTC")
    folder = submit("bob")
    grade = grader.grade

    def grade_and_remove(*args, **options):
        yield from grade(*args, **options)
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()

    progress = Notes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(class_module, "grade_submissions", grade_and_remove)
        ran = run(progress=progress)
    assert [r.student for r in ran.results] == ["ada"]
    assert progress.said == ["bob: removed while it was graded, nothing is recorded"]


@pytest.mark.parametrize("name", ["double.ipynb", "double.py", "test_double.py", "README.md"])
def test_a_folder_where_a_file_of_ours_belongs(run, course, assignment, submit, name):
    (course.release_dir(assignment) / "README.md").write_text("# Read me")
    submit("bob")
    folder = submit("ada")
    (folder / name).unlink(missing_ok=True)
    (folder / name).mkdir()
    (folder / name / "x").write_text("in the way")
    ada, bob = run().results
    assert (ada.status, bob.status) == ("invalid" if name == "double.py" else "graded", "graded")
    graded = course.autograded_dir("ada", assignment)
    assert not (graded / name).is_dir()
    assert (graded / "double.ipynb").is_file()
    assert (graded / "README.md").read_text() == "# Read me"


def test_what_nests_too_deeply_to_be_copied_is_left_out(run, course, assignment, submit):
    folder = submit("ada")
    here = folder
    for _ in range(990):
        here /= "n"
        here.mkdir()
    (here / "x").write_text("")
    try:
        assert run().results[0].score == 10
        assert run(force=True).results[0].score == 10
    finally:  # shutil.rmtree, and pytest with it, can't go so deep
        subprocess.run(["rm", "-rf", folder, course.autograded_dir("ada", assignment)], check=True)


@pytest.mark.parametrize("length", [3950, 4060, 4090])
def test_a_path_that_grows_too_long_is_left_out(run, course, assignment, submit, length):
    folder = submit("ada")
    while len(str(folder)) < length - 260:
        folder /= "n" * 200
    folder /= "m" * (length - len(str(folder)) - 3)
    folder.mkdir(parents=True)
    (folder / "x").write_text("")
    assert run().results[0].score == 10
    assert (course.autograded_dir("ada", assignment) / "double.ipynb").is_file()


@pytest.mark.parametrize("place", ["autograded/ada", "autograded/ada/01-double"])
def test_something_else_where_a_graded_notebook_belongs(run, course, submit, place):
    (course.root / place).parent.mkdir(parents=True)
    (course.root / place).write_text("a file")
    submit("ada")
    submit("bob")
    ada, bob = run().results
    assert (ada.status, bob.score) == ("error", 10)
    assert "can't be written" in ada.message
    (course.root / place).unlink()
    assert [r.score for r in run().results] == [10, 10]


@pytest.mark.parametrize("step", ["read_timestamp", "read_notebook", "render"])
def test_a_notebook_that_we_fail_on_costs_nobody_else_a_score(
    run, submit, nbgrader_book, monkeypatch, step
):
    submit("ada")
    submit("bob")
    run()
    calls = iter([1, 0])
    from autograder.gradebook import book

    right = getattr(book, step)

    def fail_at_first(*arguments):
        if next(calls):
            raise TypeError("cannot use\n'list'")
        return right(*arguments)

    monkeypatch.setattr(book, step, fail_at_first)
    ran = run(force=True)
    ada, bob = ran.results
    assert (ada.status, ada.score, ada.tasks, bob.score) == ("error", None, (), 10)
    assert "TypeError: cannot use 'list'" in ada.message
    assert ada.message.isprintable()
    assert ran.exit_code == 1
    with nbgrader_book() as opened:
        assert opened.find_submission("01-double", "ada").needs_manual_grade
        assert opened.find_submission("01-double", "ada").score == 0


def test_cells_that_changed_after_grading(run, course, assignment, submit):
    submit("ada")
    run()
    path = course.release_dir(assignment) / "double.ipynb"
    path.write_text(path.read_text().replace('"why"', '"because"'))
    with pytest.raises(CourseError, match=r"added \(because\) or removed \(why\)") as raised:
        run()
    assert "nbgrader db assignment remove 01-double" in only_line(raised)


def test_cells_may_change_before_anything_is_graded(course, assignment, run, submit):
    from autograder.gradebook.book import open_gradebook

    with open_gradebook(course) as book:
        book.prepare(assignment)
    path = course.release_dir(assignment) / "double.ipynb"
    path.write_text(path.read_text().replace('"why"', '"because"'))
    submit("ada", answer="x")
    assert run().results[0].score == 10


def test_ctrl_c_keeps_what_is_finished(run, grader, submit, monkeypatch):
    for number in range(5):
        submit(f"student-{number}")
    grade = grader.grade

    def interrupted(*args, **options):
        for number, result in enumerate(grade(*args, **options)):
            if number == 3:
                raise KeyboardInterrupt
            yield result

    with monkeypatch.context() as patch:
        patch.setattr(class_module, "grade_submissions", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run()
    grader.graded.clear()
    assert [r.score for r in run().results] == [10] * 5
    assert grader.graded == ["student-3", "student-4"]


def test_without_nbgrader_nothing_is_graded(run, grader, submit, monkeypatch):
    submit("ada")
    monkeypatch.setattr("autograder.gradebook.nbgrader_import.find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="nbgrader") as raised:
        run()
    assert raised.value.name == "nbgrader"
    assert grader.graded == []


def test_an_invalid_time_is_reported_while_grading(course, assignment, grader, submit):
    for student in ("ada", "bob", "cy"):
        submit(student, timestamp="garbage")
    progress = Notes()
    grade_class(course, assignment, progress=progress)
    lines = [line for line in progress.said if "timestamp.txt has no date and time in it" in line]
    assert len(lines) == 1
    assert lines[0].startswith("ada and 2 more: timestamp.txt has no date and time in it")
