"""The notebook of 01-neuron runs from top to bottom: with the reference, and with the stub."""

import pytest
from tests.assignments.notebooks import TORCH, agrees_with_pytorch, checks, errors, execute, hand_marked, pictures, printed, waiting

from autograder.release import strip_solution

TASKS = ["sigmoid", "forward", "loss", "backward", "update", "train"]


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    return execute("01-neuron", tmp_path_factory.mktemp("neuron"))


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    return execute("01-neuron", tmp_path_factory.mktemp("stub"), strip_solution)


@pytest.mark.slow
def test_with_the_reference_everything_is_drawn_and_nothing_warns(solved):
    assert errors(solved) == []
    assert len(pictures(solved)) == 11
    assert list(checks(solved)) == TASKS
    for task, said in checks(solved).items():
        assert said.startswith(f"{task}: all public checks pass"), said
        assert "✗" not in said
    assert waiting(solved) == 0


@pytest.mark.slow
def test_the_story_that_the_text_tells_is_what_the_cells_print(solved):
    text = printed(solved)
    assert agrees_with_pytorch(solved)
    assert "the Bayes limit               86.82%" in text
    assert "your neuron, in the long run  86.5" in text
    assert text.count("0.6931   [0.5 0.5 0.5 0.5]") == 4  # ln 2, from every start
    by_backward, by_trying = zip(
        *(line.split()[-2:] for line in text.splitlines() if line.startswith(("W1[", "b1["))),
        strict=True,
    )
    assert by_backward == by_trying
    assert len(by_backward) == 3


@pytest.mark.slow
def test_with_the_stub_it_runs_to_the_end_and_says_what_is_to_do(untouched):
    assert errors(untouched) == []
    assert len(pictures(untouched)) == 4  # those that need nothing of the learner's
    assert list(checks(untouched)) == TASKS
    for task, said in checks(untouched).items():
        assert said.startswith(f"{task}: your turn"), said
        waits_for = "forward" if task == "train" else task
        assert f"{waits_for} is waiting for you" in said
    assert waiting(untouched) == 10 + TORCH


def test_it_asks_one_question():
    assert hand_marked("01-neuron") == [10]
