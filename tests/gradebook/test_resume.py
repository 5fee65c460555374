"""What is graded again, and what is not."""

import shutil
import sqlite3

import pytest

from autograder.errors import CourseError
from autograder.submissions import contents
from tests.gradebook.tiny_course import released_notebook


def test_what_is_unchanged_is_not_graded_again(run, grader, submit):
    submit("ada")
    submit("bob", double=2)
    first = run()
    second = run()
    assert grader.graded == ["ada", "bob"]
    assert (first.graded, second.graded) == (2, 0)
    assert second.results == first.results


def test_the_same_submissions_give_the_same_bytes(run, course, assignment, submit):
    for student in ("zoe", "Ada", "bob"):
        submit(student, timestamp="2027-02-03 10:00:00 UTC")
    at_once = run().to_json(course, assignment)
    again = run(force=True).to_json(course, assignment)
    kept = run().to_json(course, assignment)
    assert at_once == again == kept
    assert [line for line in at_once.splitlines() if '"student"' in line] == [
        '      "student": "Ada",',
        '      "student": "bob",',
        '      "student": "zoe",',
    ]


@pytest.mark.parametrize("changed", ["double.py", "double.ipynb", "timestamp.txt", "new.txt"])
def test_a_changed_file_is_graded_again(run, grader, submit, changed):
    folder = submit("ada", timestamp="2027-01-30 10:00:00 UTC")
    run()
    content = (folder / changed).read_text() if changed != "new.txt" else ""
    (folder / changed).write_text(content + " ")
    run()
    assert grader.graded == ["ada", "ada"]


@pytest.mark.parametrize("changed", ["double.py", "double.ipynb", "timestamp.txt"])
def test_a_changed_file_is_graded_again_however_much_comes_before_it(
    run, grader, submit, monkeypatch, changed
):
    monkeypatch.setattr(contents, "MOST_ENTRIES", 5)
    folder = submit("ada", timestamp="2027-01-30 10:00:00 UTC")
    for number in range(10):
        (folder / f"a{number}").touch()
    run()
    content = (folder / changed).read_text()
    (folder / changed).write_text(content[:-1] + (" " if changed != "double.py" else "1"))
    run()
    assert grader.graded == ["ada", "ada"]


def test_a_large_notebook_counts_by_what_it_holds(run, grader, submit):
    cells = released_notebook()
    cells["cells"][-1]["source"] = "x" * (9 * 1024 * 1024)
    submit("ada", notebook=cells)
    run()
    cells["cells"][-1]["source"] = "y" * (9 * 1024 * 1024)
    submit("ada", notebook=cells)
    run()
    assert grader.graded == ["ada", "ada"]


def test_only_so_much_of_a_submission_is_read_and_copied(
    run, grader, course, assignment, submit, monkeypatch
):
    monkeypatch.setattr(contents, "MOST_BYTES", 1000)
    folder = submit("ada")
    for name in "abc":
        (folder / name).write_bytes(b"x" * 400)
    run()
    copied = {path.name for path in course.autograded_dir("ada", assignment).iterdir()}
    assert copied == {"a", "b", "double.py", "double.ipynb", "test_double.py"}
    (folder / "c").write_bytes(b"y" * 400)
    run()
    assert grader.graded == ["ada"]
    (folder / "b").write_bytes(b"y" * 400)
    run()
    assert grader.graded == ["ada", "ada"]


def test_a_changed_grader_or_release_grades_all_again(run, grader, course, assignment, submit):
    submit("ada")
    run()
    grader.version = "2"
    run()
    released = course.release_dir(assignment) / "double.ipynb"
    released.write_text(released.read_text() + "\n")
    run()
    assert len(grader.graded) == 3


def test_another_course_secret_grades_all_again(run, grader, course, submit):
    submit("ada")
    run()
    (course.root / ".course-secret").write_text("another secret\n")
    run()
    assert grader.graded == ["ada", "ada"]
    assert b"another secret" not in course.gradebook_path.read_bytes()


def test_a_lost_secret_stops_the_run_until_a_new_one_is_asked_for(run, grader, course, submit):
    submit("ada")
    run()
    (course.root / ".course-secret").unlink()
    with pytest.raises(CourseError, match="is missing, and there are grades"):
        run()
    assert grader.graded == ["ada"]
    run(new_secret=True)
    run()
    assert grader.graded == ["ada", "ada"]


def test_what_was_graded_without_a_sandbox_is_graded_again_with_one(run, grader, submit):
    submit("ada")
    grader.isolation = "none"
    run(unsafe=True)
    run(unsafe=True)
    assert grader.graded == ["ada"]
    grader.isolation = "fake"
    assert run().results[0].isolation == "fake"
    assert grader.graded == ["ada", "ada"]
    run()
    run(unsafe=True)
    assert grader.graded == ["ada", "ada"]


def test_force_grades_all_again(run, grader, submit):
    submit("ada")
    run()
    run(force=True)
    assert len(grader.graded) == 2


def test_a_deleted_graded_notebook_is_made_again(run, grader, course, assignment, submit):
    submit("ada")
    run()
    shutil.rmtree(course.autograded_dir("ada", assignment))
    run()
    assert len(grader.graded) == 2
    assert (course.autograded_dir("ada", assignment) / "double.ipynb").is_file()


def test_an_empty_graded_notebook_is_made_again(run, grader, course, assignment, submit):
    submit("ada")
    run()
    path = course.autograded_dir("ada", assignment) / "double.ipynb"
    path.unlink()
    path.touch()
    run()
    assert len(grader.graded) == 2


def test_a_deleted_gradebook_is_filled_again(run, grader, course, submit):
    submit("ada")
    run()
    course.gradebook_path.unlink()
    assert run().results[0].score == 10
    assert len(grader.graded) == 2


def test_a_submission_removed_through_nbgrader_is_graded_again(run, grader, submit, nbgrader_book):
    submit("ada")
    run()
    with nbgrader_book() as book:
        book.remove_submission("01-double", "ada")
    run()
    assert len(grader.graded) == 2


def test_one_on_whom_the_grader_failed_is_tried_again(run, grader, submit):
    folder = submit("ada")
    (folder / "double.py").write_text("error")
    assert run().exit_code == 1
    assert run().exit_code == 1
    assert len(grader.graded) == 2


def test_whose_score_a_regrade_changed(run, submit):
    submit("ada")
    submit("bob")
    assert run().moved == ()
    submit("ada", double=1)
    (submit("bob") / "new.txt").touch()
    [move] = run().moved
    assert (move.student, move.before, move.after, move.changed) == ("ada", 10, 5, "file")


def test_only_the_named_students(run, grader, submit):
    for student in ("ada", "bob", "cy"):
        submit(student)
    result = run(students=["cy", "ada", "ada"])
    assert grader.graded == ["ada", "cy"]
    assert [r.student for r in result.results] == ["ada", "cy"]


def test_another_folder_of_submissions(run, submit, course, tmp_path):
    submit("ada")
    shutil.move(course.root / "submitted", tmp_path / "elsewhere")
    assert [r.student for r in run(submitted=tmp_path / "elsewhere").results] == ["ada"]


def test_a_run_killed_while_it_wrote_is_rolled_back(run, grader, course, submit):
    """Its journal is still there: the next reader of the gradebook must be able to use it."""
    submit("ada")
    first = run()
    killed = sqlite3.connect(course.gradebook_path, isolation_level=None)
    killed.executescript("PRAGMA cache_size = 1; CREATE TABLE large (text); BEGIN;")
    killed.execute("DELETE FROM autograder_results")
    killed.executemany("INSERT INTO large VALUES (?)", [("x" * 4000,)] * 100)
    left = {p.name: p.read_bytes() for p in course.root.glob("gradebook.db*")}
    assert "gradebook.db-journal" in left
    killed.close()
    for name, content in left.items():
        (course.root / name).write_bytes(content)

    second = run()
    assert second.results == first.results
    assert grader.graded == ["ada"]
    assert not (course.root / "gradebook.db-journal").exists()
