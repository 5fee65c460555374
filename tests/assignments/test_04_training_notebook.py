"""The notebook of 04-training runs from top to bottom: solved, untouched, and without deep.py."""

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
    released,
    text_of,
    waiting,
)
from tests.assignments.oracles import ROOT

from autograder.release import strip_solution

TASKS = ["minibatches", "dropout", "l2_penalty", "momentum", "adam"]
DEEP = (ROOT / "solutions/03-deep/deep.py").read_text(encoding="utf-8")


def run(tmp_path_factory, change=str, deep=None):
    """The notebook in a folder beside 03-deep, as in a workspace or among submissions."""
    course = tmp_path_factory.mktemp("course")
    (course / "04-training").mkdir()
    if deep is not None:
        (course / "03-deep").mkdir()
        (course / "03-deep" / "deep.py").write_text(deep, encoding="utf-8")
    return execute("04-training", course / "04-training", change)


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    return run(tmp_path_factory, deep=DEEP)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    return run(tmp_path_factory, strip_solution, strip_solution(DEEP))


@pytest.fixture(scope="module")
def without_deep(tmp_path_factory):
    return run(tmp_path_factory)


@pytest.mark.slow
def test_solved_everything_is_drawn_and_nothing_warns(solved):
    assert errors(solved) == []
    assert len(pictures(solved)) == 12
    assert waiting(solved) == 0
    assert list(checks(solved)) == TASKS
    for task, said in checks(solved).items():
        assert said.startswith(f"{task}: all public checks pass"), said
    everything = "".join(map(text_of, outputs(solved)))
    assert "✗" not in everything
    assert "fit: all public checks pass" in everything


@pytest.mark.slow
def test_the_story_that_the_text_tells_is_what_the_cells_print(solved):
    text = printed(solved)
    assert agrees_with_pytorch(solved)
    assert "1079 images to learn from, 359 for validation, 359 for the test" in text
    # the numbers of the model answer
    assert "96 of 400 labels are wrong now" in text
    line = re.search(r"right: (\S+)% at best, (\S+)% in the end", text)
    assert line
    best, last = map(float, line.groups())
    assert best == pytest.approx(91, abs=1)
    assert last == pytest.approx(78, abs=2)
    plain, priced = re.findall(r"a size of about (\S+); (\d+)% of the wrong labels", text)
    assert (plain[0], priced[0]) == ("0.21", "0.05")
    assert float(plain[1]) == pytest.approx(97, abs=2)
    assert float(priced[1]) == pytest.approx(6, abs=3)
    line = re.search(r"(\S+)% of the test digits are read right", text)
    assert line
    assert float(line[1]) >= 98
    shown = "".join(map(text_of, outputs(solved)))
    assert "learning from four fifths: done" in shown  # the progress, after its last epoch


@pytest.mark.slow
def test_untouched_it_runs_to_the_end_and_says_what_is_to_do(untouched):
    assert errors(untouched) == []
    assert len(pictures(untouched)) == 1  # the digits themselves
    assert waiting(untouched) == 11 + TORCH
    assert list(checks(untouched)) == TASKS
    for task, said in checks(untouched).items():
        assert said.startswith(f"{task}: your turn"), said
        assert f"{task} is waiting for you" in said


@pytest.mark.slow
def test_without_deep_py_all_checks_pass_and_the_pictures_say_what_is_missing(without_deep):
    assert errors(without_deep) == []
    assert len(pictures(without_deep)) == 3  # the digits and the two valleys
    assert waiting(without_deep) == 9 + TORCH
    everything = "".join(map(text_of, outputs(without_deep)))
    assert everything.count("Do 03-deep first, or copy your finished deep.py") == 9 + TORCH
    for task, said in checks(without_deep).items():
        assert said.startswith(f"{task}: all public checks pass"), said


def test_one_question_is_marked_by_a_person():
    assert hand_marked("04-training") == [10]


def test_the_test_images_are_looked_at_in_one_cell_after_everything_is_chosen():
    cells = released("04-training").cells
    looking = [n for n, cell in enumerate(cells) if "X[test]" in cell.source]
    choosing = [n for n, cell in enumerate(cells) if "(X_val, y_val)" in cell.source]
    assert len(looking) == 1
    assert max(choosing) < looking[0]
