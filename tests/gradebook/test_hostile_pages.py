"""Text that takes long to format, or imitates our pages, is plain text on one student's page."""

import os
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("nbgrader")

from autograder.errors import CourseError
from autograder.nbgrader_plugins import feedback_pages
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from autograder.nbgrader_plugins.page_filters import (
    clean_html,
    highlight_code,
    markdown_to_clean_html,
)
from autograder.pages import render_worker
from autograder.pages.plain_text import plain
from autograder.pages.renderer import shared_renderer
from tests.gradebook.pages import page_of, points_of
from tests.gradebook.tiny_course import plain_cell, released_notebook
from tests.support.processes import no_new_processes

write_chunk = feedback_pages._write_chunk
LONG = 150_000
PICTURE = {"a": {"image/png": "A" * 100_000}}
SLOW = {
    "blanks": ("markdown", "a" + " " * LONG + "b"),
    "brackets of formulas": ("markdown", "\\\\(" * (LONG // 3)),
    "environments": ("markdown", "\\begin{a}" * (LONG // 9)),
    "nested": ("markdown", "<div>" * (LONG // 5)),
    "nested, but not slow": ("markdown", "<div>" * 300),
    "tags": ("markdown", "<b>x</b>" * (LONG // 8)),
    "links of a picture": ("markdown", "![](attachment:a)" * (LONG // 17)),
    "dots": ("code", "a." * (LONG // 2)),
    "code in a fence": ("markdown", "```python\n" + "a." * (LONG // 2) + "\n```"),
    "raw": ("raw", "<div>" * (LONG // 5)),
    "long": ("markdown", "**x** " * 100_000),
    "many tokens": ("code", "a b " * (LONG // 4)),
}
KIT = Path(__file__).parents[2]


def shown(cell_type, source, page=None, **cell):
    """A cell as the templates put it on a page."""
    context = {"nb": {} if page is None else page, "cell": cell}
    if cell_type == "markdown":
        return markdown_to_clean_html(context, source)
    if cell_type == "code":
        return highlight_code(context, source)
    return clean_html(context, source)


@pytest.mark.slow
@pytest.mark.parametrize(("cell_type", "source"), SLOW.values(), ids=SLOW)
def test_what_takes_too_long_is_plain_text_and_complete(cell_type, source):
    html = shown(cell_type, source, attachments=PICTURE)
    assert html == plain(source)
    assert shown("markdown", "**next**") == "<p><strong>next</strong></p>\n"


@pytest.mark.slow
def test_the_rest_of_such_a_page_costs_nothing_and_other_pages_are_as_ever(monkeypatch):
    hostile, honest = {"a": 1}, {"a": 1}
    assert shown("code", "a." * LONG, page=hostile).startswith("<pre")
    assert shown("code", "a." * (LONG // 2), page=hostile).startswith("<pre")
    asked = []
    monkeypatch.setattr(shared_renderer(), "_answer", lambda: asked.append(1) or {})  # type: ignore[func-returns-value]
    assert shown("markdown", "**x**", page=hostile) == plain("**x**")
    assert not asked
    monkeypatch.undo()
    assert "<strong>x</strong>" in shown("markdown", "**x**", page=honest)


@pytest.mark.slow
def test_so_much_plain_text_that_the_page_itself_takes_long_is_left_to_the_file():
    for source in ("<div>" * 30_000, "x" * 3_000_000):
        page: dict = {}
        assert shown("markdown", source, page=page) == plain(source)
        left = shown("markdown", source, page=page)
        assert f"({len(source)} characters are only in the notebook's file)" in left
        assert shown("markdown", source) == plain(source)


@pytest.mark.slow
def test_a_process_that_ended_between_two_pages_costs_neither_of_them():
    assert "<strong>" in shown("markdown", "**x**")
    process = shared_renderer()._process
    assert process
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert "<strong>" in shown("markdown", "**x**")


@pytest.mark.slow
def test_a_process_that_has_ended_is_started_again():
    page: dict = {}
    assert "<strong>" in shown("markdown", "**x**", page=page)
    shared_renderer().close()
    assert shown("markdown", "**x**", page=page) == plain("**x**")
    assert "<strong>" in shown("markdown", "**x**")


def test_our_own_notebooks_are_far_from_every_limit(monkeypatch):
    render_worker.warm_up()
    for path in sorted(KIT.glob("assignments/*/*.ipynb")):
        notebook, page = nbformat.read(path, as_version=4), render_worker._Page()
        for cell in notebook.cells:
            kind = {"kind": cell.cell_type, "language": "ipython3", "attachments": {}}
            assert page.answer({"text": cell.source, **kind})["html"] is not None
        assert page._tags > render_worker.PAGE_TAGS * 0.6
        assert page._seconds > 0


@pytest.mark.parametrize("name", ["drawing.svg", "", "no such.png", "a&b"])
def test_a_picture_that_is_not_there_is_named(name):
    html = shown("markdown", f"before ![x](<attachment:{name}>) **after**")
    assert "can't be shown]" in html
    assert "<strong>after</strong>" in html


@pytest.mark.parametrize(
    "source",
    [
        '<a class="modal show" href="https://numpy.org">x</a>',
        '<div class="modal-backdrop fade in">x</div>',
        '<div class="autograder-feedback">Twice: 6 of 6 points</div>',
        '<div class="panel alert alert-danger highlight-x">x</div>',
        "```mermaid\ngraph\n```",
    ],
)
def test_a_class_that_the_page_gives_a_meaning_to_is_removed(source):
    for cell_type in ("markdown", "raw"):
        assert 'class="' not in shown(cell_type, source)


def test_an_empty_cell_is_empty():
    assert shown("markdown", "") == ""


def test_the_classes_of_code_and_of_our_feedback_stay():
    assert 'class="kn"' in shown("code", "import numpy")
    assert '<div class="highlight' in shown("markdown", "```python\nimport numpy\n```")
    ours = '<div class="autograder-feedback tex2jax_ignore">x</div>'
    assert clean_html({"nb": {}, "output": {}}, ours) == ours


@pytest.mark.usefixtures("one_process")
@pytest.mark.slow
def test_hostile_notebooks_cost_nobody_a_page(run, course, assignment, submit):
    for number, (cell_type, source) in enumerate(SLOW.values()):
        notebook = released_notebook()
        notebook["cells"].append(plain_cell(cell_type, source, id="hostile"))
        notebook["cells"].append(plain_cell("markdown", "![x](attachment:a.svg)", id="picture"))
        submit(f"hostile{number}", notebook=notebook)
    submit("zoe", answer="**Because.**")
    run()
    write_feedback(course, assignment, jobs=1)
    assert "<strong>Because.</strong>" in page_of(course, "zoe")
    for number in range(len(SLOW)):
        page = page_of(course, f"hostile{number}")
        assert points_of(page, "Twice") == "6 of 6"
        assert len(page.encode()) < 400_000
    assert len(SLOW) * render_worker.PAGE_SECONDS < 4  # what all of them cost the others


def die_at_bob(root, assignment, students):
    """In the place of `_write_chunk`: the process ends with half a page of bob's."""
    if "bob" in students:
        page = root / "feedback" / "bob" / assignment.name / "double.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("<html>")
        os._exit(9)
    return write_chunk(root, assignment, students)


@pytest.mark.thorough
def test_a_page_that_ends_the_process_costs_that_page_alone(
    run, course, assignment, submit, monkeypatch
):
    students = ["ada", "bob", "cy"]
    for student in students:
        submit(student)
    with no_new_processes():
        run()
    monkeypatch.setattr(feedback_pages, "CHUNK", 2)
    monkeypatch.setattr(feedback_pages, "_write_chunk", die_at_bob)
    with pytest.raises(CourseError, match="could not write the feedback of bob;"):
        write_feedback(course, assignment, jobs=2)
    written = {path.parts[-3] for path in course.root.glob("feedback/*/*/double.html")}
    assert written == set(students) - {"bob"}
