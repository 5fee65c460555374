"""Hostile text on nbgrader's pages, opened in a real browser: it is shown, and does nothing.

Every payload would mark the page's `<html>` element. A page that carries the payloads as they are
proves that the browser would have run them.
"""

import json
import re
import sqlite3

import pytest

from autograder.grade_class import grade_class
from autograder.nbgrader_plugins.feedback_pages import page_path, write_feedback
from autograder.nbgrader_plugins.generate import release_assignment
from tests.gradebook.real_course import lay_out, nbgrader, submit
from tests.gradebook.tiny_course import Notes
from tests.support.browser import browser, formgrader, needs_a_browser
from tests.support.processes import no_new_processes

pytestmark = [
    pytest.mark.slow,
    needs_a_browser,
    pytest.mark.xdist_group("pages in a browser"),
]


def mark(kind: str) -> str:
    return f"document.documentElement.setAttribute('data-owned-{kind}','yes')"


PAYLOADS = (
    f"<script>{mark('script')}</script>"
    f'<img src="nowhere.png" onerror="{mark("image")}">'
    f'<svg onload="{mark("drawing")}"></svg>'
    f'<iframe srcdoc="<script>parent.{mark("frame")}</script>"></iframe>'
    f'<details open ontoggle="{mark("details")}">x</details>'
)
PRESS = """fetch("/formgrader/api/assignment/01-double/mallory/generate_feedback", {
    method: "POST",
    headers: {"X-CSRFToken": document.cookie.match(/_xsrf=([^;]+)/)[1]},
}).then(answer => answer.text())"""
MODULE = f"""
def double(x):
    raise ValueError({PAYLOADS!r})


def halve(x):
    return {PAYLOADS!r}
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """One student hands in hostile text wherever text may stand, and is graded."""
    course = lay_out(tmp_path_factory.mktemp("browser"))
    assignment = course.assignments[0]
    release_assignment(course, assignment)
    folder = submit(course, "mallory", MODULE)
    notebook = json.loads((folder / "double.ipynb").read_text())
    notebook["cells"][-1]["source"] = f"My answer. {PAYLOADS}"
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": PAYLOADS})
    page = {"output_type": "display_data", "metadata": {}, "data": {"text/html": PAYLOADS}}
    code = {"cell_type": "code", "metadata": {}, "source": PAYLOADS, "execution_count": 1}
    notebook["cells"].append(code | {"outputs": [page]})
    (folder / "double.ipynb").write_text(json.dumps(notebook))
    with no_new_processes():
        grade_class(course, assignment, progress=Notes())
    return course


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


def owned(html):
    """The payloads that have run on a page."""
    return set(re.findall(r'data-owned-(\w+)="yes"', html))


def test_the_browser_would_have_run_the_payloads(page, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(f"<html><body>{PAYLOADS}</body></html>")
    kinds = {"script", "image", "drawing", "frame", "details"}
    assert owned(page.loaded(file.as_uri())) == kinds


def test_the_feedback_page_is_harmless(course, page):
    assignment = course.assignments[0]
    with no_new_processes():
        write_feedback(course, assignment)
    file = course.feedback_dir("mallory", assignment) / "double.html"
    seen = page.loaded(file.as_uri())
    assert "ValueError" in seen
    assert "My answer." in seen
    assert not owned(seen)


def test_the_formgrader_is_harmless_and_its_button_writes_the_same_page(course, page):
    with sqlite3.connect(course.gradebook_path) as book:
        [(submission,)] = book.execute("SELECT id FROM submitted_notebook").fetchall()
    with formgrader(course.root) as address:
        seen = page.loaded(f"{address}/submissions/{submission}/?index=0")
        path = page_path(course, course.assignments[0], "mallory")
        with no_new_processes():
            write_feedback(course, course.assignments[0])
        ours = path.read_text()
        path.unlink()
        assert '"success": true' in str(page.value_of(PRESS))
        assert path.read_text() == ours
    assert "ValueError" in seen
    assert "My answer." in seen
    assert seen.index("Model answer") < seen.index("Because it is so.")
    assert seen.index("double.py, as it was graded") < seen.index("def</span>")
    assert 'class="autograder-feedback"><strong>Model answer' in seen
    assert not owned(seen)


def test_stock_nbgrader_writes_the_same_harmless_page(course, page):
    nbgrader(course.root, "generate_feedback", "01-double", "--force")
    file = course.feedback_dir("mallory", course.assignments[0]) / "double.html"
    assert not owned(page.loaded(file.as_uri()))


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (390, "dark")])
def test_axe_finds_no_barrier_on_the_page(course, page, width, scheme):
    with no_new_processes():
        write_feedback(course, course.assignments[0])
    file = course.feedback_dir("mallory", course.assignments[0]) / "double.html"
    page.looks_like(width, scheme)
    page.loaded(file.as_uri())
    assert page.barriers() == []
    assert page.value_of("document.documentElement.scrollWidth") <= width
