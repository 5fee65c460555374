"""What is graded again, and what is not."""

import shutil

import pytest


def test_what_is_unchanged_is_not_graded_again(run, grader, hand_in):
    hand_in("ada")
    hand_in("bob", double=2)
    first = run()
    second = run()
    assert grader.graded == ["ada", "bob"]
    assert (first.graded, second.graded) == (2, 0)
    assert second.results == first.results


def test_the_same_submissions_give_the_same_bytes(run, course, assignment, hand_in):
    for student in ("zoe", "Ada", "bob"):
        hand_in(student, timestamp="2027-02-03 10:00:00 UTC")
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
def test_a_changed_file_is_graded_again(run, grader, hand_in, changed):
    folder = hand_in("ada", timestamp="2027-01-30 10:00:00 UTC")
    run()
    content = (folder / changed).read_text() if changed != "new.txt" else ""
    (folder / changed).write_text(content + " ")
    run()
    assert grader.graded == ["ada", "ada"]


def test_a_changed_grader_or_release_grades_all_again(run, grader, course, assignment, hand_in):
    hand_in("ada")
    run()
    grader.version = "2"
    run()
    released = course.release_dir(assignment) / "double.ipynb"
    released.write_text(released.read_text() + "\n")
    run()
    assert len(grader.graded) == 3


def test_force_grades_all_again(run, grader, hand_in):
    hand_in("ada")
    run()
    run(force=True)
    assert len(grader.graded) == 2


def test_a_deleted_graded_notebook_is_made_again(run, grader, course, assignment, hand_in):
    hand_in("ada")
    run()
    shutil.rmtree(course.autograded_dir("ada", assignment))
    run()
    assert len(grader.graded) == 2
    assert (course.autograded_dir("ada", assignment) / "double.ipynb").is_file()


def test_an_empty_graded_notebook_is_made_again(run, grader, course, assignment, hand_in):
    hand_in("ada")
    run()
    path = course.autograded_dir("ada", assignment) / "double.ipynb"
    path.unlink()
    path.touch()
    run()
    assert len(grader.graded) == 2


def test_a_deleted_gradebook_is_filled_again(run, grader, course, hand_in):
    hand_in("ada")
    run()
    course.gradebook_path.unlink()
    assert run().results[0].score == 10
    assert len(grader.graded) == 2


def test_a_submission_removed_through_nbgrader_is_graded_again(run, grader, hand_in, nbgrader_book):
    hand_in("ada")
    run()
    with nbgrader_book() as book:
        book.remove_submission("01-double", "ada")
    run()
    assert len(grader.graded) == 2


def test_one_on_whom_the_grader_failed_is_tried_again(run, grader, hand_in):
    folder = hand_in("ada")
    (folder / "double.py").write_text("error")
    assert run().exit_code == 1
    assert run().exit_code == 1
    assert len(grader.graded) == 2


def test_whose_score_a_regrade_moved(run, hand_in):
    hand_in("ada")
    hand_in("bob")
    assert run().moved == []
    hand_in("ada", double=1)
    (hand_in("bob") / "new.txt").touch()
    [(old, new)] = run().moved
    assert (old.student, old.score, new.score) == ("ada", 10, 5)


def test_only_the_named_students(run, grader, hand_in):
    for student in ("ada", "bob", "cy"):
        hand_in(student)
    result = run(students=["cy", "ada", "ada"])
    assert grader.graded == ["ada", "cy"]
    assert [r.student for r in result.results] == ["ada", "cy"]


def test_another_folder_of_submissions(run, hand_in, course, tmp_path):
    hand_in("ada")
    shutil.move(course.root / "submitted", tmp_path / "elsewhere")
    assert [r.student for r in run(submitted=tmp_path / "elsewhere").results] == ["ada"]
