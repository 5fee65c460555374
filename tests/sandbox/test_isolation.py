"""Which isolation is chosen, and that none is trusted unproven."""

import inspect
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import autograder
from autograder.sandbox import Isolation, Sandbox, SandboxUnavailable, choose_isolation
from autograder.sandbox import seccomp as seccomp_module
from autograder.sandbox.selftest import self_test


@pytest.fixture
def no_bubblewrap(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)


def test_the_strongest_isolation_is_chosen(tier):
    wanted = tier("bubblewrap")
    assert choose_isolation() == wanted
    assert wanted.name == "bubblewrap+landlock+seccomp"


def test_without_bubblewrap_the_next_one_is_chosen_and_says_why(tier, no_bubblewrap):
    tier("landlock")
    chosen = choose_isolation()
    assert chosen.name == "landlock+seccomp"
    assert "apt install bubblewrap" in chosen.note


def test_where_namespaces_are_refused_the_next_one_is_chosen(tier, monkeypatch, tmp_path):
    refusing = tmp_path / "bwrap"
    refusing.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n"
    )
    refusing.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(refusing))
    tier("landlock")
    chosen = choose_isolation()
    assert chosen.name == "landlock+seccomp"
    assert "No permissions to create new namespace" in chosen.note


def test_without_libseccomp_nothing_is_graded(monkeypatch):
    def missing():
        raise seccomp_module.SeccompUnavailable("libseccomp is missing")

    monkeypatch.setattr(seccomp_module, "worker_filter", missing)
    with pytest.raises(SandboxUnavailable, match="libseccomp is missing") as caught:
        choose_isolation()
    assert "--unsafe-no-sandbox" in str(caught.value)
    assert str(caught.value).count("libseccomp is missing") == 1
    unsafe = choose_isolation(unsafe=True)
    assert unsafe.name == "none"
    assert not unsafe.confined
    assert "libseccomp is missing" in unsafe.note


def test_on_another_system_it_says_that_linux_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SandboxUnavailable, match="needs Linux, this is macOS"):
        choose_isolation()


def test_unsafe_still_takes_the_best_there_is(tier):
    wanted = tier("bubblewrap")
    assert choose_isolation(unsafe=True) == wanted


def test_the_self_test_sees_through_a_sandbox_that_holds_nothing():
    with (
        Sandbox(Isolation("none")) as sandbox,
        pytest.raises(SandboxUnavailable, match="read a file of the machine"),
    ):
        self_test(sandbox)


def test_a_filter_with_a_hole_is_refused(tier, monkeypatch):
    tier("landlock")
    monkeypatch.setattr(seccomp_module, "_ALLOWED", [*seccomp_module._ALLOWED, "socketpair"])
    seccomp_module.worker_filter.cache_clear()
    try:
        with pytest.raises(SandboxUnavailable, match="make a pair of sockets"):
            choose_isolation()
    finally:
        seccomp_module.worker_filter.cache_clear()


def test_an_isolation_can_go_to_another_process(tier):
    isolation = tier("landlock")
    assert pickle.loads(pickle.dumps(isolation)) == isolation


ELSEWHERE = """
import sys
from pathlib import Path
sys.platform = "darwin"
for name in ("fcntl", "resource", "pyseccomp", "_posixsubprocess_x"):
    sys.modules[name] = None
import select, signal, os
for module, name in ((select, "poll"), (signal, "pidfd_send_signal"), (os, "pidfd_open")):
    delattr(module, name)
import autograder
from autograder.sandbox import Isolation, Sandbox
with Sandbox(Isolation("none")) as sandbox:
    double = {"g": lambda x: 2 * x}
    worker = sandbox.worker(b"def f(x):\\n    return g(x) + 1\\n", "m.py", double)
    worker.load(20)
    assert worker.call("f", (3,), 20) == 7
    worker = sandbox.worker(b"def f():\\n    return 1\\n")
    worker.load(20)
    print(worker.call("f", (), 20))
"""


def test_importing_and_checking_ones_own_work_needs_nothing_of_linux():
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "1\n", done.stderr


ORDINARY_USER = """
import os, sys
sys.path[:0] = sys.argv[1:]
from autograder.sandbox import Sandbox, choose
from autograder.sandbox.selftest import self_test
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
for make in (choose.bubblewrap, choose.landlock):
    with Sandbox(make()) as sandbox:
        self_test(sandbox)
        worker = sandbox.worker(b"import numpy, sqlite3\\ndef f():\\n    return 1\\n")
        worker.load(20)
        print(sandbox.isolation.name, worker.call("f", (), 20))
"""


def test_it_works_for_an_ordinary_user_and_the_systems_own_python(tier):
    tier("bubblewrap")
    python = f"/usr/bin/python3.{sys.version_info.minor}"
    if os.getuid() != 0 or not os.path.exists(python):
        pytest.skip("needs root, to become someone else, and the system's Python of this version")
    paths = [str(Path(inspect.getfile(module)).parents[1]) for module in (autograder, np)]
    command = [python, "-B", "-c", ORDINARY_USER, *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "bubblewrap+landlock+seccomp 1\nlandlock+seccomp 1\n", done.stderr
