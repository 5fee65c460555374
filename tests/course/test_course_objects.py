"""What course.yml becomes, and where the folders are."""

import pickle
from datetime import datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest
import yaml

from autograder.course import (
    LatePolicy,
    find_course,
    find_course_or_packaged,
    load_course,
    packaged_course,
)
from autograder.course.schema import course_schema, schema_text
from autograder.errors import CourseError
from tests.course.test_course_mistakes import GOOD, write

KIT = Path(__file__).parents[2]


@pytest.fixture
def course(tmp_path):
    return load_course(write(tmp_path, GOOD))


def test_an_assignment(course):
    line = course.assignment("01-line")
    assert (line.stem, line.module, line.notebook) == ("line", "line.py", "line.ipynb")
    assert line.max_score == 10.0
    cet = timezone(timedelta(hours=1))
    assert line.due == datetime(2027, 1, 31, 23, 59, tzinfo=cet)


def test_a_task_judges_the_function_of_its_name_unless_the_course_says_otherwise(tmp_path):
    text = GOOD.replace("points: 6}", "points: 6, functions: []}")
    predict, slope = load_course(write(tmp_path, text)).assignments[0].tasks
    assert (predict.functions, slope.functions) == ((), ("slope",))
    assert slope.needs == ("predict",)


def test_what_lateness_costs_in_one_assignment(tmp_path):
    course = load_course(write(tmp_path, GOOD))
    assert course.late_policy(course.assignments[0]) == course.late
    own = "late: {percent_per_day: 50}\n    due: 2027"
    course = load_course(write(tmp_path, GOOD.replace("due: 2027", own)))
    policy = course.late_policy(course.assignments[0])
    assert policy == LatePolicy(**dict(course.late) | {"percent_per_day": 50})


def test_an_unambiguous_part_is_enough(course):
    for part in ("01", "LINE", "1-l"):
        assert course.assignment(part).name == "01-line"


def test_an_unknown_name_is_reported_with_the_nearest(course):
    with pytest.raises(CourseError, match="no assignment '01-lime', did you mean '01-line'"):
        course.assignment("01-lime")
    with pytest.raises(CourseError, match=r"no assignment 'x' \(known: 01-line"):
        course.assignment("x")
    with pytest.raises(CourseError, match="no task of 01-line 'slop2', did you mean 'slope'"):
        course.assignments[0].task("slop2")


def test_a_part_of_two_names_is_refused(tmp_path):
    other = GOOD[GOOD.index("  - name: 01-line") :]
    other = other.replace("01-line", "01-line-again").replace("line.py", "again.py")
    course = load_course(write(tmp_path, GOOD + other))
    assert course.assignment("01-line").module == "line.py"
    with pytest.raises(CourseError, match="may mean 01-line or 01-line-again"):
        course.assignment("01")


def test_where_the_folders_are(course, tmp_path):
    line = course.assignment("line")
    assert course.root == tmp_path
    assert course.release_dir(line) == tmp_path / "assignments/01-line"
    assert course.submitted_dir("ada", line) == tmp_path / "submitted/ada/01-line"
    with pytest.raises(CourseError, match=r"solutions/01-line/line\.py: there is no such file"):
        course.require_solution_dir(line)


def test_a_course_crosses_to_another_process(course):
    again = pickle.loads(pickle.dumps(course))
    assert again == course
    assert again.root == course.root


def test_the_course_is_found_from_below(tmp_path):
    write(tmp_path, GOOD)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_course(below) == tmp_path


def test_outside_any_course_the_one_of_the_package_is_used(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_course_or_packaged(None) == packaged_course() == KIT
    write(tmp_path, GOOD)
    assert find_course_or_packaged(None) == tmp_path
    (tmp_path / "empty").mkdir()
    (tmp_path / "course.yml").unlink()
    with pytest.raises(CourseError, match="no course"):
        find_course_or_packaged(tmp_path / "empty")


def test_no_course_anywhere(tmp_path):
    with pytest.raises(CourseError, match=r"there is no course\.yml here or in a folder above"):
        find_course(tmp_path)


@pytest.mark.parametrize(
    ("late_hours", "percent"),
    [(0, 0), (0.25, 0), (0.26, 10), (24, 10), (24.01, 20), (48.5, 25), (9999, 25)],
)
def test_lateness_costs_by_started_day_after_the_grace_up_to_the_cap(late_hours, percent):
    policy = LatePolicy(grace_minutes=15, percent_per_day=10, cap_percent=25)
    assert policy.penalty_percent(late_hours * 3600) == percent


def test_the_committed_schema_is_current():
    committed = (KIT / "course.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "run: python -m autograder.course > course.schema.json"


def test_an_editor_finds_the_mistakes_too():
    check = jsonschema.Draft202012Validator(course_schema())
    course = yaml.safe_load(
        GOOD.replace("2027-01-31T23:59:00+01:00", "'2027-01-31T23:59:00+01:00'")
    )
    assert check.is_valid(course)
    course["assignments"][0]["tasks"][0]["points"] = 0
    assert not check.is_valid(course)


def test_the_kits_own_course_names_its_schema():
    first = (KIT / "course.yml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=course.schema.json"
    assert load_course(KIT).assignments
