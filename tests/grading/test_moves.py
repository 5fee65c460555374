"""What a grading did to a score: by which checks, and what was new."""

import pytest

from autograder.grading.moves import CheckMove, move_of, tasks_told
from autograder.grading.results import CheckResult, Result, TaskResult


def result(sha256: str, **points: float) -> Result:
    """A result of one task, `loss`, with these checks of ten points each."""
    checks = tuple(
        CheckResult(
            name=name, outcome="passed" if given == 10 else "failed", points=given, max_points=10
        )
        for name, given in points.items()
    )
    task = TaskResult(task="loss", score=sum(points.values()), max_score=30, checks=checks)
    return Result(
        student="ada",
        status="graded",
        score=task.score,
        max_score=30,
        sha256=sha256,
        tasks=(task,),
    )


def test_the_checks_that_moved_are_named_largest_first():
    before, after = result("a", mean=0, shape=10, types=10), result("a", mean=10, shape=8, types=10)
    move = move_of(before, "g1", after, "g2")
    assert (move.before, move.after, move.moved, move.without_new_file) == (20, 28, True, True)
    [task] = move.tasks
    assert task.checks == (
        CheckMove(check="mean", before=0, after=10),
        CheckMove(check="shape", before=10, after=8),
    )
    assert tasks_told(move.tasks) == "loss +8 (mean, shape)"


def test_a_change_of_weights_is_told_as_one_and_not_as_every_check():
    before = result("a", mean=0, shape=10)
    [task] = before.tasks
    mean, shape = task.checks
    heavier = shape.model_copy(update={"points": 15.0, "max_points": 15.0})
    rescaled = task.model_copy(update={"score": 15.0, "checks": (mean, heavier)})
    after = before.model_copy(update={"score": 15.0, "tasks": (rescaled,)})
    assert tasks_told(move_of(before, "1", after, "2").tasks) == "loss +5 (other weights)"
    right = mean.model_copy(update={"points": 5.0, "max_points": 5.0})
    both = task.model_copy(update={"score": 20.0, "checks": (right, heavier)})
    after = before.model_copy(update={"score": 20.0, "tasks": (both,)})
    assert tasks_told(move_of(before, "1", after, "2").tasks) == "loss +10 (mean)"


def test_of_many_checks_a_line_names_three_and_counts_the_others():
    names = ["a", "b", "c", "d", "e"]
    before, after = (result("x", **dict.fromkeys(names, p)) for p in (10, 0))
    told = tasks_told(move_of(before, "", after, "").tasks, ["loss"])
    assert told == "loss -50 (a, b, c and 2 more; a score by hand counts)"


@pytest.mark.parametrize(
    ("files", "graders", "changed"),
    [
        ("ab", ("g1", "g1"), "file"),
        ("aa", ("g1", "g2"), "grader"),
        ("ab", ("g1", "g2"), "file and grader"),
        ("aa", ("g1", "g1"), "nothing"),
        ("aa", ("", "g2"), "grader"),  # a gradebook of an older version: the score tells
        ("ab", ("", "g2"), "file"),
    ],
)
def test_what_was_new(files, graders, changed):
    old, new = files
    move = move_of(result(old, mean=0), graders[0], result(new, mean=10), graders[1])
    assert move.changed == changed


def test_a_module_that_could_not_be_loaded_before_moves_by_every_check():
    broken = result("a").model_copy(update={"status": "invalid", "score": 0.0, "tasks": ()})
    move = move_of(broken, "g", result("b", mean=10), "g")
    assert tasks_told(move.tasks) == "loss +10 (mean)"


def test_the_first_score_has_not_moved():
    move = move_of(None, "", result("a", mean=10), "g")
    assert (move.changed, move.before, move.moved) == ("first", None, False)
