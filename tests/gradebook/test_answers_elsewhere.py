"""Whatever an editor makes of a notebook, a person sees every word that a student wrote."""

import json

import jupytext
import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.gradebook.notebooks.autograded import render, sanitize
from autograder.gradebook.notebooks.released import Released, nbgrader_of, source_of
from tests.gradebook.tiny_course import plain_cell, released_notebook

RELEASED = Released(released_notebook()["cells"], released_notebook()["metadata"], "digest")
WORDS = "Since XOR bends"
PICTURE = {"image.png": {"image/png": "AAAA"}}


def shown(cells):
    """The autograded notebook, with the answer cell's text and whether a person has to mark it."""
    nbgrader_api()
    from nbgrader.utils import determine_grade

    made = sanitize(cells, RELEASED)
    notebook = nbformat.reads(render(made, {}, RELEASED).decode(), as_version=4)
    nbformat.validate(notebook)
    [why] = [cell for cell in notebook.cells if nbgrader_of(cell).get("grade_id") == "why"]
    waits = determine_grade(why)[0] is None  # what nbgrader's own road decides
    assert waits == ("why" in made.answered)
    return notebook, why, waits


def new(cells, cell_type="markdown", at=None):
    cells.insert(len(cells) if at is None else at, plain_cell(cell_type, WORDS, id="new"))


def drop_metadata(cells):
    for number, cell in enumerate(cells):
        cell["metadata"], cell["id"] = {}, f"colab{number}"


def answered_in_place(cells):
    cells[4]["source"] = f"Why?\n{WORDS}"


def written_into(index):
    def edit(cells):
        cells[index]["source"] += f"\n\n{WORDS}"

    return edit


def written_anew(cells):
    del cells[4]
    new(cells)


def cut_and_written_elsewhere(cells):
    cells[4]["source"] = ""
    new(cells)


def converted(cell_type):
    def edit(cells):
        answered_in_place(cells)
        cells[4]["cell_type"] = cell_type

    return edit


def split(cells):
    cells.append({**cells[4], "id": "half", "source": WORDS, "metadata": {}})


def split_with_metadata(cells):
    cells[4]["source"] = WORDS
    cells.append({**cells[4], "id": "half", "source": "Why?"})


def merged(cells):
    cells[3]["source"] += f"\n{cells.pop()['source']}\n{WORDS}"


def lost_by_colab(cells):
    answered_in_place(cells)
    drop_metadata(cells)


def metadata_lost_ids_kept(cells):
    answered_in_place(cells)
    cells[4]["metadata"] = {}


EDITS = {
    "in its cell": answered_in_place,
    "new cell": new,
    "new code cell": lambda cells: new(cells, "code"),
    "new raw cell": lambda cells: new(cells, "raw"),
    "new first cell": lambda cells: new(cells, at=0),
    "written anew": written_anew,
    "emptied": cut_and_written_elsewhere,
    "into a locked cell": written_into(0),
    "into a free cell": written_into(1),
    "into a test cell": written_into(2),
    "as code": converted("code"),
    "as raw": converted("raw"),
    "split": split,
    "split, metadata twice": split_with_metadata,
    "merged": merged,
    "colab": lost_by_colab,
    "metadata lost": metadata_lost_ids_kept,
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_answer_is_beside_its_question_and_waits_for_a_person(edit):
    cells = released_notebook()["cells"]
    edit(cells)
    _, why, waits = shown(cells)
    assert waits
    assert WORDS in why.source


def through_jupytext(cells, form):
    cells = json.loads(json.dumps(cells))
    text = jupytext.writes(nbformat.from_dict(released_notebook() | {"cells": cells}), form)
    return jupytext.reads(text, form).cells


@pytest.mark.parametrize("form", ["py:percent", "py:light", "md", "Rmd"])
@pytest.mark.parametrize("edit", [answered_in_place, new, written_anew], ids=lambda e: e.__name__)
def test_an_answer_survives_jupytext(form, edit):
    cells = released_notebook()["cells"]
    edit(cells)
    _, why, waits = shown(through_jupytext(cells, form))
    assert waits
    assert WORDS in why.source


@pytest.mark.parametrize("change", [lambda cells: None, drop_metadata, list.reverse, list.clear])
def test_where_nothing_was_written_nobody_has_to_mark(change):
    cells = released_notebook()["cells"]
    change(cells)
    _, why, waits = shown(cells)
    assert not waits
    assert why.source == "Why?"


def test_a_notebook_without_metadata_is_not_shown_twice():
    cells = released_notebook()["cells"]
    drop_metadata(cells)
    notebook, _, _ = shown(cells)
    assert [cell.source for cell in notebook.cells] == [source_of(c) for c in RELEASED.cells]
    assert [nbgrader_of(cell) for cell in notebook.cells] == [
        nbgrader_of(cell) for cell in RELEASED.cells
    ]


def test_pictures_of_other_cells_come_along_under_names_of_their_own():
    cells = released_notebook()["cells"]
    for number in range(2):
        text = f"{WORDS} {number} ![](attachment:image.png)"
        cells.append(plain_cell("markdown", text, id=f"p{number}") | {"attachments": PICTURE})
    _, why, _ = shown(cells)
    assert list(why.attachments) == ["0-image.png", "1-image.png"]
    assert "![](attachment:1-image.png)" in why.source


def test_code_can_not_end_its_fence():
    cells = released_notebook()["cells"]
    cells.append(plain_cell("code", f"```\n{WORDS}\n````", id="code"))
    _, why, _ = shown(cells)
    assert f"`````\n```\n{WORDS}\n````\n`````" in why.source


TYPES = st.sampled_from(["markdown", "code", "raw"])
PLACE = st.integers(0, 6)


@st.composite
def edited(draw):
    """Cells after some edits that editors allow, and the words that were written."""
    cells, words = released_notebook()["cells"], []
    for number in range(draw(st.integers(1, 6))):
        at = draw(PLACE) % max(len(cells), 1)
        action = draw(
            st.sampled_from(["new", "write", "delete", "type", "split", "merge", "move", "forget"])
        )
        if action == "new" or not cells:
            words.append(f"word{number}")
            cells.insert(at, plain_cell(draw(TYPES), words[-1], id=f"new{number}"))
        elif action == "write":
            words.append(f"word{number}")
            cells[at]["source"] += draw(st.sampled_from(["\n", " ", "\n\n"])) + words[-1]
        elif action == "delete" and "word" not in cells[at]["source"]:
            del cells[at]
        elif action == "type":
            cells[at]["cell_type"] = draw(TYPES)
        elif action == "split":
            text = cells[at]["source"]
            middle = draw(st.integers(0, text.count("\n")))
            lines = text.split("\n")
            kept = draw(st.booleans())
            half = cells[at] | ({} if kept else {"metadata": {}}) | {"id": f"half{number}"}
            cells[at] = cells[at] | {"source": "\n".join(lines[:middle])}
            cells.insert(at + 1, half | {"source": "\n".join(lines[middle:])})
        elif action == "merge" and at + 1 < len(cells):
            below = cells.pop(at + 1)
            cells[at] = cells[at] | {"source": cells[at]["source"] + "\n" + below["source"]}
        elif action == "move":
            cells.append(cells.pop(at))
        elif action == "forget":
            cells[at] = cells[at] | {"metadata": {}, "id": f"lost{number}"}
    return cells, words


@given(edited())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_no_word_is_lost_and_none_goes_unmarked(made):
    cells, words = made
    notebook, why, waits = shown(json.loads(json.dumps(cells)))
    everything = "\n".join(cell.source for cell in notebook.cells)
    assert all(word in everything for word in words)
    if words:
        assert waits
        assert any(word in why.source for word in words)
