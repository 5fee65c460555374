"""A gradebook that is damaged, held or has no room: one clear line, and nothing is lost."""

import resource
import sqlite3
from contextlib import closing, contextmanager

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.gradebook.gradebook_errors import GradebookError, GradebookLockedError
from autograder.gradebook.locking import grading_lock
from tests.gradebook.tiny_course import Notes, only_line


def test_a_damaged_gradebook(run, course, submit):
    submit("ada")
    course.gradebook_path.write_bytes(b"this is no database, " * 1000)
    with pytest.raises(GradebookError, match=r"damaged.*backup") as raised:
        run()
    only_line(raised)
    assert course.gradebook_path.read_bytes().startswith(b"this is no database")


@pytest.mark.slow
def test_a_gradebook_damaged_in_its_middle(run, course, submit):
    for number in range(30):
        submit(f"student-{number}")
    run()
    content = bytearray(course.gradebook_path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    course.gradebook_path.write_bytes(content)
    with pytest.raises(GradebookError, match="damaged") as raised:
        run(force=True)
    only_line(raised)


def test_a_gradebook_that_is_a_folder(run, course, submit):
    submit("ada")
    course.gradebook_path.mkdir()
    with pytest.raises(GradebookError, match="this is a folder") as raised:
        run()
    only_line(raised)


def test_a_gradebook_of_another_nbgrader(run, course, submit):
    submit("ada")
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
        reading = other.execute("SELECT * FROM sqlite_master")
        reading.fetchone()
        yield
        reading.close()
        other.execute("ROLLBACK")


@pytest.mark.parametrize("how", ["DEFERRED", "IMMEDIATE", "EXCLUSIVE"])
def test_a_gradebook_that_another_program_holds(run, course, submit, how):
    submit("ada")
    run()
    progress = Notes()
    with held(course.gradebook_path, how):
        with pytest.raises(GradebookLockedError, match="another program uses it") as raised:
            run(force=True, wait_seconds=0.5, progress=progress)
        only_line(raised)
    assert run(force=True).results[0].score == 10


def test_waiting_for_another_program_is_reported(run, course, submit):
    submit("ada")
    run()
    progress = Notes()
    with held(course.gradebook_path, "IMMEDIATE"), pytest.raises(GradebookLockedError):
        run(force=True, wait_seconds=0.5, progress=progress)
    assert progress.said == ["gradebook.db is used by another program; waiting up to 0.5 seconds"]


@contextmanager
def files_of_at_most(size):
    """What a full disk does to a program: writing beyond `size` fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_room_for_a_new_gradebook(run, course, submit):
    submit("ada")
    with files_of_at_most(64 * 1024), pytest.raises(GradebookError, match="disk is full") as raised:
        run()
    only_line(raised)
    assert [p.name for p in course.root.iterdir() if "gradebook" in p.name] == []
    assert run().results[0].score == 10


def test_no_room_for_the_scores(run, course, submit, nbgrader_book):
    submit("before")
    run()
    size = course.gradebook_path.stat().st_size
    for number in range(100):
        submit(f"student-{number:03}")
    with files_of_at_most(size), pytest.raises(GradebookError, match="disk is full") as raised:
        run()
    only_line(raised)
    with nbgrader_book() as book:
        assert book.find_submission("01-double", "before").score == 10
    assert len(run().results) == 101
    with nbgrader_book() as book:
        assert {submission.score for submission in book.assignment_submissions("01-double")} == {10}


def test_no_room_for_a_graded_notebook(run, course, assignment, submit):
    submit("ada")
    run()
    before = (course.autograded_dir("ada", assignment) / "double.ipynb").read_bytes()
    folder = submit("ada", double=0)
    size = course.gradebook_path.stat().st_size + 100_000
    (folder / "picture.bin").write_bytes(b"x" * (size + 1))
    with files_of_at_most(size), pytest.raises(GradebookError, match="disk is full") as raised:
        run()
    only_line(raised)
    assert (course.autograded_dir("ada", assignment) / "double.ipynb").read_bytes() == before
    assert run().results[0].score == 4


def test_a_folder_that_cannot_be_written(run, course, submit):
    submit("ada")
    (course.root / "autograded").write_text("a file")
    with pytest.raises(GradebookError, match="can't be written") as raised:
        run()
    only_line(raised)


def test_an_export_of_a_course_without_a_gradebook_makes_none(course):
    where = ["--course", str(course.root)]
    ran = CliRunner().invoke(main, ["export", "01", "--format", "csv", *where])
    assert ran.exit_code == 2
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1
    assert "autograder grade 01-double" in ran.stderr
    assert not course.gradebook_path.exists()


def test_two_runs_at_once(run, course, submit):
    submit("ada")
    with (
        grading_lock(course),
        pytest.raises(GradebookLockedError, match="another run is grading") as raised,
    ):
        run()
    only_line(raised)
    assert run().results[0].score == 10
