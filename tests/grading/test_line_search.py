"""The line that alone decides: it is named where there is exactly one, and never the change."""

import numpy as np
import pytest

from autograder.grading import line_search, small_changes
from autograder.grading.line_search import _columns, _fitting
from autograder.grading.marking import Marker
from autograder.grading.results import Result
from autograder.grading.session import run_session
from autograder.sandbox.wire.flat import flat
from autograder.submissions.submission import Submission

RIGHT = """\
def double(x):
    y = x + x
    return y


def quadruple(x):
    product = double(x) * 2
    half = product / 2
    return product, {"half": half}
"""


def named(result):
    """The line that each task is told."""
    return {
        task.task: text
        for task in result.tasks
        for check in task.checks
        for label, text in check.parts
        if label == "Where"
    }


def told(line):
    return f"line {line} alone decides this: with one change there everything here passes"


@pytest.mark.parametrize(
    ("old", "new", "task", "line"),
    [
        ("x + x", "x - x", "double", 2),
        ("x + x", "x * x", "double", None),  # x + x for x * x is no small change here
        ("return y", "return -y", "double", None),  # a minus on line 2 would do as well
        ("double(x) * 2", "double(x) * 3", "quadruple", 7),
        ("product / 2", "product * 2", "quadruple", 8),
        ('"half": half', '"half": product', "quadruple", 9),
    ],
)
def test_one_wrong_line_is_named(tiny, old, new, task, line):
    [result] = tiny.mark(RIGHT.replace(old, new), line_hints=True)
    assert named(result) == ({task: told(line)} if line else {})
    failed = [c for t in result.tasks for c in t.checks if t.task == task and c.outcome == "failed"]
    assert failed
    assert all(check.lines == ((line,) if line else ()) for check in failed)


def test_nothing_is_said_of_a_right_program(tiny):
    [result] = tiny.mark(RIGHT, line_hints=True)
    assert result.score == result.max_score
    assert named(result) == {}


def test_nothing_is_said_where_two_lines_are_wrong(tiny):
    wrong = RIGHT.replace("double(x) * 2", "double(x) * 3").replace("product / 2", "product * 3")
    [result] = tiny.mark(wrong, line_hints=True)
    assert named(result) == {}


def test_nothing_is_said_where_either_of_two_lines_would_do(tiny):
    [result] = tiny.mark(
        "def double(x):\n    y = 2 * x\n    z = 2 * y\n    return z\n", line_hints=True
    )
    assert named(result) == {}


def test_a_change_must_pass_the_checks_that_were_not_run_yet_too(tiny):
    """Without line 2 or 3 the values are right, and the next check finds a changed argument."""
    [result] = tiny.mark("def double(x):\n    x *= 2\n    x *= 2\n    return x\n", line_hints=True)
    assert named(result) == {}


def test_a_line_of_a_helper_and_of_a_class_is_named(tiny):
    program = """\
        class Twice:
            def of(self, x):
                return x - x

        def helper(x):
            return Twice().of(x)

        def double(x):
            return helper(x)

        def unused(x):
            return x - x
        """
    [result] = tiny.mark(program, line_hints=True)
    assert named(result) == {"double": told(3)}


def test_a_wrong_function_of_another_task_is_not_changed(tiny):
    """`quadruple` is right with our `double`; its own check passes with it."""
    [result] = tiny.mark(RIGHT.replace("x + x", "x - x"), line_hints=True)
    assert named(result) == {"double": told(2)}


def test_ours_stands_in_place_of_a_wrong_function_during_the_search(tiny):
    wrong = RIGHT.replace("x + x", "x - x").replace("product / 2", "product * 2")
    [result] = tiny.mark(wrong, line_hints=True)
    assert named(result) == {"double": told(2), "quadruple": told(8)}


def test_a_line_that_raises_and_the_one_that_decides_are_both_kept(tiny):
    program = "def double(x):\n    y = x.T\n    return x + y[:, :1, None]\n"
    [result] = tiny.mark(program, line_hints=True)
    [check, *_] = next(t for t in result.tasks if t.task == "double").checks
    assert set(named(result)) <= {"double"}
    assert check.outcome == "failed"


def test_nothing_is_looked_for_where_it_is_switched_off(tiny, monkeypatch):
    monkeypatch.setattr(small_changes, "with_variants", lambda *_: pytest.fail("it was searched"))
    [result] = tiny.mark(RIGHT.replace("x + x", "x - x"))
    assert named(result) == {}


def test_a_source_is_searched_once(tiny, in_process, monkeypatch):
    searched = []

    def counted(*args):
        searched.append(args)
        return line_search.deciding_line(*args)

    monkeypatch.setattr("autograder.grading.deciding_lines.deciding_line", counted)
    submission = Submission("ada", RIGHT.replace("x + x", "x - x").encode())
    results: list[Result] = []

    def judge(suite):
        marker = Marker(suite, tiny.course.limits, b"secret", "in process", line_hints=True)
        results.extend(marker.mark(submission, in_process) for _ in range(3))

    run_session(tiny.folder, tiny.assignment, judge)
    assert len(searched) == 1
    assert [named(result) for result in results] == [{"double": told(2)}] * 3


def test_the_points_are_the_same_with_and_without(tiny):
    programs = [
        RIGHT.replace("x + x", "x - x"),
        RIGHT.replace("product / 2", "hang()"),
        RIGHT.replace("product / 2", "die()"),
        RIGHT.replace("    y = x + x", "    if '__variant__' in globals(): die()\n    y = x - x"),
        RIGHT.replace("    y = x + x", "    if '__variant__' in globals(): hang()\n    y = x - x"),
    ]
    for with_lines, without in zip(
        tiny.mark(*programs, line_hints=True), tiny.mark(*programs), strict=True
    ):
        assert [t.score for t in with_lines.tasks] == [t.score for t in without.tasks]


@pytest.mark.parametrize(
    "leaves",
    [
        [],
        [None],
        [["x", "<f8", [3]]],
        [[[], "<f8", [-3]]],
        [[[], "<f8", [10**30]]],
        [[[], "<f8", ["3"]]],
        [[[], "<f8", [3, 3]]],
        [[[], 7, [3]]],
        [[[], "<f4", [3]]],
        [[["k"], "<f8", [3]]],
    ],
    ids=repr,
)
def test_a_forged_form_fits_nothing(leaves):
    want, row = flat(np.arange(3.0))
    assert _fitting([(leaves, [1], np.arange(3.0)[None])], want, row) == set()


def test_further_keys_and_another_kind_of_integer_fit():
    want, row = flat({"a": np.arange(3), "b": 1.5})
    its, numbers = flat({"b": np.float64(1.5), "more": "x", "a": np.arange(3, dtype=np.int32)})
    assert _columns(its, len(numbers), want) is not None
    assert _fitting([(its, [4, 5], np.stack([numbers, numbers + 1]))], want, row) == {4}
