"""The notebook of 03-deep runs from top to bottom: with the reference, and with the stub."""

import re

import pytest
from tests.assignments.notebooks import TORCH, agrees_with_pytorch, checks, errors, execute, hand_marked, pictures, printed, waiting

from autograder.release import strip_solution

TASKS = ["relu", "softmax", "initialize", "forward", "loss", "backward", "update", "train"]


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    return execute("03-deep", tmp_path_factory.mktemp("deep"))


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    return execute("03-deep", tmp_path_factory.mktemp("stub"), strip_solution)


@pytest.mark.slow
def test_with_the_reference_everything_is_drawn_and_nothing_warns(solved):
    assert errors(solved) == []
    assert len(pictures(solved)) == 15
    assert list(checks(solved)) == TASKS
    for task, said in checks(solved).items():
        assert said.startswith(f"{task}: all public checks pass"), said
        assert "✗" not in said
    assert waiting(solved) == 0


@pytest.mark.slow
def test_the_story_that_the_text_tells_is_what_the_cells_print(solved):
    text = printed(solved)
    assert agrees_with_pytorch(solved)
    right = re.search(r"([\d.]+)% of 359 held-out images", text)
    assert right
    assert float(right[1]) > 95
    assert re.search(r"He: √\(2 / fan_in\) +(0\.9|1\.0)", text)  # the factor from layer to layer
    assert re.search(r"× 0\.01 +0\.0(69|70|71)", text)  # 0.01 · √50
    assert re.search(r"× 1 +(6\.9|7\.[01])", text)  # √50
    assert "× 0.01  last loss 1.0986" in text  # ln 3
    assert re.search(r"He +last loss 0\.0", text)


@pytest.mark.slow
def test_with_the_stub_it_runs_to_the_end_and_says_what_is_to_do(untouched):
    assert errors(untouched) == []
    assert len(pictures(untouched)) == 3  # those that need nothing of the learner's
    assert list(checks(untouched)) == TASKS
    for task, said in checks(untouched).items():
        assert said.startswith(f"{task}: your turn"), said
        waits_for = "forward" if task == "train" else task
        assert f"{waits_for} is waiting for you" in said
    assert waiting(untouched) == 10 + TORCH


def test_it_asks_one_question():
    assert hand_marked("03-deep") == [10]
