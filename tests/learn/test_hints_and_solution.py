"""The ladder goes one rung further each time; the solution comes after a pass, or asked twice."""

import re
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.learn.checks.checking import check_once
from autograder.learn.hints import Rung, next_hint, read_ladders
from autograder.learn.solution import functions_of, may_see_solution, side_by_side


def test_ladders_are_read_by_task_and_rung():
    ladders = read_ladders(
        "# Title\n\n## `one`\n\n### First\n\ntext\n\n```\n## code\n### code\n```\n\n"
        "### Second\nmore\n\n## two\n\n### Only\nx\n"
    )
    assert list(ladders) == ["one", "two"]
    assert ladders["one"] == [
        Rung("First", "text\n\n```\n## code\n### code\n```"),
        Rung("Second", "more"),
    ]
    assert ladders["two"] == [Rung("Only", "x")]


def test_an_indented_line_is_code_and_no_heading():
    assert read_ladders("## a\n### R\n    # code\n")["a"][0].text == "# code"


def test_each_hint_is_one_rung_further_and_the_last_repeats(workspace, assignment):
    task = assignment.task("double")
    hints = [next_hint(workspace, assignment, task) for _ in range(3)]
    assert [(h.rung.title, h.number, h.repeated) for h in hints] == [
        ("Symptom", 1, False),
        ("Formula", 2, False),
        ("Formula", 2, True),
    ]
    assert workspace.state.read().assignment("01-toy").task("double").hints == 2


def test_hints_are_not_at_hand_in_a_students_install(workspace, assignment, as_student):
    with pytest.raises(CourseError, match="hints are not here"):
        next_hint(workspace, assignment, assignment.task("double"))


def test_the_solution_must_be_asked_for_twice(workspace, assignment):
    task = assignment.task("double")
    assert not may_see_solution(workspace, assignment, task)
    assert not may_see_solution(workspace, assignment, assignment.task("shift"))
    assert may_see_solution(workspace, assignment, task)
    assert workspace.state.read().assignment("01-toy").task("double").solution_seen


def test_the_solution_is_asked_for_anew_each_time(workspace, assignment):
    """Months later, one key alone must not reveal it."""
    task = assignment.task("double")
    assert not may_see_solution(workspace, assignment, task)
    assert may_see_solution(workspace, assignment, task)
    assert not may_see_solution(workspace, assignment, task)


def test_a_check_in_between_begins_anew(workspace, assignment):
    task = assignment.task("double")
    assert not may_see_solution(workspace, assignment, task)
    check_once(workspace, assignment)
    assert not may_see_solution(workspace, assignment, task)


def test_after_a_pass_the_solution_is_there_at_once(workspace, assignment):
    with workspace.state.edit() as state:
        passed = state.assignment("01-toy").task("double")
        passed.score = passed.max_score = 10
    assert may_see_solution(workspace, assignment, assignment.task("double"))
    assert not workspace.state.read().assignment("01-toy").task("double").solution_seen


def test_solution_is_not_at_hand_in_a_students_install(workspace, assignment, as_student):
    with pytest.raises(CourseError, match="solutions are not here"):
        may_see_solution(workspace, assignment, assignment.task("double"))


def test_side_by_side_shows_the_tasks_functions_alone(workspace, assignment, write):
    write("import numpy\n\n\ndef helper():\n    pass\n\n\ndef double(x):\n    return x + x\n")
    both = side_by_side(workspace, assignment, assignment.task("double"))
    assert both.mine == "def double(x):\n    return x + x"
    assert both.reference == "def double(x):\n    return 2.0 * np.asarray(x)"


def test_side_by_side_of_a_file_that_cannot_be_parsed(workspace, assignment, write):
    write("def double(x:\n")
    both = side_by_side(workspace, assignment, assignment.task("double"))
    assert "can't be parsed" in both.mine
    assert "2.0" in both.reference


def test_functions_defined_in_other_ways_are_found():
    source = "f = lambda x: x\n\n@cache\ndef g():\n    'only a docstring'\n\nclass h:\n    pass\n"
    shown = functions_of(source, ["f", "g", "h"])
    assert shown.split("\n\n\n") == [
        "f = lambda x: x",
        "@cache\ndef g():\n    'only a docstring'",
        "class h:\n    pass",
    ]


LADDERS = sorted((Path(__file__).parents[2] / "solutions").glob("*/hints.md"))


@pytest.mark.parametrize("file", LADDERS, ids=[file.parent.name for file in LADDERS])
def test_no_sentence_of_the_courses_hints_turns_into_a_list(file):
    """Markdown takes a line that begins with `1)` or `- ` for a list, in mid-sentence."""
    for rungs in read_ladders(file.read_text(encoding="utf-8")).values():
        for rung in rungs:
            prose = re.sub(r"```.*?```", "", rung.text, flags=re.DOTALL)
            assert not re.search(r"^[^\s\-*+].*\n(1[.)]|[-+*]) ", prose, re.MULTILINE), rung
