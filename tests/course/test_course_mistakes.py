"""Every mistake in course.yml is reported with its line and what is allowed there."""

import re
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.errors import CourseError

GOOD = """\
schema: 1
id: tiny
title: A tiny course
limits:
  call_seconds: 2
late:
  percent_per_day: 10
assignments:
  - name: 01-line
    title: A line
    module: line.py
    due: 2027-01-31T23:59:00+01:00
    tasks:
      - {name: predict, title: Predict, points: 6}
      - name: slope
        title: Slope
        points: 4
        needs: [predict]
"""

MISTAKES = [
    ("schema: 1", "schema: 2", "1: 'schema' can't be 2; allowed: the version"),
    ("schema: 1\n", "", "1: 'schema' is missing"),
    ("id: tiny", "id: a b", "2: 'id' can't be the text 'a b'; allowed: a short name"),
    ("title: A tiny course", "title: No", "3: 'title' can't be false; allowed: what a person"),
    ("call_seconds: 2", "call_seconds: 0", "5: 'call_seconds' can't be 0; allowed: seconds"),
    ("call_seconds: 2", "call_second: 2", "unknown key 'call_second', did you mean 'call_seconds'"),
    ("call_seconds: 2", "memory_mib: 1.5", "5: 'memory_mib' can't be 1.5; allowed: address space"),
    ("percent_per_day: 10", "percent_per_day: 101", "7: 'percent_per_day' can't be 101"),
    ("percent_per_day: 10", "percent_per_day: .nan", "7: 'percent_per_day' can't be nan"),
    ("late:", "latte:", "6: unknown key 'latte', did you mean 'late'? (allowed here: schema, id"),
    ("module: line.py", "module: line", "11: 'module' can't be the text 'line'"),
    ("module: line.py", "module: ../line.py", "11: 'module' can't be the text '../line.py'"),
    ("module: line.py", "module: random.py", "11: 'random.py' would hide Python's own module"),
    ("module: line.py", "module: numpy.py", "11: 'numpy.py' would hide the package numpy"),
    ("module: line.py", "module: pytest.py", "11: 'pytest.py' would hide the package pytest"),
    ("late:", "time_zone: Europe/Berlim\nlate:", "6: 'time_zone' can't be the text 'Europe/Berl"),
    ("late:", "time_zone: Europe\nlate:", "6: 'time_zone' can't be the text 'Europe'; allowed: an"),
    (
        "late:",
        "time_zone: /etc\nlate:",
        "6: 'time_zone' can't be the text '/etc'; allowed: an IANA",
    ),
    (
        "late:",
        "time_zone: 1\nlate:",
        "6: 'time_zone' can't be 1; allowed: an IANA name, e.g. Europe",
    ),
    ("+01:00", "", "12: 'due' has no time zone: the text '2027-01-31T23:59:00'"),
    (
        "2027-01-31T23:59:00+01:00",
        "2027-01-31",
        "12: 'due' has no time zone: the text '2027-01-31'",
    ),
    ("2027-01-31T23:59:00+01:00", "20270131", "12: 'due' can't be 20270131; allowed: date, time"),
    ("2027-01-31T23:59:00+01:00", "soon", "12: 'due' can't be the text 'soon'"),
    ("2027-01-31T23:59:00+01:00", "9999-12-31T23:59:00-12:00", "12: 'due' can't be"),
    ("2027-01-31T23:59:00+01:00", "0001-01-01T00:00:00+14:00", "12: 'due' can't be"),
    ("late:", "late:\n  grace_minutes: 1.0e+13", "7: 'grace_minutes' can't be"),
    ("points: 6", "points: -6", "14: 'points' can't be -6; allowed: what the task is worth"),
    ("points: 6", "points: '6'", "14: 'points' can't be the text '6'"),
    ("points: 6", "points: true", "14: 'points' can't be true"),
    ("points: 6", "points: 6, extra_credit: 2", "14: 'extra_credit' can't be 2; allowed: true or"),
    (
        "due: 2027",
        "late: {grace: 1}\n    due: 2027",
        "12: unknown key 'grace' (allowed here: grace_minutes",
    ),
    ("name: predict,", "", "14: 'name' is missing; allowed: the task's name"),
    ("- name: slope", "- name: predict", "15: name 'predict' is used already"),
    ("points: 4", "points: 4\n        points: 5", "18: 'points' is here a second time (first"),
    (
        "needs: [predict]",
        "needs: predict",
        "18: 'needs' can't be the text 'predict'; allowed: names",
    ),
    ("needs: [predict]", "needs: [7]", "18: item 1 of 'needs' can't be 7; allowed: names"),
    ("needs: [predict]", "needs: [bias]", "18: 'slope' needs 'bias', which is no task; allowed: p"),
    ("needs: [predict]", "needs: [slope]", "18: 'slope' needs 'slope', which is the task itself"),
    ("- name: slope", "- name: run", "15: no check can call a function 'run'; allowed: names"),
    ("id: tiny", "  id: tiny", "2: this isn't YAML: mapping values are not allowed in this"),
    ("title: A tiny course", "title: &a [*a]", "3: 'title' can't be a list"),
    (GOOD, "", "1: 'course.yml' can't be empty"),
    (GOOD, "- 1", "1: 'course.yml' can't be a list; allowed: the keys schema, id"),
]


def write(folder: Path, text: str) -> Path:
    (folder / "course.yml").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path) -> str:
    with pytest.raises(CourseError) as error:
        load_course(folder)
    return str(error.value)


@pytest.mark.parametrize(("right", "wrong", "line"), MISTAKES, ids=[m[1][:30] for m in MISTAKES])
def test_a_mistake_is_reported_with_its_line(tmp_path, right, wrong, line):
    assert right in GOOD
    message = refusal(write(tmp_path, GOOD.replace(right, wrong)))
    assert message.startswith("course.yml:")
    assert line in message
    assert "\n" not in message


def test_not_everything_is_extra_credit(tmp_path):
    text = re.sub(r"points: (\d+)", r"points: \1, extra_credit: true", GOOD, count=1)
    assert load_course(write(tmp_path, text)).assignments[0].max_score == 4
    text = text.replace("points: 4", "points: 4\n        extra_credit: true")
    assert "13: every task is extra credit; at least one must count" in refusal(
        write(tmp_path, text)
    )


def test_a_later_task_can_not_be_needed(tmp_path):
    text = GOOD.replace("points: 6}", "points: 6, needs: [slope]}")
    message = refusal(write(tmp_path, text))
    assert message == (
        "course.yml:14: 'predict' needs 'slope', which is a later task; "
        "allowed: none, as it is the first task"
    )


def test_assignments_differ_in_name_and_module(tmp_path):
    again = GOOD[GOOD.index("  - name: 01-line") :]
    lines = refusal(write(tmp_path, GOOD + again)).splitlines()
    assert lines == [
        "course.yml:19: name '01-line' is used already; names must differ",
        "course.yml:21: module 'line.py' is used already; names must differ",
    ]


def test_every_mistake_is_reported_in_the_order_of_the_file(tmp_path):
    text = GOOD.replace("points: 6", "points: 0").replace("schema: 1", "schema: one")
    lines = refusal(write(tmp_path, text)).splitlines()
    assert [line.split(":")[1] for line in lines] == ["1", "14"]


def test_text_in_another_encoding(tmp_path):
    (tmp_path / "course.yml").write_bytes(GOOD.replace("Predict", "Vorhersage ü").encode("latin-1"))
    assert refusal(tmp_path) == "course.yml:14: this isn't UTF-8 text; save the file as UTF-8"


def test_no_file(tmp_path):
    assert refusal(tmp_path).endswith("course.yml: can't be read: No such file or directory")


@pytest.mark.parametrize("deep", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000, "? " * 100_000])
def test_brackets_without_end_are_told_and_do_not_end_the_process(tmp_path, deep):
    (tmp_path / "course.yml").write_text(f"schema: 1\nid:\n  {deep}")
    with pytest.raises(CourseError, match=r"^course\.yml:3: this is nested more than 100 levels"):
        load_course(tmp_path)
