"""What a workspace remembers, and that damage to it never stops the learner."""

import contextlib
import json

import pytest

from autograder.grading.results import CheckResult, MisconceptionResult, Result, TaskResult
from autograder.learn.checks.remember import remember
from autograder.learn.progress import summarize
from autograder.learn.workspace.progress_file import State, StateFile
from autograder.message_parts import NOT_RUN


def result_of(status="graded", parts=(), misconceptions=(), **scores):
    """A result with these scores, of 10 each."""
    tasks = [
        TaskResult(
            task=name,
            score=score,
            max_score=10,
            misconceptions=misconceptions if score < 10 else (),
            checks=[
                CheckResult(
                    name="values",
                    outcome="passed" if score == 10 else "failed",
                    points=score,
                    max_points=10,
                    parts=parts,
                )
            ],
        )
        for name, score in scores.items()
    ]
    return Result(student="learner", status=status, score=0, max_score=30, tasks=tasks)


def test_state_survives_a_round_trip(tmp_path):
    file = StateFile(tmp_path / "new" / "state.json")
    with file.edit() as state:
        state.assignment("01-toy").task("double").hints = 2
    assert StateFile(file.path).read().assignments["01-toy"].tasks["double"].hints == 2
    assert file.path is not None
    assert json.loads(file.path.read_text())["schema"] == 1


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe\x00", b'{"assignments": 3}'])
def test_a_damaged_state_is_set_aside(tmp_path, damage):
    path = tmp_path / "state.json"
    path.write_bytes(damage)
    file = StateFile(path)
    assert file.read() == State()
    assert file.damaged is not None
    assert file.damaged.read_bytes() == damage
    with file.edit() as state:
        state.assignment("01-toy")
    assert "01-toy" in StateFile(path).read().assignments


def test_nothing_is_written_when_the_change_fails(tmp_path):
    file = StateFile(tmp_path / "state.json")
    with contextlib.suppress(RuntimeError), file.edit() as state:
        state.assignment("01-toy")
        raise RuntimeError
    assert file.path is not None
    assert not file.path.exists()


def test_first_passes_are_returned_once(assignment):
    state = State()
    assert remember(state, assignment, result_of(double=10, shift=5)) == ["double"]
    assert remember(state, assignment, result_of(double=10, shift=10)) == ["shift"]
    assert remember(state, assignment, result_of(double=0, shift=10)) == []
    assert remember(state, assignment, result_of(double=10, shift=10)) == []


def test_the_streak_ends_at_a_task_that_took_a_hint(assignment):
    state = State()
    remember(state, assignment, result_of(double=10, shift=0))
    assert state.streak() == 1
    state.assignment("01-toy").task("shift").hints = 1
    remember(state, assignment, result_of(double=10, shift=10))
    assert state.streak() == 0


def test_hints_after_the_pass_do_not_count_against_the_streak(assignment):
    state = State()
    remember(state, assignment, result_of(double=10, shift=0))
    state.assignment("01-toy").task("double").hints = 3
    assert state.streak() == 1


def test_a_misconception_is_seen_counted_solved_and_seen_again(assignment):
    state = State()
    squared = (MisconceptionResult(id="double-squared", message="The square."),)
    for _ in range(2):
        remember(state, assignment, result_of(double=0, misconceptions=squared))
    seen = state.assignment("01-toy").misconceptions["double-squared"]
    assert (seen.times, seen.solved, seen.task) == (2, False, "double")
    remember(state, assignment, result_of(double=10))
    assert seen.solved
    remember(state, assignment, result_of(double=0, misconceptions=squared))
    assert (seen.times, seen.solved) == (3, False)


def test_another_tasks_pass_solves_nothing(assignment):
    state = State()
    squared = (MisconceptionResult(id="double-squared", message="The square."),)
    remember(state, assignment, result_of(double=0, misconceptions=squared))
    remember(state, assignment, result_of(shift=10))
    assert not state.assignment("01-toy").misconceptions["double-squared"].solved


@pytest.mark.parametrize(
    "unjudged",
    [
        result_of(status="invalid", double=0, shift=0),
        result_of(parts=((NOT_RUN, "it never came back"),), double=0, shift=0),
    ],
)
def test_what_could_not_be_judged_stays_as_it_was(assignment, unjudged):
    state = State()
    remember(state, assignment, result_of(double=10, shift=5))
    remember(state, assignment, unjudged)
    assert state.assignment("01-toy").tasks["double"].passed
    assert state.assignment("01-toy").tasks["shift"].score == 5


def test_the_summary_counts_points_of_the_course(workspace, assignment):
    state = State()
    remember(state, assignment, result_of(double=10, shift=5))
    sums = summarize(workspace, state)
    assert (sums.tasks_passed, sums.tasks) == (1, 2)
    assert (sums.points, sums.max_points) == (10 + 10, 30)
