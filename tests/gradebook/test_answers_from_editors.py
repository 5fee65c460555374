"""Whatever an editor saved, or half saved, an answer waits for a person, on both roads."""

import json
import shutil
from copy import deepcopy

import jupytext
import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.grade_class import grade_class
from autograder.gradebook.notebooks.released import nbgrader_of, source_of
from tests.gradebook.real_course import lay_out, nbgrader, submit
from tests.gradebook.tiny_course import Notes, grade_of, plain_cell

pytestmark = pytest.mark.slow

NAME = "01-double"
WORDS = "Since XOR bends"
RIGHT = "def double(x): return 2 * x\n\ndef halve(x): return x / 2\n"


def in_place(cells):
    cells[-1]["source"] = WORDS


def in_a_new_cell(cells):
    cells.append(plain_cell("markdown", WORDS, id="new"))


def deleted_and_written_anew(cells):
    del cells[-1]
    in_a_new_cell(cells)


def split(cells):
    cells.append(plain_cell("markdown", WORDS, id="half"))


def merged(cells):
    below = cells.pop()
    cells[-1]["source"] = f"{source_of(cells[-1])}\n{source_of(below)}\n{WORDS}"


def jupyterlab(notebook):
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = []
        cell["source"] = source_of(cell).splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False)


def colab(notebook):
    notebook["nbformat_minor"] = 0
    notebook["metadata"]["colab"] = {"provenance": []}
    for number, cell in enumerate(notebook["cells"]):
        cell.pop("id")
        cell["metadata"]["id"] = f"x{number}"
    return json.dumps(notebook)


def colab_that_loses_metadata(notebook):
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    return colab(notebook)


def vs_code(notebook):
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"{number:08x}"
        cell["metadata"]["vscode"] = {"languageId": "markdown"}
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.13.1"}
    return json.dumps(notebook, indent=1)


def by_jupytext(form):
    def edit(notebook):
        text = jupytext.writes(nbformat.reads(json.dumps(notebook), as_version=4), form)
        return nbformat.writes(jupytext.reads(text, form))

    return edit


EDITS = (in_place, in_a_new_cell, deleted_and_written_anew, split, merged)
EDITORS = {
    "lab": jupyterlab,
    "colab": colab,
    "colab-bare": colab_that_loses_metadata,
    "code": vs_code,
    "percent": by_jupytext("py:percent"),
    "md": by_jupytext("md"),
}


def third_version(notebook):
    cells = notebook.pop("cells")
    return json.dumps(notebook | {"nbformat": 3, "worksheets": [{"cells": cells}]})


DAMAGES = {
    "no-json": lambda notebook: f"# {WORDS}\n\nnot a notebook",
    "truncated": lambda notebook: json.dumps(notebook)[:-40],
    "conflict": lambda notebook: f"<<<<<<< HEAD\n{json.dumps(notebook)}\n=======\n",
    "third-version": third_version,
    "list": lambda notebook: json.dumps(notebook["cells"]),
    "cells-of-text": lambda notebook: json.dumps({**notebook, "cells": [WORDS]}),
    "odd-source": lambda notebook: json.dumps({**notebook, "cells": [{"source": {"a": WORDS}}]}),
    "other-encoding": lambda notebook: json.dumps(notebook, ensure_ascii=False).encode("utf-16"),
}


def submissions(released):
    """By student, the notebook's content."""
    made = {"nobody": json.dumps(released), "empty": ""}
    for editor, save in EDITORS.items():
        for edit in EDITS:
            notebook = deepcopy(released)
            edit(notebook["cells"])
            made[f"{editor}-{edit.__name__}"] = save(notebook)
    for damage, save in DAMAGES.items():
        notebook = deepcopy(released)
        in_place(notebook["cells"])
        made[damage] = save(notebook)
    return made


@pytest.fixture(scope="module")
def submitted(share):
    """A released tiny course with every notebook in it, to be copied."""

    def make(root):
        course = lay_out(root)
        nbgrader(root, "generate_assignment", NAME)
        released = json.loads((root / "assignments" / NAME / "double.ipynb").read_text())
        for student, content in submissions(released).items():
            path = submit(course, student, RIGHT) / "double.ipynb"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return share("answers-from-editors", make)


def by_us(course):
    grade_class(course, course.assignments[0], progress=Notes(), jobs=1)


def by_nbgrader(course):
    nbgrader(course.root, "autograde", NAME)


@pytest.mark.parametrize("grade", [by_us, pytest.param(by_nbgrader, marks=pytest.mark.thorough)])
def test_every_answer_waits_for_a_person_who_sees_its_words(submitted, tmp_path, grade):
    root = tmp_path / "course"
    shutil.copytree(submitted, root)
    course = lay_out(root)
    grade(course)
    students = sorted(folder.name for folder in (root / "submitted").iterdir())
    assert len(students) == 2 + len(EDITORS) * len(EDITS) + len(DAMAGES)
    with Gradebook(f"sqlite:///{course.gradebook_path}") as book:
        for student in students:
            scores = [grade_of(book, student, task).auto_score for task in ("double", "halve")]
            assert scores == [6, 4], student
            why = grade_of(book, student, "why")
            waits = why.auto_score is None and why.needs_manual_grade
            assert waits is (student != "nobody"), student
            shown = answer_cell(root, student)
            assert (WORDS in shown) is (student not in ("nobody", "empty")), (student, shown)


def answer_cell(root, student):
    notebook = nbformat.read(root / "autograded" / student / NAME / "double.ipynb", as_version=4)
    nbformat.validate(notebook)
    [cell] = [cell for cell in notebook.cells if nbgrader_of(cell).get("grade_id") == "why"]
    return cell.source
