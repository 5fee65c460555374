"""What a run leaves in nbgrader's gradebook, seen through nbgrader's own eyes."""

import json
import sqlite3
from datetime import timedelta

import pytest


def grades(submission):
    return {grade.name: grade for grade in submission.notebooks[0].grades}


def test_scores_are_there_for_nbgrader(run, submit, nbgrader_book):
    submit("ada", double=6, halve=1.5, timestamp="2027-01-30 10:00:00 UTC")
    run()
    with nbgrader_book() as book:
        submission = book.find_submission("01-double", "ada")
        assert submission.score == 7.5
        assert submission.max_score == 12
        assert {name: grade.auto_score for name, grade in grades(submission).items()} == {
            "double": 6.0,
            "halve": 1.5,
            "why": 0.0,
        }
        assert str(submission.timestamp) == "2027-01-30 10:00:00"
        assert str(submission.assignment.duedate) == "2027-01-31 11:00:00"
        assert not submission.needs_manual_grade
        assert book.find_comment("why", "double", "01-double", "ada").comment == "No response."


def test_a_written_answer_waits_for_a_person(run, submit, nbgrader_book):
    submit("ada", answer="Because.")
    run()
    with nbgrader_book() as book:
        submission = book.find_submission("01-double", "ada")
        assert grades(submission)["why"].auto_score is None
        assert submission.needs_manual_grade
        assert book.find_comment("why", "double", "01-double", "ada").comment is None


def test_marks_by_hand_survive_a_regrade(run, submit, nbgrader_book):
    submit("ada", double=0, answer="Because.")
    run()
    with nbgrader_book() as book:
        found = grades(book.find_submission("01-double", "ada"))
        found["why"].manual_score = 1.5
        found["why"].needs_manual_grade = False
        found["halve"].manual_score = 3.0
        found["double"].extra_credit = 0.5
        comment = book.find_comment("why", "double", "01-double", "ada")
        comment.manual_comment = "Well put."
        book.db.commit()
    submit("ada", double=5, halve=2, answer="Because!")
    run()
    with nbgrader_book() as book:
        submission = book.find_submission("01-double", "ada")
        found = grades(submission)
        assert (found["halve"].auto_score, found["halve"].manual_score) == (2.0, 3.0)
        assert found["halve"].needs_manual_grade
        assert not found["double"].needs_manual_grade
        assert found["why"].needs_manual_grade
        assert submission.score == 5 + 0.5 + 3 + 1.5
        comment = book.find_comment("why", "double", "01-double", "ada")
        assert comment.comment == "Well put."


def test_an_invalid_submission_gets_nothing(run, submit, nbgrader_book):
    folder = submit("ada", answer="Because.")
    (folder / "double.py").write_text("invalid: line 3")
    result = run().results[0]
    assert (result.status, result.score) == ("invalid", 0)
    with nbgrader_book() as book:
        submission = book.find_submission("01-double", "ada")
        assert submission.score == 0
        assert grades(submission)["double"].auto_score == 0
        assert grades(submission)["why"].needs_manual_grade


def test_when_the_grader_fails_an_old_score_is_not_left(
    run, course, assignment, submit, nbgrader_book
):
    submit("ada")
    submit("bob")
    run()
    (course.submitted_dir("ada", assignment) / "double.py").write_text("error")
    again = run()
    assert again.exit_code == 1
    assert [(r.student, r.status, r.score) for r in again.results] == [
        ("ada", "error", None),
        ("bob", "graded", 10.0),
    ]
    assert not course.autograded_dir("ada", assignment).exists()
    with nbgrader_book() as book:
        found = grades(book.find_submission("01-double", "ada"))
        assert found["double"].auto_score is None
        assert found["double"].needs_manual_grade
        assert book.find_submission("01-double", "bob").score == 10


@pytest.mark.parametrize(
    ("timestamp", "penalty"),
    [
        ("2027-01-31 11:00:00 UTC", None),
        ("2027-01-31 11:09:59 UTC", None),
        ("2027-01-31 11:10:01 UTC", 1.0),
        ("2027-02-01 11:00:01 UTC", 2.0),
        ("2027-06-01 11:00:01 UTC", 5.0),
    ],
)
def test_lateness_costs_what_the_course_says(run, submit, nbgrader_book, timestamp, penalty):
    submit("ada", timestamp=timestamp)
    result = run().results[0]
    assert result.score == 10
    with nbgrader_book() as book:
        submission = book.find_submission("01-double", "ada")
        assert submission.notebooks[0].late_submission_penalty == penalty
        assert submission.total_seconds_late == result.late_seconds


def test_whole_seconds_of_lateness_are_whole_numbers_for_everyone(run, submit, course, assignment):
    submit("ada")
    submit("bob", timestamp="2027-02-01 11:00:00 UTC")
    submit("cem", timestamp="2027-02-01 11:00:00.5 UTC")
    submit(" unfit")
    for _ in range(2):
        results = json.loads(run().to_json(course, assignment))["results"]
        assert [repr(r["late_seconds"]) for r in results] == ["0", "0", "86400", "86400.5"]


def test_an_extension_takes_the_penalty_back_without_a_regrade(run, grader, submit, nbgrader_book):
    submit("ada", timestamp="2027-02-01 11:00:00 UTC")
    assert run().results[0].late_seconds == 86400
    with nbgrader_book() as book:
        book.find_submission("01-double", "ada").extension = timedelta(days=2)
        book.db.commit()
    assert run().results[0].late_seconds == 0
    assert grader.graded == ["ada"]
    with nbgrader_book() as book:
        assert book.find_submission("01-double", "ada").late_submission_penalty == 0


def test_two_who_are_new_and_one_who_is_known(run, submit, nbgrader_book):
    submit("known")
    run()
    with nbgrader_book() as book:
        book.update_or_create_student("known", first_name="Ada", email="ada@example.org")
    for student in ("known", "Zoë Müller", "o'brien; drop table student"):
        submit(student, double=3)
    run()
    with nbgrader_book() as book:
        assert {student.id: student.score for student in book.students} == {
            "known": 7,
            "Zoë Müller": 7,
            "o'brien; drop table student": 7,
        }
        assert book.find_student("known").first_name == "Ada"


def test_a_score_that_somebody_else_wrote_is_out_of_date(run, submit, grader, course):
    submit("ada", double=0, halve=0)
    submit("bob", double=6, halve=4)
    run()
    with sqlite3.connect(course.gradebook_path) as book:
        book.execute(
            "UPDATE grade SET auto_score = 3 WHERE auto_score = 0 AND cell_id IN "
            "(SELECT id FROM base_cell WHERE name IN ('double', 'halve'))"
        )
    assert run().graded == 1
    assert grader.graded == ["ada", "bob", "ada"]
    with sqlite3.connect(course.gradebook_path) as book:
        [(total,)] = book.execute("SELECT sum(auto_score) FROM grade").fetchall()
    assert total == 10
    assert run().graded == 0


def test_a_score_that_was_removed_is_out_of_date(run, submit, course):
    submit("ada", double=0, halve=0)
    run()
    with sqlite3.connect(course.gradebook_path) as book:
        book.execute("UPDATE grade SET auto_score = NULL")
    assert run().graded == 1
