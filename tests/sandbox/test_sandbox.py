"""Lives and deaths of zygotes and workers."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading

import numpy as np
import psutil
import pytest

from autograder.sandbox import Sandbox, SandboxBroken, WorkerDied, WorkerLimits
from autograder.sandbox import sandbox as sandbox_module
from tests.support.isolation import WEAKER_TIER

SECONDS = 20
ONE = b"def f():\n    return 1\ndef wait():\n    while True: pass\n"


@pytest.fixture(params=["bubblewrap", WEAKER_TIER])
def fresh(request, tier):
    """A sandbox of its own for a test that breaks it."""
    with Sandbox(tier(request.param)) as sandbox:
        yield sandbox


def family(pid=None):
    """Every process that descends from this one, or from `pid`."""
    return {child.pid for child in psutil.Process(pid).children(recursive=True)}


def gone(pids, seconds=20):
    """Whether all of these processes end in time."""
    for pid in pids:
        try:
            fd = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        ended = poll.poll(seconds * 1000)
        os.close(fd)
        if not ended:
            return False
    return True


def one(sandbox):
    with sandbox.worker(ONE) as worker:
        worker.load(SECONDS)
        return worker.call("f", (), SECONDS)


def zygote(sandbox):
    return sandbox._servers[-1].pid


def test_closing_leaves_no_process_and_no_descriptor(fresh):
    one(fresh)
    descriptors = len(os.listdir("/proc/self/fd"))
    with Sandbox(fresh.isolation) as sandbox:
        for _ in range(5):
            one(sandbox)
        started = {zygote(sandbox), *family(zygote(sandbox))}
    assert gone(started)
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_workers_leave_nothing_behind_while_the_zygote_lives(fresh):
    one(fresh)
    processes, descriptors = len(family()), len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        one(fresh)
    assert len(family()) <= processes + 2
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_a_dead_zygote_is_replaced_unnoticed(fresh):
    assert one(fresh) == 1
    os.kill(zygote(fresh), signal.SIGKILL)
    assert gone([zygote(fresh)])
    assert one(fresh) == 1
    assert one(fresh) == 1


def test_a_zygote_that_dies_in_the_middle_is_not_held_against_the_learner(fresh):
    worker = fresh.worker(ONE)
    worker.load(SECONDS)
    everybody = family()
    for pid in everybody:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert gone(everybody)
    with pytest.raises(SandboxBroken):
        worker.call("f", (), SECONDS)
    assert one(fresh) == 1


def test_a_worker_killed_from_outside_is_told(fresh):
    with fresh.worker(ONE) as worker:
        worker.load(SECONDS)
        worker._process._kill()
        with pytest.raises(WorkerDied, match="killed, most likely because memory ran out"):
            worker.call("f", (), SECONDS)
    assert one(fresh) == 1


@pytest.mark.slow
def test_an_old_zygote_makes_way_and_its_workers_live_on(fresh, monkeypatch):
    monkeypatch.setattr(sandbox_module, "_RECYCLE_AFTER", 3)
    first = fresh.worker(ONE)
    first.load(SECONDS)
    seen = {zygote(fresh)}
    for _ in range(12):
        assert one(fresh) == 1
        seen.add(zygote(fresh))
    assert len(seen) >= 4
    assert first.call("f", (), SECONDS) == 1
    first.close()
    for _ in range(4):
        one(fresh)
    assert len(fresh._servers) <= 2


def test_a_sandbox_outlives_the_thread_that_made_it(tier):
    isolation = tier("bubblewrap")
    made = []
    thread = threading.Thread(target=lambda: made.append(Sandbox(isolation)))
    thread.start()
    thread.join()
    with made[0] as sandbox:
        assert one(sandbox) == 1


GRADER = """
import signal, sys
from autograder.sandbox import Sandbox, choose
signal.signal(signal.SIGINT, signal.default_int_handler)  # it may have come ignored
sandbox = Sandbox(getattr(choose, sys.argv[1])())
worker = sandbox.worker(b"def wait():\\n    while True: pass\\n")
worker.load(20)
print("loaded", flush=True)
worker.call("wait", (), 100)
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("name", ["bubblewrap", "landlock"])
def test_nothing_survives_the_grader(tier, name, number):
    tier(name)
    command = [sys.executable, "-c", GRADER, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as grader:
        assert grader.stdout
        assert grader.stdout.readline() == b"loaded\n"
        started = family(grader.pid)
        assert len(started) >= 2
        grader.send_signal(number)
        grader.wait(SECONDS)
    assert gone(started)


def test_the_graders_environment_stays_outside(fresh, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "swordfish")
    with Sandbox(fresh.isolation) as sandbox:
        worker = sandbox.worker(b"import os\ndef f():\n    return dict(os.environ)\n")
        worker.load(SECONDS)
        assert "swordfish" not in str(worker.call("f", (), SECONDS))


@pytest.mark.slow
def test_the_memory_limit_is_the_courses(fresh):
    source = b"import numpy as np\ndef f(n):\n    return np.ones(n).nbytes\n"
    with Sandbox(fresh.isolation, WorkerLimits(memory_mib=1024)) as sandbox:
        worker = sandbox.worker(source)
        worker.load(SECONDS)
        assert worker.call("f", (1 << 26,), SECONDS) == 1 << 29


def test_results_are_the_same_in_every_worker(fresh):
    source = b"import numpy as np\ndef f(X):\n    return np.exp(X) @ X.T, np.linalg.inv(X @ X.T)\n"
    X = np.random.default_rng(0).normal(size=(5, 9))
    results = []
    for _ in range(3):
        with fresh.worker(source) as worker:
            worker.load(SECONDS)
            results.append(worker.call("f", (X,), SECONDS))
    assert np.allclose(results[0][0], np.exp(X) @ X.T, rtol=1e-14)
    for got in results:
        assert np.array_equal(got[0], results[0][0])
        assert np.array_equal(got[1], results[0][1])
