"""A table that Canvas or Moodle gave is filled in, and nothing else of it changes."""

import pytest

from autograder.errors import CourseError
from autograder.gradebook.students import Person
from autograder.lms.fill import Score, fill, finder

PEOPLE = [
    Person("ada", "Ada", "Lovelace", "ada@example.org", "12345"),
    Person("joerg", "Jörg", "Müller", "joerg@example.org", "12346"),
    Person("zoe", "Zoe", "Late", "zoe@example.org", "12347"),
]
TITLES = {"02-network": "A network", "03-deep": "A deep network"}
CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,"
    '"A network (5501)",02-network notes (5502)\r\n'
    "    Points Possible,,,,,110,10\r\n"
    '"Lovelace, Ada",12345,S1,ada,"Group ""A""",,\r\n'
    '"Müller, Jörg",12346,S2,joerg,Group A,EX,7\r\n'
    '"Student, Test",99999,,zoe,Group A,,\r\n'
)
MOODLE = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Feedback comments"\n'
    'Participant 71,"Ada Lovelace",ada@example.org,"Submitted for grading",,100.00,"well, done"\n'
    'Participant 72,"Jörg Müller",other@example.org,-,,100.00,\n'
)


def scores(**points):
    return {"02-network": {name: Score(value, 110.0) for name, value in points.items()}}


@pytest.fixture
def fill_in(tmp_path):
    def run(text, given, percent=False):
        file = tmp_path / "down.csv"
        file.write_text(text, encoding="utf-8", newline="")
        return fill(file, given, TITLES, finder(PEOPLE), percent)

    return run


def test_canvas_one_cell_changes_and_an_excused_one_stays(fill_in):
    filled = fill_in(CANVAS, scores(ada=87.654, joerg=50.0, zoe=3.0))
    assert filled.text == CANVAS.replace('"Group ""A""",,', '"Group ""A""",87.65,')
    assert filled.written == 1
    assert filled.without_line == ["zoe"]  # the student for tests is nobody


def test_canvas_by_the_assignments_name_and_a_share_of_other_points(fill_in):
    text = CANVAS.replace("A network (5501)", "02-network (5501)").replace("110,10", "50,10")
    with pytest.raises(CourseError, match="02-network has 50 points there and 110 here"):
        fill_in(text, scores(ada=55.0))
    filled = fill_in(text, scores(ada=55.0), percent=True)
    assert filled.text == text.replace('"Group ""A""",,', '"Group ""A""",25,')


@pytest.mark.parametrize(("title", "what"), [("Essay", "no column"), ("two", "more than one")])
def test_canvas_without_exactly_one_column(fill_in, title, what):
    text = CANVAS.replace("A network (5501)", "Essay (5501)")
    if title == "two":
        text = CANVAS.replace("02-network notes (5502)", "02-network (5502)")
    with pytest.raises(CourseError, match=what):
        fill_in(text, scores(ada=1.0))


def test_moodle_by_email_or_by_the_whole_name_in_the_points_of_its_item(fill_in):
    filled = fill_in(MOODLE, scores(ada=55.0, joerg=110.0), percent=True)
    assert filled.text == MOODLE.replace('grading",,100', 'grading",50,100').replace(
        "-,,100", "-,100,100"
    )
    assert filled.without_line == []


def test_moodle_gets_no_score_above_its_maximum_and_canvas_does(fill_in):
    filled = fill_in(MOODLE, scores(ada=121.0), percent=True)
    assert filled.text == MOODLE.replace('grading",,100', 'grading",100,100')
    assert filled.above_maximum == ["ada: 110 is above the maximum, so 100 is written"]
    filled = fill_in(CANVAS, scores(ada=121.0))
    assert filled.text == CANVAS.replace('"Group ""A""",,', '"Group ""A""",121,')
    assert filled.above_maximum == []


def test_moodle_is_for_one_assignment(fill_in):
    with pytest.raises(CourseError, match="name one"):
        fill_in(MOODLE, scores(ada=1.0) | {"03-deep": {}})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "neither"),
        ("a,b\n1,2\n", "neither"),
        ('Student,ID,Section\nAda "the first",1,2\n', ":2: a quote in the middle"),
    ],
)
def test_another_file_is_refused_in_one_sentence(fill_in, text, what):
    with pytest.raises(CourseError, match=what):
        fill_in(text, scores(ada=1.0))
