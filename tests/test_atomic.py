"""A file is written in one step, or not at all."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from autograder.atomic import create_file, replace_file


def test_a_file_is_written_and_replaced(tmp_path):
    path = tmp_path / "file"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["file"]


def test_a_file_that_exists_is_not_created_again(tmp_path):
    path = tmp_path / "file"
    create_file(path, b"first", 0o600)
    create_file(path, b"second")
    assert path.read_bytes() == b"first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("write", [create_file, replace_file])
def test_the_permissions_are_those_of_any_new_file(tmp_path, write):
    (tmp_path / "ordinary").touch()
    write(tmp_path / "file", b"")
    assert (tmp_path / "file").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(*arguments):
        raise OSError("disk full")

    monkeypatch.setattr("autograder.atomic.os.replace", fail)
    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_of_many_threads_the_first_creates_the_file(tmp_path):
    contents = [f"{number}".encode() for number in range(20)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(partial(create_file, tmp_path / "file"), contents))
    assert (tmp_path / "file").read_bytes() in contents
    assert os.listdir(tmp_path) == ["file"]
