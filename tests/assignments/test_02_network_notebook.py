"""The notebook of 02-network runs from top to bottom: with the reference, and with the stub."""

import pytest
from tests.assignments.notebooks import TORCH, agrees_with_pytorch, checks, errors, execute, hand_marked, outputs, pictures, printed, text_of

from autograder.release import strip_solution

TASKS = ["sigmoid", "forward", "loss", "backward", "update", "train"]


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    return execute("02-network", tmp_path_factory.mktemp("solved"), lambda reference: reference)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    return execute("02-network", tmp_path_factory.mktemp("untouched"), strip_solution)


@pytest.mark.slow
def test_with_the_reference_everything_is_drawn_and_nothing_warns(solved):
    assert errors(solved) == []
    assert len(pictures(solved)) == 9
    assert list(checks(solved)) == TASKS
    for task, said in checks(solved).items():
        assert said.startswith(f"{task}: all public checks pass"), said
        assert "✗" not in said


@pytest.mark.slow
def test_the_story_that_the_text_tells_is_what_the_cells_print(solved):
    text = printed(solved)
    assert agrees_with_pytorch(solved)
    assert "weights × 0.01: last loss 0.2500, answers [0.5 0.5 0.5 0.5]" in text
    assert "length of the gradient of W1: 0.0000045" in text  # as the model answer says
    by_backward, by_trying = zip(
        *(line.split()[-2:] for line in text.splitlines() if line.startswith(("W", "b"))),
        strict=True,
    )
    assert by_backward == by_trying
    assert len(by_backward) == 5


@pytest.mark.slow
def test_with_the_stub_it_runs_to_the_end_and_says_what_is_to_do(untouched):
    assert len(pictures(untouched)) == 1  # the line to move needs nothing of the learner's
    assert list(checks(untouched)) == TASKS
    for task, said in checks(untouched).items():
        assert said.startswith(f"{task}: your turn"), said
        waits_for = "forward" if task == "train" else task
        assert f"{waits_for} is waiting for you" in said
    everything = "".join(map(text_of, outputs(untouched)))
    assert "Traceback" not in everything
    assert everything.count("This part works later") == 10 + TORCH


def test_released_notebook_holds_no_outputs_and_asks_one_question():
    assert hand_marked("02-network") == [10]
