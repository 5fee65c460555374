"""The model answer comes after one's own, and what it says can be ticked off."""

import json
import shlex
import shutil
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.learn.answer import model_answer
from autograder.learn.workspace.start import start_workspace
from autograder.learn.workspace.workspace import find_workspace
from tests.assignments.oracles import ROOT
from tests.support.autograder_command import autograder

NAMES = [assignment.name for assignment in load_course(ROOT).assignments]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A workspace of the course, in which a learner is."""
    start_workspace(load_course(ROOT), tmp_path / "ws")
    monkeypatch.chdir(tmp_path / "ws")
    return tmp_path / "ws"


def ask(*words):
    return autograder(Path.cwd(), shlex.join(words))


def edit(place, change, name="01-neuron/neuron.ipynb"):
    """Change the cells of the notebook as an editor does."""
    file = place / name
    notebook = json.loads(file.read_bytes())
    change(notebook["cells"])
    file.write_text(json.dumps(notebook), encoding="utf-8")


def question(cells):
    return next(c for c in cells if c["metadata"].get("nbgrader", {}).get("solution"))


def say(text):
    return lambda cells: question(cells).update(source=text)


@pytest.mark.parametrize("name", NAMES)
def test_each_assignment_has_a_model_answer_with_four_points(place, name):
    workspace = find_workspace(place)
    model = model_answer(workspace, workspace.course.assignment(name))
    assert len(model.points) == 4
    assert len(model.text) > 500
    assert "- [ ]" not in model.text
    assert "SOLUTION" not in model.text
    assert "$" not in model.text  # a terminal shows it as it is


def test_before_anything_is_written_nothing_is_shown(place):
    done = ask("answer", "01")
    assert done.exit_code == 1
    assert "Nothing is written yet" in done.stdout
    assert "corners of a square" not in done.stdout


def test_both_answers_are_shown_and_ticks_count_in_progress_apart_from_points(place):
    edit(place, say("A line can't do it,\nbecause $w_1 + w_2$ …"))
    done = ask("answer", "01", "--ticked", "2, 4")
    assert done.exit_code == 0, done.stderr
    assert "because $w_1 + w_2$" in done.stdout
    assert "corners of a square" in done.stdout
    assert "2 of 4 points ticked off." in done.stdout
    told = ask("progress").stdout
    assert "01-neuron: 2 of 4 points ticked off in the written answer" in told
    assert "0 of 500 points" in told
    ask("answer", "01", "--ticked", "")
    assert "01-neuron: 0 of 4 points ticked off" in ask("progress").stdout


def test_an_answer_in_a_new_cell_counts(place):
    new = {"cell_type": "markdown", "metadata": {}, "source": ["Because of the ", "corners."]}
    edit(place, lambda cells: cells.append(new))
    assert "Because of the corners." in ask("answer", "01").stdout


def test_without_a_terminal_it_says_how_to_tick_off(place):
    edit(place, say("A line can't do it."))
    done = ask("answer", "01")
    assert done.exit_code == 0
    assert 'autograder answer 01-neuron --ticked "1,3"' in done.stdout
    assert "written answer" not in ask("progress").stdout


@pytest.mark.parametrize("ticked", ["5", "0", "1,x", "1-3", "²"])
def test_numbers_that_are_none_are_refused(place, ticked):
    edit(place, say("A line can't do it."))
    done = ask("answer", "01", "--ticked", ticked)
    assert done.exit_code == 2
    assert "the numbers are from 1 to 4" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"cells": 3}', b"\xff", None], ids=str)
def test_a_damaged_notebook_is_told_in_a_line(place, content):
    file = place / "01-neuron" / "neuron.ipynb"
    file.unlink() if content is None else file.write_bytes(content)
    done = ask("answer", "01")
    assert done.exit_code in (1, 2)
    assert "neuron.ipynb" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_control_characters_of_somebody_elses_answer_are_not_shown(place):
    edit(place, say("A line \x1b[2Jcan't do it."))
    assert "\x1b[2J" not in ask("answer", "01").stdout


def test_a_students_install_says_where_the_model_answer_is(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "assignments", tmp_path / "course" / "assignments")
    shutil.copy(ROOT / "course.yml", tmp_path / "course")
    start_workspace(load_course(tmp_path / "course"), tmp_path / "ws")
    monkeypatch.chdir(tmp_path / "ws")
    done = ask("answer", "01")
    assert done.exit_code == 2
    assert "The model answer is not here: your instructor keeps them" in done.stderr
