"""Exports and pages show what counts now: extensions, due dates and marks given since grading."""

import csv
import shutil
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.course import load_course
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from tests.gradebook.pages import penalty_on, score_on
from tests.gradebook.real_course import nbgrader
from tests.gradebook.tiny_course import grade_of
from tests.support.course_builder import NBGRADER_CONFIG

DAY_LATE = "2027-02-01 11:00:00 UTC"


def extend(course, book):
    book.find_submission("01-double", "ada").extension = timedelta(days=2)


def mark_by_hand(course, book):
    grade_of(book, "ada", "why").manual_score = 2


def override(course, book):
    grade_of(book, "ada", "double").manual_score = 1


def move_the_due_date(course, book):
    text = (course.root / "course.yml").read_text()
    (course.root / "course.yml").write_text(text.replace("2027-01-31T", "2027-03-31T"))


def change_the_policy(course, book):
    text = (course.root / "course.yml").read_text()
    (course.root / "course.yml").write_text(
        text.replace("percent_per_day: 10", "percent_per_day: 20")
    )


CHANGES: dict[Callable, tuple[float, float]] = {
    extend: (10, 0),
    mark_by_hand: (12, 1.2),
    override: (5, 0.5),
    move_the_due_date: (10, 0),
    change_the_policy: (10, 2),
}
by_change = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)


@pytest.fixture
def late(course, submit, run, nbgrader_book):
    """Ada, a day late: 10 points less 1. Then something changes, and nothing is graded again."""
    (course.root / "nbgrader_config.py").write_text(NBGRADER_CONFIG)
    submit("ada", timestamp=DAY_LATE, answer="Because.")
    run()

    def change_and_load(change):
        with nbgrader_book() as book:
            change(course, book)
            book.db.commit()
        return load_course(course.root)

    return change_and_load


def exported(course, *words):
    done = CliRunner().invoke(
        main, ["export", "01", "--format", "csv", *words, "--course", str(course.root)]
    )
    assert done.exit_code == 0, done.output
    return {row["student_id"]: row for row in csv.DictReader(done.stdout.splitlines())}


def test_a_point_has_two_digits_as_on_nbgraders_pages(course, submit, run):
    submit("ada", double=0.142858, halve=2, timestamp=DAY_LATE)
    run()
    assert numbers(exported(course)["ada"]) == (2.14, 0.21, 1.93)


def numbers(row):
    return float(row["raw_score"]), float(row["late_submission_penalty"]), float(row["score"])


@by_change
def test_an_export_has_the_penalty_that_counts_now(late, change):
    course = late(change)
    raw, penalty = CHANGES[change]
    assert numbers(exported(course)["ada"]) == (raw, penalty, raw - penalty)


@pytest.mark.slow
@pytest.mark.usefixtures("one_process")
@by_change
def test_a_page_has_the_penalty_that_counts_now_on_both_roads(late, change, tmp_path):
    course = late(change)
    raw, penalty = CHANGES[change]
    stock = tmp_path / "stock"
    shutil.copytree(course.root, stock)
    write_feedback(course, course.assignments[0], jobs=1)
    nbgrader(stock, "generate_feedback", "01-double", "--force")
    for root in (course.root, stock):
        page = (root / "feedback" / "ada" / "01-double" / "double.html").read_text()
        assert score_on(page) == (raw - penalty, 12)
        assert penalty_on(page) == penalty


@pytest.mark.slow
@by_change
def test_nbgraders_own_export_has_the_penalty_that_counts_now(late, change):
    course = late(change)
    raw, penalty = CHANGES[change]
    nbgrader(course.root, "export", "--to", "grades.csv")
    with (course.root / "grades.csv").open() as file:
        [row] = csv.DictReader(file)
    assert numbers(row) == (raw, penalty, raw - penalty)


def test_a_gradebook_that_is_up_to_date_is_only_read(late):
    course = late(extend)
    exported(course)
    before = course.gradebook_path.read_bytes()
    course.gradebook_path.chmod(0o444)
    assert exported(course)["ada"]["score"] == "10.0"
    assert course.gradebook_path.read_bytes() == before
