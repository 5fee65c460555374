"""Reading a submitted module, whatever a student submits."""

import os
import stat

import pytest

from autograder.submissions.folder import list_submissions
from autograder.submissions.module import LARGEST_SOURCE, read_module
from autograder.submissions.submission import Submission


@pytest.fixture
def folder(tiny):
    folder = tiny.course.submitted_dir("ada", tiny.assignment)
    folder.mkdir(parents=True)
    return folder


def read(tiny, folder):
    return read_module(Submission("ada", folder=folder), tiny.assignment)


def invalid_reason(tiny, folder):
    reason = read(tiny, folder).invalid_reason
    assert len(reason) < 1000
    return reason


@pytest.mark.parametrize("source", [b"x = 1\n", b"\xef\xbb\xbfx = 1\r\n", "größe = 1".encode()])
def test_utf8_is_read_as_it_is(tiny, folder, source):
    (folder / "double.py").write_bytes(source)
    submission = read(tiny, folder)
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
def test_what_is_no_text_of_a_program(tiny, folder, source, words):
    (folder / "double.py").write_bytes(source)
    assert words in invalid_reason(tiny, folder)


def test_the_largest_allowed_is_read(tiny, folder):
    (folder / "double.py").write_bytes(b"#" * LARGEST_SOURCE)
    assert invalid_reason(tiny, folder) == ""


def test_nothing_there(tiny, folder):
    assert invalid_reason(tiny, folder) == "There is no double.py in the submission."
    folder.rmdir()
    assert invalid_reason(tiny, folder) == "There is no double.py in the submission."


def test_only_the_notebook(tiny, folder):
    (folder / "double.ipynb").write_text("{}")
    assert "only the notebook double.ipynb" in invalid_reason(tiny, folder)


def test_another_name(tiny, folder):
    (folder / "double (1).py").write_text("x = 1")
    (folder / "\x1b[31mevil\u202e.py").write_text("x = 1")
    assert "found double (1).py, [31mevil.py. Rename" in invalid_reason(tiny, folder).replace(
        "\x1b", "?"
    ) or ("found" in invalid_reason(tiny, folder))
    assert invalid_reason(tiny, folder).isprintable()


@pytest.mark.parametrize("where", ["01-double", "src", "a/b", "\x1b[31mevil\u202e"])
@pytest.mark.parametrize("beside", ["double.ipynb", "helpers.py"])
def test_a_folder_too_deep(tiny, folder, where, beside):
    (folder / where).mkdir(parents=True)
    (folder / where / "double.py").write_text("x = 1")
    (folder / beside).write_text("{}")
    shown = where if where.isprintable() else "[31mevil"
    assert invalid_reason(tiny, folder) == (
        f"double.py is in the folder {shown}/; move it up into the submission's own folder."
    )


def test_of_several_below_the_nearest_is_named(tiny, folder):
    for where in ("a/b", "z", ".ipynb_checkpoints"):
        (folder / where).mkdir(parents=True)
        (folder / where / "double.py").write_text("x = 1")
    assert "is in the folder z/;" in invalid_reason(tiny, folder)


def test_the_module_is_never_looked_for_through_a_link(tiny, folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "double.py").write_text("x = 1")
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    (folder / "loop").symlink_to(folder)
    (folder / "real").mkdir()
    (folder / "real" / "double.py").symlink_to(tmp_path / "elsewhere" / "double.py")
    assert invalid_reason(tiny, folder) == "There is no double.py in the submission."


def test_the_module_is_looked_for_within_bounds(tiny, folder):
    here = os.open(folder, os.O_RDONLY)
    for _ in range(40):  # deeper than a path may be long
        os.mkdir("d" * 200, dir_fd=here)
        above, here = here, os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(above)
    os.close(here)
    for number in range(1500):
        (folder / f"{number:04}").mkdir()
    (folder / "1499" / "double.py").write_text("x = 1")
    assert invalid_reason(tiny, folder) == "There is no double.py in the submission."


def test_a_folder_in_its_place(tiny, folder):
    (folder / "double.py").mkdir()
    assert invalid_reason(tiny, folder) == "double.py is a folder; submit the file itself."


@pytest.mark.parametrize("target", ["/etc/passwd", "nowhere", "double.py", "other.py"])
def test_a_link_in_its_place(tiny, folder, target):
    (folder / "other.py").write_text("secret = 1")
    (folder / "double.py").symlink_to(target)
    submission = read(tiny, folder)
    assert submission.invalid_reason == "double.py is a link; submit the file itself."
    assert submission.source == b""


def test_a_linked_folder(tiny, folder):
    other = tiny.course.submitted_dir("bob", tiny.assignment)
    other.mkdir(parents=True)
    (other / "double.py").write_text("x = 1")
    folder.rmdir()
    folder.symlink_to(other)
    assert "is a link" in invalid_reason(tiny, folder)


def test_a_file_in_the_place_of_the_folder(tiny, folder):
    folder.rmdir()
    folder.write_text("x = 1")
    assert invalid_reason(tiny, folder).startswith("The submission is a file; submit a folder")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_fifo_does_not_hang(tiny, folder):
    os.mkfifo(folder / "double.py")
    assert "not a regular file" in invalid_reason(tiny, folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads it all")
def test_an_unreadable_file(tiny, folder):
    (folder / "double.py").write_text("x = 1")
    (folder / "double.py").chmod(0)
    assert "can't be read" in invalid_reason(tiny, folder)


def test_a_file_that_fails_to_open(tiny, folder, monkeypatch):
    (folder / "double.py").write_text("x = 1")

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("autograder.submissions.safe_reading.os.open", refuse)
    assert invalid_reason(tiny, folder) == "double.py can't be read (Permission denied)."


def test_a_file_that_turns_into_something_else_after_a_first_look(tiny, folder, monkeypatch):
    (folder / "double.py").write_text("x = 1")
    monkeypatch.setattr(
        "autograder.submissions.safe_reading.os.fstat",
        lambda fd: os.stat_result((stat.S_IFCHR, *[0] * 9)),
    )
    assert "not a regular file" in invalid_reason(tiny, folder)


@pytest.mark.parametrize("student", ["ada lovelace", "größe", "line\nbreak", "'quoted\"", "-rf"])
def test_students_of_any_name(tiny, student):
    folder = tiny.course.submitted_dir(student, tiny.assignment)
    folder.mkdir(parents=True)
    (folder / "double.py").write_text("x = 1")
    [submission] = list_submissions(tiny.course, tiny.assignment)
    submission = read_module(submission, tiny.assignment)
    assert (submission.student, submission.source) == (student, b"x = 1")
