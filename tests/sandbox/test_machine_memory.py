"""Memory for all workers together.

This machine may have no control groups of version 2, so the tests bring files in their place. In
the real file system the kernel removes those with the folder.
"""

import shutil
from pathlib import Path

import pytest

from autograder.sandbox import Sandbox, choose, graders_that_fit, machine_memory
from autograder.sandbox.machine_memory import MemoryGroup

GIB = 1 << 30


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with 4 GiB left, whose control groups are ours to change."""
    for name in ("ROOT", "OWN", "MEMINFO"):
        monkeypatch.setattr(machine_memory, f"_{name}", tmp_path / name)
    session = tmp_path / "ROOT/user.slice/app.slice/terminal.scope"
    session.mkdir(parents=True)
    (session.parent / "cgroup.subtree_control").write_text("cpu memory pids\n")
    (tmp_path / "OWN").write_text("1:name=systemd:/\n0::/user.slice/app.slice/terminal.scope\n")
    (tmp_path / "MEMINFO").write_text("MemTotal: 8388608 kB\nMemAvailable:  4194304 kB\n")
    monkeypatch.setattr(Path, "rmdir", shutil.rmtree)
    return tmp_path


@pytest.fixture
def above(machine):
    return machine / "ROOT/user.slice/app.slice"


def test_no_more_graders_run_than_have_room(machine):
    assert graders_that_fit(3, 1024) == 3
    assert graders_that_fit(8, 1024) == 4
    assert graders_that_fit(8, 16384) == 1


@pytest.mark.parametrize("file", ["memory.max", "memory/memory.limit_in_bytes"])
def test_the_limit_of_a_container_counts(machine, file):
    place = machine / "ROOT" / file
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"{2 * GIB}\n")
    assert graders_that_fit(8, 1024) == 2
    place.write_text("max\n")
    assert graders_that_fit(8, 1024) == 4


def test_where_the_system_does_not_tell_nothing_is_limited(machine):
    (machine / "MEMINFO").unlink()
    assert graders_that_fit(8, 1024) == 8


def test_a_group_limits_all_workers_of_a_grader(above):
    group = MemoryGroup.make(1024)
    (folder,) = above.glob("autograder-*")
    assert int((folder / "memory.max").read_text()) == (1024 + 256) << 20
    assert (folder / "memory.swap.max").read_text() == "0"
    assert group.members == str(folder / "cgroup.procs")
    group.remove()
    group.remove()
    assert not folder.exists()


def test_without_the_right_to_it_there_is_no_group(machine, above, monkeypatch):
    def refused(*_):
        raise PermissionError

    monkeypatch.setattr(Path, "mkdir", refused)
    assert MemoryGroup.make(1024).members == "/dev/null"
    (above / "cgroup.subtree_control").write_text("cpu\n")
    assert MemoryGroup.make(1024).members == "/dev/null"
    (machine / "OWN").write_text("4:memory:/\n")
    assert MemoryGroup.make(1024).members == "/dev/null"


@pytest.mark.parametrize("name", ["bubblewrap", "landlock"])
def test_a_zygote_joins_its_group_before_it_forks(tier, above, name):
    tier(name)
    with Sandbox(getattr(choose, name)()) as sandbox:
        (group,) = above.glob("autograder-*")
        with sandbox.worker(b"x = 1") as worker:
            worker.load(20)
        assert int((group / "cgroup.procs").read_text()) == sandbox._servers[-1].pid
    assert not list(above.glob("autograder-*"))
