"""A course without graders: its roster and its folders are all that these tests need."""

import io
import zipfile

import pytest

from tests.support.autograder_command import autograder
from tests.support.course_builder import write_course


@pytest.fixture
def course(tmp_path):
    return write_course(
        tmp_path / "course",
        ["name: forward, title: Forward, points: 10"],
        name="02-network",
        title="A network",
        due="2027-01-31T23:59:00+01:00",
        settings="time_zone: Europe/Berlin",
    )


@pytest.fixture
def roster(course, tmp_path):
    """Put these lines of a CSV file into the roster."""

    def put(text):
        file = tmp_path / "roster.csv"
        file.write_text(text, encoding="utf-8")
        done = autograder(course.root, f"roster import {file}")
        assert done.exit_code == 0, done.output
        return done.output

    return put


@pytest.fixture
def archive(tmp_path):
    """A zip file with these members: text, bytes, or a dict for a zip file in it."""

    def make(members, name="download.zip"):
        path = tmp_path / name
        path.write_bytes(zipped(members))
        return path

    return make


def zipped(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, value in members.items():
            file.writestr(name, zipped(value) if isinstance(value, dict) else value)
    return content.getvalue()
