"""The formgrader's Autograde, clicked in a real browser, while course.yml says something else."""

import json
import urllib.request
from typing import Any

import pytest

from autograder.nbgrader_plugins.generate import release_assignment
from tests.gradebook.real_course import lay_out, submit
from tests.support.browser import browser, formgrader, jupyter_server, needs_a_browser

pytestmark = [pytest.mark.slow, needs_a_browser]

EXTENSIONS = [
    f"nbgrader.server_extensions.{name}"
    for name in ("formgrader", "assignment_list", "course_list", "validate_assignment")
]
CLICK = """(() => {
    const button = document.querySelector(".autograde a");
    if (button) button.click();
    return Boolean(button);
})()"""
MODAL = """(() => {
    const modal = document.querySelector("#error-modal, #success-modal");
    return modal && modal.textContent;
})()"""


@pytest.fixture
def course(tmp_path):
    """A released course with a submission whose notebook must never be executed."""
    course = lay_out(tmp_path / "course")
    release_assignment(course, course.assignments[0])
    folder = submit(course, "ada", "def double(x):\n    raise NotImplementedError\n")
    notebook = json.loads((folder / "double.ipynb").read_text())
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "canary",
        "metadata": {},
        "execution_count": None,
    }
    source = f"open({str(course.root / 'executed')!r}, 'w').close()"
    notebook["cells"].append(cell | {"source": source, "outputs": []})
    (folder / "double.ipynb").write_text(json.dumps(notebook))
    return course


def autograde(page, address):
    """Click on Autograde for the one submission; what the formgrader then shows."""
    page.open(f"{address}/manage_submissions/01-double")
    page.wait_for(CLICK)
    return page.wait_for(MODAL)


def test_autograde_is_refused_after_a_rename(course, tmp_path):
    listed = (course.root / "course.yml").read_text()
    with formgrader(course.root) as address, browser(tmp_path / "profile") as page:
        (course.root / "course.yml").write_text(listed.replace("01-double", "01-twice"))
        said = autograde(page, address)
        assert "There was an error autograding" in said
        assert "refused: 01-double: solutions/01-double holds graders" in said
        (course.root / "course.yml").write_text(listed)
        assert "Successfully autograded" in autograde(page, address)
    assert not (course.root / "executed").exists()
    names = {path.name for path in (course.root / "autograded/ada/01-double").iterdir()}
    assert names == {"double.ipynb", "double.py", "test_double.py", "README.md"}


def test_a_typo_is_shown_and_the_server_lives(course, tmp_path):
    listed = (course.root / "course.yml").read_text()
    with formgrader(course.root) as address, browser(tmp_path / "profile") as page:
        (course.root / "course.yml").write_text(listed.replace("points: 6", "points: six"))
        said = autograde(page, address)
        assert "refused: course.yml:" in said
        assert "'points' can't be the text 'six'" in said
        assert not (course.root / "autograded").exists()
        (course.root / "course.yml").write_text(listed)
        assert "Successfully autograded" in autograde(page, address)
    assert not (course.root / "executed").exists()


def test_a_server_starts_in_a_folder_with_a_typo(course):
    listed = (course.root / "course.yml").read_text()
    (course.root / "course.yml").write_text(listed.replace("points: 6", "points: six"))
    with jupyter_server(course.root, *EXTENSIONS, "jupyterlab") as (address, server):
        for page in (
            "lab",
            "formgrader",
            "formgrader/api/assignments",
            "assignments?course_id=tiny",
            "formgrader/api/students",
        ):
            with urllib.request.urlopen(f"{address}/{page}", timeout=240) as answer:
                assert answer.status == 200
        assert server.poll() is None
