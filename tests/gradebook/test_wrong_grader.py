"""A grader with a mistake is found by the reference, before anybody loses a point by it."""

import shutil

import pytest
from click.testing import CliRunner

from autograder import grade_class as class_module
from autograder.cli import main
from autograder.errors import CourseError
from autograder.grade_class import grade_class
from autograder.gradebook.recorded import read_recorded
from autograder.grading import grade_submissions
from autograder.nbgrader_plugins.generate import release_assignment
from tests.gradebook.real_course import RIGHT, lay_out, submit
from tests.gradebook.tiny_course import Notes, only_line

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_process")]

REFERENCE = "01-double/double.py"


@pytest.fixture(scope="module")
def released(share):
    """A released course with one submission, to be copied."""

    def make(root):
        course = lay_out(root)
        release_assignment(course, course.assignments[0])
        course.gradebook_path.unlink()
        submit(course, "ada")

    return share("released-with-ada", make)


@pytest.fixture
def course(released, tmp_path):
    shutil.copytree(released, tmp_path / "course")
    return lay_out(tmp_path / "course")


@pytest.fixture
def assignment(course):
    return course.assignments[0]


@pytest.fixture
def graded(monkeypatch):
    """The names that are graded."""
    names: list[str] = []

    def watched(course, assignment, submissions, **options):
        submissions = list(submissions)
        names.extend(submission.student for submission in submissions)
        yield from grade_submissions(course, assignment, submissions, **options)

    monkeypatch.setattr(class_module, "grade_submissions", watched)
    return names


def grade(course, **options):
    return grade_class(course, course.assignments[0], progress=Notes(), jobs=1, **options)


def change_grader(course, old, new):
    path = course.solution_dir(course.assignments[0]) / "graders" / "test_double.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def add_wheat(course, name, text):
    folder = course.solution_dir(course.assignments[0]) / "wheats"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("reference.double(x))", "reference.double(x) + 0.01)", "gets 6: double/values (the val"),
        ("expect(student", "undefined(student", "'undefined' is not defined"),
    ],
)
def test_where_the_reference_loses_a_point_nothing_is_recorded(course, right, wrong, told):
    grade(course)
    before = read_recorded(course, course.assignments[0])
    notebook = course.autograded_dir("ada", course.assignments[0]) / "double.ipynb"
    page = notebook.read_bytes()
    submit(course, "bob")
    change_grader(course, right, wrong)
    with pytest.raises(CourseError) as raised:
        grade(course)
    text = only_line(raised)
    assert text.startswith(f"Nothing is recorded: {REFERENCE} ")
    assert told in text
    assert read_recorded(course, course.assignments[0]) == before
    assert notebook.read_bytes() == page
    assert not course.autograded_dir("bob", course.assignments[0]).exists()


def test_the_command_ends_with_2_and_makes_no_gradebook(course):
    change_grader(course, "reference.double(x))", "reference.double(x) + 0.01)")
    done = CliRunner().invoke(main, ["grade", "01-double", "--course", str(course.root)])
    assert done.exit_code == 2
    assert "double/values" in done.output
    assert not course.gradebook_path.exists()


def test_unchanged_graders_are_proven_once(course, graded):
    assert [result.student for result in grade(course).results] == ["ada"]
    assert graded == [REFERENCE, "ada"]
    submit(course, "bob")
    grade(course)
    assert graded == [REFERENCE, "ada", "bob"]
    grade(course, force=True)
    assert graded.count(REFERENCE) == 1
    change_grader(course, "import pytest", "# another text\nimport pytest")
    grade(course)
    assert graded.count(REFERENCE) == 2


def test_every_wheat_is_graded_first_on_request(course, graded):
    add_wheat(course, "sums.py", RIGHT.replace("2 * x", "x + x"))
    add_wheat(course, "thirds.py", RIGHT.replace("2 * x", "6 * x / 3"))
    grade(course, check_wheats=True)
    wheats = ["01-double/wheats/sums.py", "01-double/wheats/thirds.py"]
    assert graded == [REFERENCE, *wheats, "ada"]
    grade(course, check_wheats=True, force=True)
    assert graded == [REFERENCE, *wheats, "ada", "ada"]

    add_wheat(course, "thirds.py", RIGHT.replace("2 * x", "5 * x / 3"))
    grade(course)
    with pytest.raises(CourseError, match=r"wheats/thirds.py is right and .* gets 4: double/val"):
        grade(course, check_wheats=True)  # with nobody to grade, too
