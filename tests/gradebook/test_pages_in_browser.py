"""Hostile text on nbgrader's pages, opened in a real browser: it is shown, and does nothing.

Every payload would mark the page's `<html>` element. A page that carries the payloads as they are
proves that the browser would have run them.
"""

import json
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.grade_class import grade_class
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from autograder.nbgrader_plugins.generate import release_assignment
from tests.gradebook.real_course import lay_out, nbgrader, submit
from tests.gradebook.tiny_course import Notes
from tests.support.processes import no_new_processes

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; on Debian: apt install chromium"),
]

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


def page_after_scripts(address: str, profile: Path) -> str:
    """The page as it is when its scripts have run."""
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
        "--disable-background-networking --disable-component-update --virtual-time-budget=5000"
    )
    command = [str(CHROMIUM), *flags.split(), f"--user-data-dir={profile}", "--dump-dom", address]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


@contextmanager
def formgrader(root: Path) -> Iterator[str]:
    """nbgrader's formgrader on a port of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    extension = "{'nbgrader.server_extensions.formgrader': True}"
    command = [
        *(sys.executable, "-m", "jupyter", "server", "--allow-root", "--no-browser"),
        *(f"--port={port}", "--port-retries=0", "--IdentityProvider.token="),
        f"--ServerApp.jpserver_extensions={extension}",
    ]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stderr
            for line in server.stderr:
                if f"http://127.0.0.1:{port}/" in line:
                    break
            else:
                pytest.fail("the Jupyter server did not start")
            yield f"http://127.0.0.1:{port}/formgrader"
        finally:
            server.terminate()
            server.communicate()


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
