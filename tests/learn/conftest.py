"""A course of toys, a workspace made from it, and modules that a learner may write in it."""

import shutil
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from rich.console import Console

from autograder.course import load_course
from autograder.learn.workspace.start import start_workspace
from autograder.learn.workspace.workspace import Workspace, find_workspace
from tests.learn.toy_course import write_toys
from tests.support.forked_helper import forked_helpers
from tests.support.isolation import proven_once


@pytest.fixture
def real_helpers() -> None:
    """Ask for this, and the processes that run the checks are started as for a learner."""


@pytest.fixture(autouse=True)
def _helpers(request: pytest.FixtureRequest) -> Iterator[None]:
    helpers = nullcontext() if "real_helpers" in request.fixturenames else forked_helpers()
    with helpers, proven_once():
        yield


@pytest.fixture
def course_root(tmp_path):
    return write_toys(tmp_path / "course").root


@pytest.fixture
def workspace(course_root, tmp_path) -> Workspace:
    start_workspace(load_course(course_root), tmp_path / "work")
    return find_workspace(tmp_path / "work")


@pytest.fixture
def assignment(workspace):
    return workspace.course.assignments[0]


@pytest.fixture
def write(workspace, assignment):
    """Save the learner's module."""

    def write(source: str) -> None:
        workspace.module(assignment).write_text(source, encoding="utf-8")

    return write


@pytest.fixture
def screen():
    """A terminal of 80 columns and 24 lines whose text is read with `screen.export_text()`."""
    return Console(width=80, height=24, record=True, force_terminal=True, color_system=None)


@pytest.fixture
def as_student(workspace, course_root):
    """Take the solutions away: a student's install."""
    shutil.rmtree(course_root / "solutions")
