"""A mark by hand and the automatic score below it: which one counts is said everywhere."""

import json
import shutil
from textwrap import dedent

import pytest

from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from autograder.report.console import console
from autograder.report.tables import changed_table
from tests.gradebook.real_course import FILES, nbgrader
from tests.gradebook.tiny_course import Notes, grade_of


@pytest.fixture
def said(run):
    """Grade; what was said of marks by hand."""

    def grade(**options):
        notes = Notes()
        grade.run = run(progress=notes, **options)
        return [line for line in notes.said if "by hand" in line]

    return grade


def covered(run, course, assignment):
    results = json.loads(run.to_json(course, assignment))["results"]
    return {result["student"]: result["covered_by_hand"] for result in results}


def test_grade_says_that_a_mark_covers_the_new_score(said, hand_in, mark, course, assignment):
    hand_in("ada", double=0)
    hand_in("bob")
    assert said() == []
    mark("ada", "double", 2.5)
    hand_in("ada")
    line = "ada, double: 2.5 by hand covers 6 given automatically"
    for options in ({}, {}, {"force": True}, {"students": ["ada"]}):
        assert said(**options) == [line]
        assert covered(said.run, course, assignment)["ada"] == ["double"]
    assert said(students=["bob"]) == []
    assert covered(said.run, course, assignment) == {"bob": []}
    mark("ada", "double", None)
    assert said() == []
    assert covered(said.run, course, assignment) == {"ada": [], "bob": []}


def test_the_table_of_changes_says_which_score_counts(said, hand_in, mark):
    hand_in("ada", double=0)
    said()
    mark("ada", "double", 2.5)
    hand_in("ada")
    said()
    screen = console()
    with screen.capture() as shown:
        screen.print(changed_table(said.run.changed))
    assert "double +6 (a score by hand counts)" in " ".join(shown.get().split())


def test_an_equal_score_by_hand_is_not_worth_a_line(said, hand_in, mark, course, assignment):
    hand_in("ada")
    said()
    mark("ada", "double", 6)
    assert said() == []
    assert covered(said.run, course, assignment) == {"ada": ["double"]}


def test_an_answer_taken_back_keeps_its_mark_and_that_is_said(said, hand_in, mark):
    hand_in("ada", answer="Because.")
    said()
    mark("ada", "why", 1.5)
    hand_in("ada")
    assert said() == ["ada, why: 1.5 by hand covers 0 given automatically"]


def test_many_marks_are_counted_and_not_all_listed(said, hand_in, mark):
    students = [f"student-{n:02}" for n in range(12)]
    for student in students:
        hand_in(student)
    said()
    for student in students:
        mark(student, "double", 1)
        mark(student, "halve", 1)
    lines = said()
    assert len(lines) == 21
    assert lines[0] == "student-00, double: 1 by hand covers 6 given automatically"
    assert lines[-1] == "4 more scores by hand cover automatic ones"


@pytest.mark.slow
def test_the_page_says_it_beside_the_points_on_both_roads(
    run, hand_in, mark, course, assignment, nbgrader_book, tmp_path
):
    (course.root / "nbgrader_config.py").write_text(dedent(FILES["nbgrader_config.py"]))
    hand_in("ada", double=0)
    run()
    mark("ada", "double", 2.5)
    with nbgrader_book() as book:
        grade_of(book, "ada", "halve").extra_credit = 0.5
        book.db.commit()
    stock = tmp_path / "stock"
    shutil.copytree(course.root, stock)
    write_feedback(course, assignment, jobs=1)
    nbgrader(stock, "generate_feedback", "01-double", "--force")
    for root in (course.root, stock):
        page = (root / "feedback" / "ada" / "01-double" / "double.html").read_text()
        assert "A person gave 2.5 points by hand. They count, not the 0 points below." in page
        assert "0.5 points of extra credit are added." in page
        assert page.index("A person gave") < page.index("Twice: 0 of 6 points")


def test_what_a_note_says_without_an_automatic_score():
    nbgrader_api()
    from autograder.nbgrader_plugins.pending_points import _note_on_marks

    assert _note_on_marks(None, 2.0, None) == "A person gave 2 points by hand. They count."
    assert _note_on_marks(6.0, None, None) == ""
