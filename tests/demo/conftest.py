"""A course of one scaffolded assignment, as an instructor begins one."""

from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.scaffold import new_assignment

COURSE = """\
schema: 1
id: tiny
title: A tiny course
limits: {call_seconds: 1, submission_seconds: 5}
assignments: []
"""
CONFIG = """\
from autograder.nbgrader_plugins.config import configure

configure(get_config(), __file__)
"""


@pytest.fixture(scope="session")
def tiny_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tiny")
    (root / "course.yml").write_text(COURSE)
    (root / "nbgrader_config.py").write_text(CONFIG)
    new_assignment(load_course(root), "05-scaling")
    return root
