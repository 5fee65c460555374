"""A worker opens files to read only, also on a kernel whose Landlock does not govern O_TRUNC."""

import os

import pytest

from autograder.sandbox import Sandbox, SandboxUnavailable, StudentError, choose, launch
from autograder.sandbox import seccomp as seccomp_module
from autograder.sandbox.inside import landlock

SECONDS = 20
EMPTY = """
import os
def f(path, flags):
    os.close(os.open(path, flags))
"""
WAYS = {
    "read": os.O_RDONLY | os.O_TRUNC,
    "neither": os.O_ACCMODE | os.O_TRUNC,
    "write": os.O_WRONLY | os.O_TRUNC,
}


@pytest.fixture
def precious(tmp_path, monkeypatch):
    """A file that a worker may read, as it may read the standard library."""
    file = tmp_path / "precious.py"
    file.write_text("kept")
    entries = launch._standard_library_entries

    def with_file():
        readable = entries()
        readable.files.append(str(file))
        return readable

    monkeypatch.setattr(launch, "_standard_library_entries", with_file)
    return file


@pytest.fixture
def filter_of_before(monkeypatch):
    """A system call filter that lets everything be opened."""
    monkeypatch.setattr(seccomp_module, "_OPENING", {})
    monkeypatch.setattr(seccomp_module, "_ALLOWED", [*seccomp_module._ALLOWED, "open", "openat"])
    seccomp_module.worker_filter.cache_clear()
    yield
    seccomp_module.worker_filter.cache_clear()


def emptied(file, flags):
    with Sandbox(choose.landlock()) as sandbox, sandbox.worker(EMPTY.encode()) as worker:
        worker.load(SECONDS)
        try:
            worker.call("f", (str(file), flags), SECONDS)
        except StudentError as error:
            refused = error.type == "PermissionError"
            return not refused or file.read_text() != "kept"
    return file.read_text() != "kept"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("abi", [1, 2, 3])
def test_no_version_of_landlock_lets_a_file_be_emptied(tier, precious, monkeypatch, abi, way):
    tier("landlock")
    monkeypatch.setattr(landlock, "version", lambda: abi)
    assert not emptied(precious, WAYS[way])


def test_without_the_filter_landlock_1_would_let_it_be_emptied(
    tier, precious, monkeypatch, filter_of_before
):
    tier("landlock")
    monkeypatch.setattr(landlock, "version", lambda: 1)
    assert emptied(precious, WAYS["read"])


def test_the_self_test_finds_a_filter_that_lets_files_be_emptied(tier, filter_of_before):
    tier("landlock")
    with pytest.raises(SandboxUnavailable, match="open a file to empty it"):
        choose.choose_isolation()
