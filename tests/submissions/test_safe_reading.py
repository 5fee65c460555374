"""A file that a student chose is read only where it is a regular file within the limit."""

import os

import pytest

from autograder.submissions import safe_reading
from autograder.submissions.safe_reading import NotAFileError, TooLargeError, read_file


def test_a_file_up_to_the_limit_is_read(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read_file(path, 5) == b"12345"


def test_a_larger_file_is_refused_with_the_limit(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes((1 << 20) + 1))
    with pytest.raises(TooLargeError, match="file is larger than 1 MiB"):
        read_file(path, 1 << 20)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
@pytest.mark.parametrize("kind", ["a link", "a folder", "not a regular file"])
def test_anything_else_is_refused_by_its_kind(tmp_path, kind):
    path = tmp_path / "file"
    {
        "a link": lambda: path.symlink_to(__file__),
        "a folder": path.mkdir,
        "not a regular file": lambda: os.mkfifo(path),
    }[kind]()
    with pytest.raises(NotAFileError, match=f"file is {kind}") as raised:
        read_file(path, 10)
    assert raised.value.kind == kind


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="only the first look helps here")
def test_a_link_that_takes_the_files_place_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"mine")
    look = os.lstat

    def look_and_replace(place):
        status = look(place)
        path.unlink()
        path.symlink_to(__file__)
        return status

    monkeypatch.setattr("autograder.submissions.safe_reading.os.lstat", look_and_replace)
    with pytest.raises(NotAFileError, match="a link"):
        read_file(path, 10)


def test_a_link_is_refused_where_the_system_has_no_flag_for_it(tmp_path, monkeypatch):
    monkeypatch.setattr(safe_reading, "FLAGS", os.O_RDONLY)
    (tmp_path / "link").symlink_to(__file__)
    with pytest.raises(NotAFileError, match="a link"):
        read_file(tmp_path / "link", 10**6)


def test_a_missing_file_is_the_systems_own_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "file", 10)
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        read_file(tmp_path / "file" / "below", 10)
