"""Run a notebook as a learner would, beside a module, and look at what its cells say."""

import re
import shutil
from importlib.util import find_spec
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbclient
from tests.assignments.oracles import ROOT

from autograder.course import load_course
from autograder.release.notebook import build_notebook


TORCH = find_spec("torch") is not None
"""with it, the last cell of a notebook waits for the learner's functions, too"""


def execute(
    name: str,
    folder: Path,
    change: Callable[[str], str] = str,
    neighbours: dict[str, str] | None = None,
) -> Any:
    """The notebook of an assignment after a run in `folder`; a cell that raises, raises here.

    It lies beside the reference, put through `change`, and beside `neighbours`: texts by file name.
    """
    course = load_course(ROOT)
    assignment = course.assignment(name)
    solution = course.solution_dir(assignment)
    source = (solution / assignment.module).read_text(encoding="utf-8")
    (folder / assignment.module).write_text(change(source), encoding="utf-8")
    shutil.copy(solution / f"test_{assignment.stem}.py", folder)
    for file, text in (neighbours or {}).items():
        (folder / file).write_text(text, encoding="utf-8")
    notebook = build_notebook(course, assignment)
    place = {"metadata": {"path": str(folder)}}
    return nbclient.NotebookClient(notebook, timeout=300, resources=place).execute()


def released(name: str) -> Any:
    """The notebook of an assignment as a learner gets it."""
    course = load_course(ROOT)
    return build_notebook(course, course.assignment(name))


def outputs(notebook: Any) -> list[Any]:
    """All outputs of all cells."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def text_of(output: Any) -> str:
    """What an output says as plain text."""
    if output.output_type == "stream":
        return output.text
    return output.get("data", {}).get("text/plain", "")


def errors(notebook: Any) -> list[str]:
    """What went to standard error: warnings, tracebacks."""
    streams = [o for o in outputs(notebook) if o.output_type == "stream"]
    return [o.text for o in streams if o.name != "stdout"]


def pictures(notebook: Any) -> list[Any]:
    """The outputs that are pictures."""
    return [o for o in outputs(notebook) if "image/png" in o.get("data", {})]


def printed(notebook: Any) -> str:
    """Everything that was printed."""
    return "".join(text_of(o) for o in outputs(notebook) if o.output_type == "stream")


def waiting(notebook: Any) -> int:
    """How many cells say that they come to life later."""
    text = "\n".join(map(text_of, outputs(notebook)))
    assert "Traceback" not in text
    return len(re.findall("This part works later|This needs a working function", text))


def agrees_with_pytorch(notebook: Any) -> bool:
    """Whether the losses are PyTorch's, step by step; without it, whether the cell says so."""
    apart = re.search(r"largest difference in \d+ steps: (\S+)", printed(notebook))
    if not TORCH:
        return not apart and "%pip install torch" in printed(notebook)
    return apart is not None and float(apart[1]) < 1e-9


def checks(notebook: Any) -> dict[str, str]:
    """What the check of each task says, by its grade_id."""
    return {
        cell.metadata.nbgrader.grade_id: "".join(map(text_of, cell.outputs))
        for cell in notebook.cells
        if "nbgrader" in cell.metadata and cell.cell_type == "code"
    }


def hand_marked(name: str) -> list[float]:
    """The points of the questions that a person marks; no cell of the notebook has an output."""
    notebook = released(name)
    assert outputs(notebook) == []
    marked = [
        cell.metadata.nbgrader
        for cell in notebook.cells
        if cell.cell_type == "markdown" and "nbgrader" in cell.metadata
    ]
    assert all(cell.grade and cell.solution for cell in marked)
    return [cell.points for cell in marked]
