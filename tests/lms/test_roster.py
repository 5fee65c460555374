"""A class list of Canvas, Moodle or nbgrader goes into nbgrader's table of students."""

import pytest

from autograder.errors import CourseError
from autograder.gradebook.students import Person, read_people
from autograder.lms.roster_file import read_roster_file
from tests.support.autograder_command import autograder

CANVAS = '''\
\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,02-network (5501)
    Points Possible,,,,,100
"Lovelace, Ada",12345,S1,ada,"Group A",
"Müller, Jörg",12346,S2,joerg,"Group ""B""",EX
"Student, Test",99999,,abc123,Group A,
'''
MOODLE = """\
"First name","Last name","ID number","Email address"
Ada,Lovelace,4711,ada@example.org
Jörg,Müller,4712,joerg@example.org
"""
NBGRADER = "id,first_name,last_name,email,lms_user_id\nada,Ada,Lovelace,ada@example.org,12345\n"


def people_of(text, tmp_path):
    file = tmp_path / "class.csv"
    file.write_text(text, encoding="utf-8")
    return read_roster_file(file)


def test_canvas_has_a_mark_at_the_start_a_line_of_points_and_a_student_for_tests(tmp_path):
    assert people_of(CANVAS, tmp_path) == [
        Person("ada", "Ada", "Lovelace", "", "12345"),
        Person("joerg", "Jörg", "Müller", "", "12346"),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_moodle_in_each_of_its_separators(tmp_path, separator):
    assert people_of(MOODLE.replace(",", separator), tmp_path) == [
        Person("4711", "Ada", "Lovelace", "ada@example.org"),
        Person("4712", "Jörg", "Müller", "joerg@example.org"),
    ]


def test_nbgraders_own_columns(tmp_path):
    assert people_of(NBGRADER, tmp_path) == [
        Person("ada", "Ada", "Lovelace", "ada@example.org", "12345")
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no student"),
        ("name\nAda\n", "has no id"),
        ("id\nada\nada\n", "there twice"),
        ("id\n../../ada\n", "can't be an id"),
        ("id\n.ada\n", "can't be an id"),
        (f"id\n{'a' * 129}\n", "at most 128"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path, text, what):
    with pytest.raises(CourseError, match=what):
        people_of(text, tmp_path)


def test_a_file_that_is_no_utf8(tmp_path):
    file = tmp_path / "class.csv"
    file.write_bytes("id,first_name\na,Jörg\n".encode("latin-1"))
    with pytest.raises(CourseError, match="UTF-8"):
        read_roster_file(file)


def test_a_second_import_adds_what_is_new_and_takes_nothing_away(course, roster):
    assert "1 added, 0 changed" in roster(NBGRADER)
    assert "1 added, 1 changed" in roster("id,first_name,email\nada,Augusta,\nben,Ben,b@x.org\n")
    assert read_people(course) == [
        Person("ada", "Augusta", "Lovelace", "ada@example.org", "12345"),
        Person("ben", "Ben", "", "b@x.org"),
    ]


def test_the_check_lists_absent_unknown_and_one_person_twice(course, roster):
    roster("id,first_name,last_name\nada,Ada,L\nben,Ben,M\nbenno,Ben,M\n")
    for student in ("ada", "Ada", "zoe"):
        course.submitted_dir(student, course.assignments[0]).mkdir(parents=True)
    done = autograder(course.root, "roster check")
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "02-network: not in the roster: Ada, zoe",
        "02-network: nothing submitted: ben, benno",
        "perhaps one person: Ada, ada",
        "perhaps one person: ben, benno",
    ]


def test_a_class_that_agrees_has_nothing_to_say(course, roster):
    roster(NBGRADER)
    course.submitted_dir("ada", course.assignments[0]).mkdir(parents=True)
    done = autograder(course.root, "roster check")
    assert (done.exit_code, done.output) == (0, "")
