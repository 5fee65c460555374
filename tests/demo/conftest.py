"""A course of one scaffolded assignment, as an instructor begins one."""

from pathlib import Path

import pytest

from autograder.scaffold import new_assignment
from tests.support.course_builder import write_course


@pytest.fixture(scope="session")
def tiny_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    limits = "limits: {call_seconds: 1, submission_seconds: 5}"
    course = write_course(tmp_path_factory.mktemp("tiny"), tasks=(), settings=limits)
    new_assignment(course, "05-scaling")
    return course.root
