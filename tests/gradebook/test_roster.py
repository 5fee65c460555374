"""Who is in the gradebook and not in `submitted/`, and the other way round, is said by `grade`."""

import shutil

import pytest

from autograder.errors import CourseError
from autograder.gradebook.book import open_gradebook
from autograder.gradebook.roster import Roster, roster_lines
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from tests.gradebook.tiny_course import Notes

STARTS = ("new in", "nothing submitted", "folder no longer")


@pytest.fixture
def said(run):
    def grade(**options):
        notes = Notes()
        run(progress=notes, **options)
        return [line for line in notes.said if line.startswith(STARTS)]

    return grade


@pytest.fixture
def roster(course, nbgrader_book):
    def add(*students):
        with open_gradebook(course):  # which makes one
            pass
        with nbgrader_book() as book:
            for student in students:
                book.update_or_create_student(student)

    return add


def test_a_class_without_a_roster_is_just_graded(said, submit):
    submit("ada")
    submit("bob")
    assert said() == said() == []


def test_a_name_that_is_not_on_the_roster_is_said_once(said, submit, roster, nbgrader_book):
    roster("ada", "bob.lee")
    for student in ("Ada", "bob.lee", "zoe"):
        submit(student)
    missing = "nothing submitted: ada"
    assert said() == ["new in the gradebook: Ada (there is ada), zoe", missing]
    assert said() == [missing]
    with nbgrader_book() as book:
        assert {student.id: student.score for student in book.students} == {
            **{"Ada": 10, "zoe": 10, "bob.lee": 10},
            "ada": 0,
        }


def test_a_folder_that_is_gone_keeps_its_score_and_is_said(
    said, submit, course, assignment, nbgrader_book
):
    submit("ada")
    submit("bob")
    said()
    shutil.rmtree(course.submitted_dir("ada", assignment))
    for _ in range(2):
        assert said() == ["folder no longer in submitted/, score left as it is: ada"]
    with nbgrader_book() as book:
        assert book.find_submission("01-double", "ada").score == 10


def test_of_a_part_of_the_class_nobody_is_missing(said, submit, roster, course, tmp_path):
    roster("ada", "bob")
    submit("ada")
    submit("cy")
    assert said(students=["cy"]) == ["new in the gradebook: cy"]
    shutil.copytree(course.root / "submitted" / "ada", tmp_path / "inbox" / "dora")
    assert said(submitted=tmp_path / "inbox") == ["new in the gradebook: dora"]


def test_a_list_of_names_has_a_bound():
    many = frozenset(f"student-{n:03}\n" for n in range(300))
    [line] = roster_lines(Roster(many), [], whole_class=True)
    assert line.startswith("nothing submitted: student-000, student-001,")
    assert line.endswith(" and 290 more")
    assert "\n" not in line


@pytest.mark.parametrize("name", ["ADA", "a.d.a", "a_d-a ", "ａｄａ"])
def test_names_that_people_confuse(name):
    [line] = roster_lines(Roster(frozenset({"ada"})), [name], whole_class=False)
    assert line.endswith("(there is ada)")


@pytest.mark.slow
@pytest.mark.usefixtures("one_process")
def test_who_is_removed_from_the_gradebook_stops_no_page(
    run, submit, course, assignment, nbgrader_book
):
    for student in ("ada", "bob"):
        submit(student)
    run()
    with nbgrader_book() as book:
        book.remove_student("ada")
    write_feedback(course, assignment)
    assert (course.feedback_dir("bob", assignment) / "double.html").is_file()
    assert not course.feedback_dir("ada", assignment).exists()
    with nbgrader_book() as book:
        book.remove_student("bob")
    with pytest.raises(CourseError, match="nothing is graded yet"):
        write_feedback(course, assignment)
