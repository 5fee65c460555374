"""The notebook of 05-autograd runs from top to bottom: with the reference, and with the stub."""

import re

import pytest
from tests.assignments.notebooks import (
    TORCH, agrees_with_pytorch, checks,
    errors,
    execute,
    hand_marked,
    outputs,
    pictures,
    printed,
    text_of,
)

from autograder.release import strip_solution

VJPS = [f"vjp_{name}" for name in ("add", "multiply", "matmul", "sigmoid", "log", "mean")]
TASKS = ["unbroadcast", *VJPS, "topological_order", "backward", "train"]


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    return execute("05-autograd", tmp_path_factory.mktemp("solved"), lambda reference: reference)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    return execute("05-autograd", tmp_path_factory.mktemp("untouched"), strip_solution)


@pytest.mark.slow
def test_with_the_reference_everything_is_drawn_and_nothing_warns(solved):
    assert errors(solved) == []
    assert len(pictures(solved)) == 11
    assert list(checks(solved)) == TASKS
    for task, said in checks(solved).items():
        assert said.startswith(f"{task}: all public checks pass"), said
        assert "✗" not in said


@pytest.mark.slow
def test_the_story_that_the_text_tells_is_what_the_cells_print(solved):
    text = printed(solved)
    assert agrees_with_pytorch(solved)
    apart = [float(number) for number in re.findall(r"largest difference (\d\S+)", text)]
    assert len(apart) == 4
    assert max(apart) < 1e-15
    tried = re.findall(r"^(?:add|multiply|matmul|sigmoid|log|mean) +(\S+)$", text, re.MULTILINE)
    assert len(tried) == 6
    assert max(map(float, tried)) < 1e-8
    answers = [float(number) for number in re.findall(r"xor \d = (\S+)", text)]
    assert [round(number) for number in answers] == [0, 1, 1, 0]
    last = [float(number) for number in re.findall(r"last loss (\S+)", text)]
    assert last[0] > 0.4 > 0.1 > last[1]
    assert "would have 2,000,000,000 entries" in text  # as the model answer says
    assert "    23,002" in text


@pytest.mark.slow
def test_with_the_stub_it_runs_to_the_end_and_says_what_is_to_do(untouched):
    assert len(pictures(untouched)) == 5  # the steps that are written out need nothing
    assert list(checks(untouched)) == TASKS
    for task, said in checks(untouched).items():
        assert said.startswith(f"{task}: your turn"), said
    everything = "".join(map(text_of, outputs(untouched)))
    assert "Traceback" not in everything
    assert everything.count("This part works later") == 9 + TORCH


def test_released_notebook_holds_no_outputs_and_asks_one_question():
    assert hand_marked("05-autograd") == [10]
