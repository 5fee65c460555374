"""The notebook of 02-network runs from top to bottom: with the reference, and with the stub."""

import shutil
from pathlib import Path

import nbclient
import pytest

from autograder.course import load_course
from autograder.release import strip_solution
from autograder.release.notebook import build_notebook

ROOT = Path(__file__).parents[2]
TASKS = ["sigmoid", "forward", "loss", "backward", "update", "train"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Execute the notebook beside `network.py` with this text; cells that raise fail the test."""
    course = load_course(ROOT)
    assignment = course.assignment("02-network")
    solution = course.solution_dir(assignment)

    def execute(change):
        folder = tmp_path_factory.mktemp("network")
        source = (solution / "network.py").read_text(encoding="utf-8")
        (folder / "network.py").write_text(change(source), encoding="utf-8")
        shutil.copy(solution / "test_network.py", folder)
        notebook = build_notebook(course, assignment)
        place = {"metadata": {"path": str(folder)}}
        return nbclient.NotebookClient(notebook, timeout=120, resources=place).execute()

    return execute


@pytest.fixture(scope="module")
def solved(run):
    return run(lambda reference: reference)


@pytest.fixture(scope="module")
def untouched(run):
    return run(strip_solution)


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def text_of(output):
    return output.text if output.output_type == "stream" else output.data.get("text/plain", "")


def checks(notebook):
    """What the check of each task says."""
    graded = {
        cell.metadata.nbgrader.grade_id: "".join(map(text_of, cell.outputs))
        for cell in notebook.cells
        if "nbgrader" in cell.metadata and cell.cell_type == "code"
    }
    assert list(graded) == TASKS
    return graded


def pictures(notebook):
    return [output for output in outputs(notebook) if "image/png" in output.get("data", {})]


@pytest.mark.slow
def test_with_the_reference_everything_is_drawn_and_nothing_warns(solved):
    assert [o for o in outputs(solved) if o.output_type == "stream" and o.name != "stdout"] == []
    assert len(pictures(solved)) == 8
    for task, said in checks(solved).items():
        assert said.startswith(f"{task}: all public checks pass"), said
        assert "✗" not in said


@pytest.mark.slow
def test_the_story_that_the_text_tells_is_what_the_cells_print(solved):
    printed = "".join(text_of(o) for o in outputs(solved) if o.output_type == "stream")
    assert "weights × 0.01: last loss 0.2500, answers [0.5 0.5 0.5 0.5]" in printed
    assert "length of the gradient of W1: 0.0000045" in printed  # as the model answer says
    by_backward, by_trying = zip(
        *(line.split()[-2:] for line in printed.splitlines() if line.startswith(("W", "b"))),
        strict=True,
    )
    assert by_backward == by_trying
    assert len(by_backward) == 5


@pytest.mark.slow
def test_with_the_stub_it_runs_to_the_end_and_says_what_is_to_do(untouched):
    assert len(pictures(untouched)) == 1  # the line to move needs nothing of the learner's
    for task, said in checks(untouched).items():
        assert said.startswith(f"{task}: your turn"), said
        waits_for = "forward" if task == "train" else task
        assert f"{waits_for} is waiting for you" in said
    everything = "".join(map(text_of, outputs(untouched)))
    assert "Traceback" not in everything
    assert everything.count("This part comes to life later") == 9


def test_released_notebook_holds_no_outputs_and_asks_one_question():
    course = load_course(ROOT)
    notebook = build_notebook(course, course.assignment("02-network"))
    assert all(not cell.get("outputs") for cell in notebook.cells)
    by_hand = [
        cell.metadata.nbgrader
        for cell in notebook.cells
        if cell.cell_type == "markdown" and "nbgrader" in cell.metadata
    ]
    assert [(cell.grade, cell.solution, cell.points) for cell in by_hand] == [(True, True, 10)]
