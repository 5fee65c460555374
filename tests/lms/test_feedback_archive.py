"""Feedback pages go back to Canvas and Moodle under the names that these gave."""

import zipfile

import pytest

from autograder.errors import CourseError
from autograder.lms.feedback_archive import write_feedback_archive
from tests.support.autograder_command import autograder

PEOPLE = """\
id,first_name,last_name,lms_user_id
ada,Ada,Lovelace,12345
ben,Ben,Okri,12346
"""
DOWNLOADS = {
    "canvas": {
        "lovelaceada_12345_67890_network.py": "first",
        "lovelaceada_12345_67895_network-1.py": "second",
    },
    "moodle": {"Ada Lovelace_71_assignsubmission_file_/work/network.py": "x"},
}
PAGES = {
    "canvas": "lovelaceada_12345_67895_network.html",
    "moodle": "Ada Lovelace_71_assignsubmission_file_/network.html",
}


@pytest.fixture
def pages(course, roster):
    roster(PEOPLE)
    for student in ("ada", "ben"):
        folder = course.feedback_dir(student, course.assignments[0])
        folder.mkdir(parents=True)
        (folder / "network.html").write_text(f"page of {student}")


@pytest.mark.parametrize("form", DOWNLOADS)
def test_each_page_has_the_name_that_leads_to_its_student(course, pages, archive, form):
    autograder(course.root, f"collect 02 {archive(DOWNLOADS[form])} --from {form}")
    path, count, without = write_feedback_archive(course, course.assignments[0], form)
    with zipfile.ZipFile(path) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            PAGES[form]: b"page of ada"
        }
    assert (count, without) == (1, ["ben"])


def test_without_a_download_the_command_to_run_is_named(course, pages):
    with pytest.raises(CourseError, match="autograder collect 02-network ARCHIVE --from canvas"):
        write_feedback_archive(course, course.assignments[0], "canvas")
