"""The formgrader's Autograde, clicked in a real browser, while course.yml says something else."""

import json
import shutil
import urllib.request
from typing import Any

import pytest

from autograder.nbgrader_plugins.generate import release_assignment
from tests.gradebook.real_course import lay_out, submit
from tests.support.browser import browser, formgrader, jupyter_server, needs_a_browser

pytestmark = [
    pytest.mark.slow,
    needs_a_browser,
    pytest.mark.xdist_group("disagreement in a browser"),
]

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


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A released course with a submission whose notebook must never be executed."""
    course = lay_out(tmp_path_factory.mktemp("released") / "course")
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


@pytest.fixture(scope="module")
def pages(released, tmp_path_factory):
    """The formgrader in a browser: both take seconds to start, so all tests share them."""
    profile = tmp_path_factory.mktemp("profile")
    with formgrader(released.root) as address, browser(profile) as page:
        yield page, address


@pytest.fixture
def course(released):
    """The course again as it was released."""
    gradebook = released.gradebook_path.read_bytes()
    listed = (released.root / "course.yml").read_bytes()
    yield released
    (released.root / "course.yml").write_bytes(listed)
    released.gradebook_path.write_bytes(gradebook)
    shutil.rmtree(released.root / "autograded", ignore_errors=True)


def autograde(pages):
    """Click on Autograde for the one submission; what the formgrader then shows."""
    page, address = pages
    page.open(f"{address}/manage_submissions/01-double")
    page.wait_for(CLICK)
    return page.wait_for(MODAL)


def test_autograde_is_refused_after_a_rename(course, pages):
    listed = (course.root / "course.yml").read_text()
    (course.root / "course.yml").write_text(listed.replace("01-double", "01-twice"))
    said = autograde(pages)
    assert "There was an error autograding" in said
    assert "refused: 01-double: solutions/01-double holds graders" in said
    (course.root / "course.yml").write_text(listed)
    assert "Successfully autograded" in autograde(pages)
    assert not (course.root / "executed").exists()
    names = {path.name for path in (course.root / "autograded/ada/01-double").iterdir()}
    assert names == {"double.ipynb", "double.py", "test_double.py", "README.md"}


def test_a_typo_is_shown_and_the_server_lives(course, pages):
    listed = (course.root / "course.yml").read_text()
    (course.root / "course.yml").write_text(listed.replace("points: 6", "points: six"))
    said = autograde(pages)
    assert "refused: course.yml:" in said
    assert "'points' can't be the text 'six'" in said
    assert not (course.root / "autograded").exists()
    (course.root / "course.yml").write_text(listed)
    assert "Successfully autograded" in autograde(pages)
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
