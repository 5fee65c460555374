"""Hostile text on nbgrader's pages, opened in a real browser: it is shown, and does nothing.

Every payload would mark the page's `<html>` element. A page that carries the payloads as they are
proves that the browser would have run them.
"""

import json
import sqlite3

import pytest

from autograder.grade_class import grade_class
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from autograder.nbgrader_plugins.generate import release_assignment
from tests.gradebook.real_course import lay_out, nbgrader, submit
from tests.gradebook.tiny_course import Notes
from tests.support.browser import formgrader, needs_a_browser, page_after_scripts
from tests.support.processes import no_new_processes

pytestmark = [pytest.mark.slow, needs_a_browser]

MARK = "document.documentElement.setAttribute('data-owned','yes')"
PAYLOADS = (
    f"<script>{MARK}</script>"
    f'<img src="nowhere.png" onerror="{MARK}">'
    f'<svg onload="{MARK}"></svg>'
    f'<iframe srcdoc="<script>parent.{MARK}</script>"></iframe>'
    f'<details open ontoggle="{MARK}">x</details>'
)
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


def test_the_browser_would_have_run_the_payloads(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(f"<html><body>{PAYLOADS}</body></html>")
    assert 'data-owned="yes"' in page_after_scripts(page.as_uri(), tmp_path / "profile")


def test_the_feedback_page_is_harmless(course, tmp_path):
    assignment = course.assignments[0]
    with no_new_processes():
        write_feedback(course, assignment)
    page = course.feedback_dir("mallory", assignment) / "double.html"
    seen = page_after_scripts(page.as_uri(), tmp_path)
    assert "ValueError" in seen
    assert "My answer." in seen
    assert "data-owned=" not in seen


def test_the_formgrader_is_harmless(course, tmp_path):
    with sqlite3.connect(course.gradebook_path) as book:
        [(submission,)] = book.execute("SELECT id FROM submitted_notebook").fetchall()
    with formgrader(course.root) as address:
        seen = page_after_scripts(f"{address}/submissions/{submission}/?index=0", tmp_path)
    assert "ValueError" in seen
    assert "My answer." in seen
    assert "data-owned=" not in seen


def test_stock_nbgrader_writes_the_same_harmless_page(course, tmp_path):
    nbgrader(course.root, "generate_feedback", "01-double", "--force")
    page = course.feedback_dir("mallory", course.assignments[0]) / "double.html"
    assert "data-owned=" not in page_after_scripts(page.as_uri(), tmp_path)
