"""The autograded notebook: safe for any submission, with the result of each task."""

import json
import os
from copy import deepcopy

import nbformat
import numpy as np
import pytest

from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.gradebook.notebooks.feedback_cells import outputs
from autograder.gradebook.notebooks.released import checksum, nbgrader_of, read_released
from autograder.grading.results import CheckResult, Result, TaskResult
from autograder.number_tables import compared_tables
from tests.gradebook.tiny_course import grade_of, nbgrader_cell, plain_cell, released_notebook


@pytest.fixture
def graded(run, submit, course, assignment):
    """Grade one hand-in; the autograded notebook and the result's message."""

    def grade(notebook=None, **scores):
        submit("ada", notebook=notebook, **scores)
        result = run().results[0]
        path = course.autograded_dir("ada", assignment) / "double.ipynb"
        found = nbformat.read(path, as_version=4)
        nbformat.validate(found)
        return found, result.message

    return grade


def cells_by_id(notebook):
    return {nbgrader_of(cell).get("grade_id"): cell for cell in notebook.cells}


def test_a_task_shows_its_feedback_and_then_one_literal_number(graded):
    notebook, message = graded(double=1.5)
    shown, score = cells_by_id(notebook)["double"].outputs
    assert shown.data["text/plain"].splitlines() == [
        "Twice: 1.5 of 6 points",
        "✗ double <gives> the value (1.5 of 6)",
        "    got $x$ <script>alert(1)</script>",
    ]
    html = shown.data["text/html"]
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert 'class="autograder-feedback tex2jax_ignore"' in html
    assert (score.output_type, score.data) == ("execute_result", {"text/plain": "1.5"})
    assert message == ""


def test_a_message_does_not_say_its_title_again(assignment):
    parts = (
        ("Got", "y is twice what is expected"),
        ("Expected", "y is 2x"),
        ("Next", "Look at the factor."),
    )
    check = CheckResult(
        name="values", title="y is 2x", outcome="failed", points=0, max_points=6, parts=parts
    )
    task = TaskResult(task="double", score=0, max_score=6, checks=(check,))
    result = Result(student="ada", status="graded", score=0, max_score=10, tasks=(task,))
    shown = outputs(assignment, result)["double"][0]["data"]
    assert shown["text/plain"].splitlines() == [
        "Twice: 0 of 6 points",
        "✗ y is 2x (0 of 6)",
        "    Got: y is twice what is expected",
        "    Next: Look at the factor.",
    ]
    assert "Expected" not in shown["text/html"]


def test_a_public_check_shows_what_was_printed_and_the_numbers(assignment):
    got, want = np.array([1.0, 4.0]), np.array([1.0, 2.0])
    check = CheckResult(
        name="values",
        title="y is 2x",
        outcome="failed",
        points=0,
        max_points=6,
        parts=(("Got", "y is wrong"),),
        printed=(("double(x (2,))", "| <b>here</b>"),),
        numbers=tuple(compared_tables("y", got, want, got != want)),
    )
    task = TaskResult(task="double", score=0, max_score=6, checks=(check,))
    result = Result(student="ada", status="graded", score=0, max_score=10, tasks=(task,))
    again = Result.from_json(result.model_dump_json())
    shown = outputs(assignment, again)["double"][0]["data"]
    assert shown["text/plain"].splitlines()[2:] == [
        "    Got: y is wrong",
        "    double(x (2,)) printed:",
        "    | <b>here</b>",
        "    yours (* wrong): y (2,)  expected",
        "      1  4*                    1  2",
    ]
    assert "<b>" not in shown["text/html"]


def test_nbgrader_reads_the_score_off_the_cell(graded):
    nbgrader_api()
    from nbgrader.utils import determine_grade

    notebook, _ = graded(double=1.5, halve=0)
    cells = cells_by_id(notebook)
    assert determine_grade(cells["double"]) == (1.5, 6.0)
    assert determine_grade(cells["halve"]) == (0.0, 4.0)
    assert determine_grade(cells["why"]) == (0, 2.0)


def test_a_named_misconception_is_shown(graded):
    notebook, _ = graded(halve=0)
    assert "The factor is missing." in cells_by_id(notebook)["halve"].outputs[0].data["text/plain"]


def test_checksums_are_nbgraders(course, assignment):
    nbgrader_api()
    from nbgrader.utils import compute_checksum

    for cell in read_released(course, assignment).by_id.values():
        node = nbformat.from_dict(cell)
        found = checksum(cell["source"], cell["cell_type"], nbgrader_of(cell))
        assert found == compute_checksum(node) == nbgrader_of(cell)["checksum"]


def test_a_students_outputs_and_kernel_are_not_taken_over(graded):
    submitted = released_notebook()
    submitted["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stderr", "text": "x"}]
    submitted["cells"][1]["metadata"]["tags"] = ["'\"><script>"]
    submitted["metadata"] = {"kernelspec": {"name": "ruby"}, "widgets": {"x": 1}}
    notebook, _ = graded(submitted)
    assert notebook.cells[1].outputs == []
    assert notebook.cells[1].metadata == {}
    assert notebook.metadata == released_notebook()["metadata"]


def test_locked_cells_are_as_released_and_answers_as_written(graded):
    submitted = released_notebook()
    for cell in submitted["cells"]:
        cell["source"] = "changed"
    submitted["cells"][2]["metadata"]["nbgrader"]["points"] = 1000
    submitted["cells"][3]["metadata"]["nbgrader"]["locked"] = False
    notebook, _ = graded(submitted)
    released = released_notebook()["cells"]
    assert [cell.source for cell in notebook.cells] == [
        released[0]["source"],
        "changed",
        released[2]["source"],
        released[3]["source"],
        "changed",
    ]
    assert [cell.metadata for cell in notebook.cells[2:]] == [c["metadata"] for c in released[2:]]


def test_deleted_graded_cells_come_back_in_their_place(graded):
    submitted = released_notebook()
    del submitted["cells"][2:5]
    submitted["cells"].append(plain_cell("markdown", "my own", id="own"))
    notebook, _ = graded(submitted)
    assert [cell.id for cell in notebook.cells] == [
        "story",
        "double",
        "halve",
        "why",
        "import",
        "own",
    ]
    assert list(cells_by_id(notebook)) == ["story", "double", "halve", "why", None]


def test_of_two_cells_with_the_same_id_the_last_one_counts(graded):
    submitted = released_notebook()
    answer = deepcopy(submitted["cells"][-1])
    answer["source"] = "The first answer."
    submitted["cells"].insert(0, answer)
    submitted["cells"][-1]["source"] = "The second answer."
    notebook, _ = graded(submitted)
    assert cells_by_id(notebook)["why"].source == "The second answer."
    assert notebook.cells[0].source == "The first answer."
    assert notebook.cells[0].metadata == {}
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_a_graded_cell_of_another_assignment_is_an_ordinary_cell(graded):
    submitted = released_notebook()
    submitted["cells"].append(nbgrader_cell("code", "100", "bonus", grade=True, points=100))
    notebook, _ = graded(submitted)
    assert notebook.cells[-1].source == "100"
    assert notebook.cells[-1].metadata == {}


def test_pasted_pictures_stay_and_nothing_else(graded):
    submitted = released_notebook()
    submitted["cells"][-1]["source"] = "![](attachment:a.png)"
    submitted["cells"][-1]["attachments"] = {
        "a.png": {"image/png": "AAAA", "text/html": "<script>"},
        "b.svg": {"image/svg+xml": "<svg/>"},
        "c": 3,
    }
    notebook, _ = graded(submitted)
    assert notebook.cells[-1].attachments == {"a.png": {"image/png": "AAAA"}}


DAMAGED = {
    "nothing": b"",
    "half": b'{"cells": [',
    "a list": b"[]",
    "no cells": b"{}",
    "cells are text": b'{"cells": "abc"}',
    "deep": b"[" * 200_000,
    "deep cells": b'{"cells": ' + b"[" * 200_000,
    "not a number": b'{"cells": [NaN]}',
    "latin-1": '{"cells": ["é"]}'.encode("latin-1"),
    "a huge number": b'{"cells": [' + b"9" * 10_000 + b"]}",
    "many cells": b'{"cells": [' + b"1," * 5000 + b"1]}",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_for_a_damaged_notebook_the_released_one_is_used_and_a_person_sees_its_text(
    graded, nbgrader_book, content
):
    notebook, message = graded(content)
    assert "double.ipynb" in message
    assert "a person reads what is in the file" in message
    assert message in notebook.cells[0].source
    *others, why = [cell["source"] for cell in released_notebook()["cells"]]
    assert [cell.source for cell in notebook.cells[1:-1]] == others
    assert notebook.cells[-1].source.startswith(f"{why}\n\n**The notebook double.ipynb is damaged")
    assert cells_by_id(notebook)["double"].outputs[1].data == {"text/plain": "6.0"}
    with nbgrader_book() as book:
        grade = grade_of(book, "ada", "why")
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)


def test_the_text_of_a_damaged_notebook_is_bounded_and_whole(graded):
    text = json.dumps(released_notebook())[:-2] + "Weil es nun so war: ümlaut. `````"
    picture = "A" * 3_000_000
    notebook, _ = graded(f"{picture} {text} {'x y ' * 40_000}".encode())
    shown = notebook.cells[-1].source
    assert text in shown
    assert f"({len(picture)} characters) " in shown
    assert "more characters in the file)" in shown
    assert shown.rstrip().endswith("\n``````")
    assert len(shown) < 110_000
    assert "ümlaut" in graded(text.encode("latin-1"))[0].cells[-1].source


ODD_CELLS = {
    "not an object": 3,
    "nothing in it": {},
    "an odd type": {"cell_type": "heading", "source": "x"},
    "a type that is a list": {"cell_type": [], "source": "x"},
    "odd source": {"cell_type": "code", "source": {"a": 1}},
    "lines": {"cell_type": "code", "source": ["a\n", 3, None, "b"]},
    "odd metadata": {"cell_type": "code", "source": "x", "metadata": [1]},
    "odd nbgrader": {"cell_type": "code", "source": "x", "metadata": {"nbgrader": "yes"}},
    "odd grade_id": {
        "cell_type": "code",
        "source": "x",
        "metadata": {"nbgrader": {"grade": True, "grade_id": ["double"]}},
    },
    "half a character": {"cell_type": "markdown", "source": "\ud800"},
    "odd id": {"cell_type": "code", "source": "x", "id": "<script>"},
    "control characters": {"cell_type": "markdown", "source": "a\u0000b\u001bc"},
}


@pytest.mark.parametrize("cell", ODD_CELLS.values(), ids=ODD_CELLS)
def test_odd_cells_do_no_harm(graded, cell):
    submitted = json.dumps(released_notebook() | {"cells": [cell, *released_notebook()["cells"]]})
    notebook, message = graded(submitted.encode())
    assert message == ""
    assert cells_by_id(notebook)["double"].outputs[1].data == {"text/plain": "6.0"}
    assert notebook.cells[-1].source.startswith("Why?")


@pytest.mark.parametrize(
    "cell", ["words", {"source": {"a": "words"}}, {"source": ["a", ["words"]]}]
)
def test_words_in_an_odd_cell_are_shown_to_a_person(graded, nbgrader_book, cell):
    submitted = released_notebook()
    submitted["cells"].append(cell)
    notebook, _ = graded(submitted)
    assert "words" in cells_by_id(notebook)["why"].source
    with nbgrader_book() as book:
        assert grade_of(book, "ada", "why").needs_manual_grade


def test_a_missing_notebook_counts_as_no_answer(run, submit, course, assignment, nbgrader_book):
    (submit("ada") / "double.ipynb").unlink()
    result = run().results[0]
    assert result.score == 10
    assert "There is no notebook double.ipynb" in result.message
    with nbgrader_book() as book:
        submission = book.find_submission("01-double", "ada")
        assert submission.score == 10
        assert not submission.needs_manual_grade


@pytest.mark.parametrize("kind", ["folder", "link", "pipe", "huge"])
def test_something_else_where_the_notebook_should_be(run, submit, tmp_path, nbgrader_book, kind):
    path = submit("ada") / "double.ipynb"
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        secret = tmp_path / "secret.ipynb"
        secret.write_text(json.dumps(released_notebook()))
        path.symlink_to(secret)
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(100 * 1024 * 1024)
    result = run().results[0]
    assert result.score == 10
    assert "can't be read" in result.message
    with nbgrader_book() as book:
        assert grade_of(book, "ada", "why").needs_manual_grade


def test_a_students_other_files_come_along_but_no_link_and_no_other_notebook(
    run, submit, course, assignment, tmp_path
):
    folder = submit("ada", timestamp="2027-01-30 10:00:00 UTC")
    (folder / "data").mkdir()
    (folder / "data" / "xor.csv").write_text("0,1\n")
    (folder / "test_double.py").write_text("the student's own")
    (folder / "other.ipynb").write_text("{}")
    (tmp_path / "secret").write_text("secret")
    (folder / "stolen").symlink_to(tmp_path / "secret")
    run()
    graded = course.autograded_dir("ada", assignment)
    found = {str(p.relative_to(graded)): p for p in graded.rglob("*") if p.is_file()}
    assert sorted(found) == [
        "data/xor.csv",
        "double.ipynb",
        "double.py",
        "test_double.py",
        "timestamp.txt",
    ]
    assert found["test_double.py"].read_text() == "import double\n"
    assert {path.stat().st_mode & 0o777 for path in found.values()} == {0o444}
