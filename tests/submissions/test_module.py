"""Reading a submitted module, whatever a student submits."""

import os
import stat

import pytest

from autograder.submissions.folder import list_submissions
from autograder.submissions.module import LARGEST_SOURCE, read_module
from autograder.submissions.similar_names import is_like
from autograder.submissions.submission import Submission
from tests.support.course_builder import write_course


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path / "course")


@pytest.fixture
def folder(course):
    folder = course.submitted_dir("ada", course.assignments[0])
    folder.mkdir(parents=True)
    return folder


def read(course, folder):
    return read_module(Submission("ada", folder=folder), course.assignments[0])


def invalid_reason(course, folder):
    reason = read(course, folder).invalid_reason
    assert len(reason) < 1000
    return reason


@pytest.mark.parametrize("source", [b"x = 1\n", b"\xef\xbb\xbfx = 1\r\n", "größe = 1".encode()])
def test_utf8_is_read_as_it_is(course, folder, source):
    (folder / "double.py").write_bytes(source)
    submission = read(course, folder)
    assert submission.source == source
    assert submission.invalid_reason == ""
    assert len(submission.sha256) == 64


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        ("x = 1".encode("utf-16"), "UTF-16"),
        (b"x = 1\ny = \0\n", "line 2: there is a NUL byte"),
        (b"# one\n# caf\xe9\n", "line 2: the byte 0xe9 is not UTF-8"),
        (b"#" * (LARGEST_SOURCE + 1), "larger than 1 MiB"),
    ],
)
def test_what_is_no_text_of_a_program(course, folder, source, words):
    (folder / "double.py").write_bytes(source)
    assert words in invalid_reason(course, folder)


def test_the_largest_allowed_is_read(course, folder):
    (folder / "double.py").write_bytes(b"#" * LARGEST_SOURCE)
    assert invalid_reason(course, folder) == ""


def test_nothing_there(course, folder):
    assert invalid_reason(course, folder) == "There is no double.py in the submission."
    folder.rmdir()
    assert invalid_reason(course, folder) == "There is no double.py in the submission."


def test_only_the_notebook(course, folder):
    (folder / "double.ipynb").write_text("{}")
    assert "only the notebook double.ipynb" in invalid_reason(course, folder)


@pytest.mark.parametrize(
    "name",
    [
        *("double (1).py", "double(2).py", "DOUBLE.PY", "Double.py", "double-1.py"),
        *("double.py.txt", "double - Copy.py", "Copy of double.py", "double .py"),
    ],
)
@pytest.mark.parametrize("where", ["", "src"])
def test_almost_the_right_name(course, folder, name, where):
    (folder / "double.ipynb").write_text("{}")
    (folder / "test_double.py").write_text("x = 1")
    (folder / where).mkdir(exist_ok=True)
    (folder / where / name).write_text("x = 1")
    shown = f"{where}/{name}" if where else name
    reason = invalid_reason(course, folder)
    assert f"There is no double.py; found {shown}. Rename it to double.py" in reason
    assert ("move it up" in reason) == bool(where)


def test_another_name(course, folder):
    (folder / "solution.py").write_text("x = 1")
    (folder / "\x1b[31mevil\u202e.py").write_text("x = 1")
    (folder / "double.ipynb").write_text("{}")
    reason = invalid_reason(course, folder)
    assert "found [31mevil.py, solution.py. Rename your file to double.py" in reason
    assert reason.isprintable()


def test_what_the_kit_wrote_is_not_the_module(course, folder):
    (folder / "test_double.py").write_text("x = 1")
    (folder / "debug_double.py").write_text("x = 1")
    assert invalid_reason(course, folder) == "There is no double.py in the submission."


def test_only_a_notebook_of_another_name(course, folder):
    (folder / "double (1).ipynb").write_text("{}")
    reason = invalid_reason(course, folder)
    assert "only double (1).ipynb" in reason
    assert "name the notebook double.ipynb" in reason


@pytest.mark.parametrize("name", ["01-Double", "01_double", "01 double", "01-double (1)"])
def test_a_folder_with_almost_the_right_name_is_reported(course, name):
    home = course.submitted_dir("ada", course.assignments[0]).parent
    (home / name).mkdir(parents=True)
    (found,) = list_submissions(course, course.assignments[0])
    assert found.student == "ada"
    assert f"named {name!r} and not '01-double'; rename it" in found.invalid_reason


def test_another_folder_is_no_submission(course, folder):
    (folder.parent.parent / "bob" / "02-network").mkdir(parents=True)
    assert [one.student for one in list_submissions(course, course.assignments[0])] == ["ada"]


@pytest.mark.parametrize(
    ("name", "right"),
    [("lab-2", "lab-1"), ("lab_2.py", "lab_1.py"), ("network.py", "network.py"), ("a.py", "b.py")],
)
def test_a_name_that_is_not_alike(name, right):
    assert not is_like(name, right)


@pytest.mark.parametrize("where", ["01-double", "src", "a/b", "\x1b[31mevil\u202e"])
@pytest.mark.parametrize("beside", ["double.ipynb", "helpers.py"])
def test_a_folder_too_deep(course, folder, where, beside):
    (folder / where).mkdir(parents=True)
    (folder / where / "double.py").write_text("x = 1")
    (folder / beside).write_text("{}")
    shown = where if where.isprintable() else "[31mevil"
    assert invalid_reason(course, folder) == (
        f"double.py is in the folder {shown}/; move it up into the submission's own folder."
    )


def test_of_several_below_the_nearest_is_named(course, folder):
    for where in ("a/b", "z", ".ipynb_checkpoints"):
        (folder / where).mkdir(parents=True)
        (folder / where / "double.py").write_text("x = 1")
    assert "is in the folder z/;" in invalid_reason(course, folder)


def test_the_module_is_never_looked_for_through_a_link(course, folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "double.py").write_text("x = 1")
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    (folder / "loop").symlink_to(folder)
    (folder / "real").mkdir()
    (folder / "real" / "double.py").symlink_to(tmp_path / "elsewhere" / "double.py")
    assert invalid_reason(course, folder) == "There is no double.py in the submission."


def test_the_module_is_looked_for_within_bounds(course, folder):
    here = os.open(folder, os.O_RDONLY)
    for _ in range(40):  # deeper than a path may be long
        os.mkdir("d" * 200, dir_fd=here)
        above, here = here, os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(above)
    os.close(here)
    for number in range(1500):
        (folder / f"{number:04}").mkdir()
    (folder / "1499" / "double.py").write_text("x = 1")
    assert invalid_reason(course, folder) == "There is no double.py in the submission."


def test_a_folder_in_its_place(course, folder):
    (folder / "double.py").mkdir()
    assert invalid_reason(course, folder) == "double.py is a folder; submit the file itself."


@pytest.mark.parametrize("target", ["/etc/passwd", "nowhere", "double.py", "other.py"])
def test_a_link_in_its_place(course, folder, target):
    (folder / "other.py").write_text("secret = 1")
    (folder / "double.py").symlink_to(target)
    submission = read(course, folder)
    assert submission.invalid_reason == "double.py is a link; submit the file itself."
    assert submission.source == b""


def test_a_linked_folder(course, folder):
    other = course.submitted_dir("bob", course.assignments[0])
    other.mkdir(parents=True)
    (other / "double.py").write_text("x = 1")
    folder.rmdir()
    folder.symlink_to(other)
    assert "is a link" in invalid_reason(course, folder)


def test_a_file_in_the_place_of_the_folder(course, folder):
    folder.rmdir()
    folder.write_text("x = 1")
    assert invalid_reason(course, folder).startswith("The submission is a file; submit a folder")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_fifo_does_not_hang(course, folder):
    os.mkfifo(folder / "double.py")
    assert "not a regular file" in invalid_reason(course, folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads it all")
def test_an_unreadable_file(course, folder):
    (folder / "double.py").write_text("x = 1")
    (folder / "double.py").chmod(0)
    assert "can't be read" in invalid_reason(course, folder)


def test_a_file_that_fails_to_open(course, folder, monkeypatch):
    (folder / "double.py").write_text("x = 1")

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("autograder.submissions.safe_reading.os.open", refuse)
    assert invalid_reason(course, folder) == "double.py can't be read (Permission denied)."


def test_a_file_that_turns_into_something_else_after_a_first_look(course, folder, monkeypatch):
    (folder / "double.py").write_text("x = 1")
    monkeypatch.setattr(
        "autograder.submissions.safe_reading.os.fstat",
        lambda fd: os.stat_result((stat.S_IFCHR, *[0] * 9)),
    )
    assert "not a regular file" in invalid_reason(course, folder)


@pytest.mark.parametrize("student", ["ada lovelace", "größe", "line\nbreak", "'quoted\"", "-rf"])
def test_students_of_any_name(course, student):
    folder = course.submitted_dir(student, course.assignments[0])
    folder.mkdir(parents=True)
    (folder / "double.py").write_text("x = 1")
    [submission] = list_submissions(course, course.assignments[0])
    submission = read_module(submission, course.assignments[0])
    assert (submission.student, submission.source) == (student, b"x = 1")
