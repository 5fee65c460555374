"""A mark by hand and the automatic score below it: which one counts is said everywhere."""

import json
import shutil

import pytest

from autograder.gradebook.answers import written_answer
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from autograder.pages.facts import Mark
from autograder.pages.task_part import notes_on
from autograder.report.console import console
from autograder.report.moves_table import moves_table
from tests.gradebook.pages import page_of, points_of
from tests.gradebook.real_course import nbgrader
from tests.gradebook.tiny_course import Notes, grade_of, plain_cell, released_notebook
from tests.support.course_builder import NBGRADER_CONFIG


@pytest.fixture
def said(run):
    """Grade; what was said of marks by hand."""

    def grade(**options):
        notes = Notes()
        grade.run = run(progress=notes, **options)  # type: ignore[attr-defined]
        return [line for line in notes.said if "by hand" in line]

    return grade


def covered(run, course, assignment):
    results = json.loads(run.to_json(course, assignment))["results"]
    return {result["student"]: result["covered_by_hand"] for result in results}


def test_grade_says_that_a_mark_covers_the_new_score(said, submit, mark, course, assignment):
    submit("ada", double=0)
    submit("bob")
    assert said() == []
    mark("ada", "double", 2.5)
    submit("ada")
    line = "ada, double: 2.5 by hand covers 6 given automatically"
    for options in ({}, {}, {"force": True}, {"students": ["ada"]}):
        assert said(**options) == [line]
        assert covered(said.run, course, assignment)["ada"] == ["double"]
    assert said(students=["bob"]) == []
    assert covered(said.run, course, assignment) == {"bob": []}
    mark("ada", "double", None)
    assert said() == []
    assert covered(said.run, course, assignment) == {"ada": [], "bob": []}


def test_the_table_of_changes_says_which_score_counts(said, submit, mark):
    submit("ada", double=0)
    said()
    mark("ada", "double", 2.5)
    submit("ada")
    said()
    screen = console()
    with screen.capture() as shown:
        screen.print(moves_table(said.run.moved))
    assert "double +6 (values; a score by hand counts)" in " ".join(shown.get().split())


def test_an_equal_score_by_hand_is_not_worth_a_line(said, submit, mark, course, assignment):
    submit("ada")
    said()
    mark("ada", "double", 6)
    assert said() == []
    assert covered(said.run, course, assignment) == {"ada": ["double"]}


def test_an_answer_taken_back_keeps_its_mark_and_that_is_said(said, submit, mark):
    submit("ada", answer="Because.")
    said()
    mark("ada", "why", 1.5)
    submit("ada")
    assert said() == ["ada, why: 1.5 by hand covers 0 given automatically"]


def test_many_marks_are_counted_and_not_all_listed(said, submit, mark):
    students = [f"student-{n:02}" for n in range(12)]
    for student in students:
        submit(student)
    said()
    for student in students:
        mark(student, "double", 1)
        mark(student, "halve", 1)
    lines = said()
    assert len(lines) == 21
    assert lines[0] == "student-00, double: 1 by hand covers 6 given automatically"
    assert lines[-1] == "4 more scores by hand cover automatic ones"


@pytest.mark.slow
@pytest.mark.usefixtures("one_process")
def test_the_page_says_it_beside_the_points_on_both_roads(
    run, submit, mark, course, assignment, nbgrader_book, tmp_path
):
    (course.root / "nbgrader_config.py").write_text(NBGRADER_CONFIG)
    submit("ada", double=0)
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
        assert (
            "A person gave 2.5 points by hand. This counts, not the 0 points of the checks." in page
        )
        assert "Extra credit of 0.5 points is added." in page
        assert points_of(page, "Twice") == "2.5 of 6"


def test_what_a_note_says_without_an_automatic_score():
    [note] = notes_on(Mark(6, None, 2.0))
    assert note == "A person gave 2 points by hand. This counts."
    assert not list(notes_on(Mark(6, 6.0)))


@pytest.fixture
def flagged(nbgrader_book):
    """The cells of a student that a person has to look at."""

    def cells(student="ada"):
        with nbgrader_book() as book:
            grades = book.find_submission("01-double", student).notebooks[0].grades
            return {grade.name for grade in grades if grade.needs_manual_grade}

    return cells


def test_a_regrade_asks_for_nothing_that_is_marked(run, grader, submit, mark, flagged):
    submit("ada", double=0, answer="Because.")
    run()
    assert flagged() == {"why"}
    run(force=True)
    assert flagged() == {"why"}  # nobody has marked it yet
    mark("ada", "why", 1.5)
    mark("ada", "double", 2)
    for version in "23":
        grader.version = version
        run(force=True)
        assert flagged() == set()


def test_a_new_answer_asks_for_the_mark_of_that_answer(run, submit, mark, flagged):
    submit("ada", answer="Because.")
    run()
    mark("ada", "why", 1.5)
    submit("ada", halve=1, answer="Because.")
    run()
    assert flagged() == set()
    submit("ada", halve=1, answer="Because!")
    for _ in range(2):
        run(force=True)
        assert flagged() == {"why"}
    submit("ada", answer="Because.")  # which is marked
    run()
    assert flagged() == set()
    submit("ada", answer="Because!")
    run()
    mark("ada", "why", 2)
    run(force=True)
    assert flagged() == set()


def test_a_new_program_asks_for_the_mark_of_its_task(run, submit, mark, flagged):
    submit("ada", double=0)
    run()
    mark("ada", "double", 2)
    submit("ada", double=3)
    run()
    assert flagged() == {"double"}


def test_a_person_may_ask_for_another_look(run, submit, mark, flagged, nbgrader_book):
    submit("ada", answer="Because.")
    run()
    mark("ada", "why", 1.5)
    with nbgrader_book() as book:
        grade_of(book, "ada", "why").needs_manual_grade = True
        book.db.commit()
    for _ in range(2):
        run(force=True)
        assert flagged() == {"why"}
    mark("ada", "why", 1)
    run(force=True)
    assert flagged() == set()


def test_a_failure_of_the_grader_leaves_marks_as_they_are(
    run, submit, mark, flagged, course, assignment
):
    submit("ada", double=0, answer="Because.")
    run()
    mark("ada", "why", 1.5)
    mark("ada", "double", 2)
    (course.submitted_dir("ada", assignment) / "double.py").write_text("error")
    run()
    assert flagged() == {"halve"}  # which has no score at all
    submit("ada", double=0, answer="Because.")
    run()
    assert flagged() == set()


def test_an_answer_in_another_cell_is_an_answer():
    released = released_notebook()["cells"]
    own = plain_cell("markdown", "Because.", id="own")
    elsewhere = written_answer([*released, own], "why")
    changed = written_answer([*released, own | {"source": "Because!"}], "why")
    assert len({written_answer(released, "why"), elsewhere, changed}) == 3
    answer = {**released[-1], "source": "Because."}
    here = written_answer([*released[:-1], answer], "why")
    assert here == written_answer([*released[:-1], answer, own], "why")
    picture = {"a.png": {"image/png": "AAAA"}}
    assert here != written_answer([*released[:-1], answer | {"attachments": picture}], "why")


@pytest.mark.usefixtures("one_process")
def test_the_page_of_a_module_that_cannot_be_loaded_says_it_too(
    run, submit, mark, course, assignment
):
    folder = submit("ada")
    run()
    mark("ada", "double", 2.5)
    (folder / "double.py").write_text("invalid")
    run()
    write_feedback(course, assignment, jobs=1)
    assert "A person gave 2.5 points by hand. This counts" in page_of(course, "ada")
