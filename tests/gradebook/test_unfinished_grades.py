"""An export says what is not final, and gives no score to somebody who has none."""

import csv

import pytest
from click.testing import CliRunner

from autograder.cli import main

# nbgrader's own add_submission warns
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

TO_MARK = "not marked yet; the scores leave those points out"


@pytest.fixture
def export(course):
    """Export; the scores, and what was said about them."""

    def exported(*words):
        done = CliRunner().invoke(
            main, ["export", "01", "--format", "csv", *words, "--course", str(course.root)]
        )
        assert done.exit_code == 0, done.output
        rows = csv.DictReader(done.stdout.splitlines())
        return {row["student_id"]: row["score"] for row in rows}, done.stderr.splitlines()

    return exported


@pytest.fixture
def roster(nbgrader_book):
    def add(*students):
        with nbgrader_book() as book:
            for student in students:
                book.update_or_create_student(student)

    return add


def test_questions_that_nobody_marked_are_counted(run, submit, export, mark):
    submit("ada", answer="Because.")
    submit("bob", answer="Why not?")
    submit("cy")
    run()
    scores = {"ada": "10.0", "bob": "10.0", "cy": "10.0"}
    assert export() == (scores, [f"warning: 2 written questions of 2 students {TO_MARK}"])
    mark("ada", "why", 0)
    assert export() == (scores, [f"warning: 1 written question of 1 student {TO_MARK}"])
    mark("bob", "why", 2)
    assert export() == (scores | {"bob": "12.0"}, [])


def test_who_submitted_nothing_is_blank_or_0(run, submit, export, roster):
    submit("ada", double=0, halve=0)
    run()
    roster("bob", "cy")
    blank = ({"ada": "0.0", "bob": "", "cy": ""},)
    said = ["2 students submitted nothing, left blank; for 0: --absent zero"]
    assert export() == export("--absent", "blank") == (*blank, said)
    zero = {"ada": "0.0", "bob": "0.0", "cy": "0.0"}
    assert export("--absent", "zero") == (zero, ["2 students submitted nothing, with 0"])


def test_an_extension_given_in_advance_is_no_submission(run, submit, export, roster, nbgrader_book):
    submit("ada")
    run()
    roster("bob")
    with nbgrader_book() as book:
        book.add_submission("01-double", "bob")
        book.grant_extension("01-double", "bob", days=2)
    assert export()[0] == {"ada": "10.0", "bob": ""}


def test_a_mark_by_hand_counts_where_nothing_was_submitted(
    run,
    submit,
    export,
    roster,
    nbgrader_book,
    mark,
):
    submit("ada")
    run()
    roster("bob")
    with nbgrader_book() as book:
        book.add_submission("01-double", "bob")
    for name, score in {"double": 5, "halve": 3, "why": 1}.items():
        mark("bob", name, score)
    assert export() == ({"ada": "10.0", "bob": "9.0"}, [])


def test_what_the_grader_could_not_grade_has_no_score(run, submit, export, course, assignment):
    submit("ada")
    submit("bob")
    run()
    (course.submitted_dir("ada", assignment) / "double.py").write_text("error")
    run()
    submit("cy")  # and nobody has graded it
    said = "warning: 1 submission without a score, left blank; run: autograder grade 01-double"
    assert export() == ({"ada": "", "bob": "10.0"}, [said])
    assert export("--absent", "zero") == ({"ada": "", "bob": "10.0"}, [said])


def test_a_submission_that_was_removed_keeps_its_score(run, submit, export, course, assignment):
    folder = submit("ada")
    run()
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert export() == ({"ada": "10.0"}, [])
