"""What a worker may use, measured and limited from outside."""

import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import (
    CallTimeout,
    ProcessWorker,
    Sandbox,
    WorkerDied,
    WorkerLimits,
    handle,
)
from autograder.sandbox import deadline as deadline_module
from autograder.sandbox.channel import SocketChannel
from autograder.sandbox.deadline import Deadline
from autograder.sandbox.usage import ProcessUsage, pid_of
from autograder.sandbox.wire.encoding import encode

SECONDS = 20
LOOP = "def f():\n    while True: pass\n"


class FakeClocks:
    """A worker's processor time and the wall clock, both moved by hand."""

    def __init__(self, monkeypatch):
        self.processor = self.wall = 100.0
        monkeypatch.setattr(deadline_module, "monotonic", lambda: self.wall)

    def deadline(self, seconds):
        deadline = Deadline(lambda: self.processor, seconds, self.processor)
        assert deadline.wait() == seconds
        return deadline


@pytest.fixture
def clocks(monkeypatch):
    return FakeClocks(monkeypatch)


def test_a_call_has_the_same_processor_time_on_a_busy_machine(clocks):
    deadline = clocks.deadline(5)
    clocks.wall += 29  # load 12 on two cores: 2 s of processor time take 12 s, and more
    clocks.processor += 4.9
    assert deadline.wait() == pytest.approx(0.1)
    clocks.processor += 0.1
    with pytest.raises(TimeoutError):
        deadline.wait()
    assert deadline.used_up
    assert not deadline.idle


def test_a_program_that_waits_is_ended_by_the_wall_clock(clocks):
    deadline = clocks.deadline(5)
    clocks.wall += 29.5
    assert deadline.wait() == pytest.approx(0.5)
    clocks.wall += 0.5
    with pytest.raises(TimeoutError):
        deadline.wait()
    assert deadline.idle
    assert not deadline.used_up


def test_what_we_compute_for_a_program_counts_as_its_own(clocks):
    deadline = clocks.deadline(5)
    deadline.charge(4.5)
    assert deadline.wait() == pytest.approx(0.5)
    deadline.charge(0.5)
    with pytest.raises(TimeoutError):
        deadline.wait()


def test_where_no_clock_of_a_process_can_be_read_the_wall_clock_counts(clocks):
    deadline = deadline_module.on_the_wall_clock(5)
    assert deadline.wait() == 5
    clocks.wall += 4.75
    assert deadline.wait() == 0.25
    clocks.wall += 0.25
    with pytest.raises(TimeoutError):
        deadline.wait()
    assert not deadline.idle
    assert handle._timeout("f(…)", deadline).message.endswith("running after 5 s and was stopped.")


def test_a_message_says_which_limit_was_reached(clocks):
    deadline = clocks.deadline(5)
    clocks.wall += 30
    assert "still waiting after 30 s, without computing," in told(deadline)
    clocks.processor += 3
    assert "still running after 30 s, in which it got 3.0 s of processor time," in told(deadline)
    clocks.processor += 2
    assert "still running after 5 s of processor time and" in told(deadline)


def told(deadline):
    fault = handle._timeout("f(…)", deadline)
    assert fault.waited == ("waiting" in fault.message)
    return fault.message


@pytest.fixture
def patient(monkeypatch):
    """However busy the machine is, the wall clock ends nothing."""
    monkeypatch.setattr(deadline_module, "WALL_FACTOR", 1000)


def test_an_endless_loop_gets_the_processor_time_of_its_limit_and_no_more(load, patient):
    worker = load(LOOP)
    with pytest.raises(CallTimeout, match=r"after 0\.3 s of processor time"):
        worker.call("f", (), 0.3)
    assert 0.3 <= worker.cpu_seconds < 0.6


def test_a_program_can_not_hide_what_it_uses(load, patient):
    source = (
        "import time\n"
        "for name in ('time', 'monotonic', 'process_time', 'perf_counter', 'clock_gettime'):\n"
        "    setattr(time, name, lambda *_: 0.0)\n"
    )
    worker = load(source + LOOP)
    with pytest.raises(CallTimeout, match="of processor time"):
        worker.call("f", (), 0.3)


@pytest.mark.parametrize("wait", ["time.sleep(100)", "select.select([], [], [])"])
def test_a_program_that_waits_is_told_so(load, wait):
    worker = load(f"import select, time\ndef f():\n    {wait}\n")
    with pytest.raises(CallTimeout, match=r"still waiting after 0\.6 s, without computing"):
        worker.call("f", (), 0.1)


def test_the_most_memory_is_measured(load):
    program = "import numpy as np\ndef f(n):\n    return float(np.ones(n)[-1])\n"
    peaks = []
    for numbers in (1, 10 << 20):
        worker = load(program)
        worker.call("f", (numbers,), SECONDS)
        worker.close()
        peaks.append(worker.peak_memory_mib)
    assert 78 < peaks[1] - peaks[0] < 100


def test_a_dead_worker_s_memory_and_time_are_known(load_confined):
    worker = load_confined(
        "import os, numpy as np\ndef f():\n    x = np.ones(10 << 20)\n    os._exit(x.ndim)\n"
    )
    with pytest.raises(WorkerDied, match="exit code 1"):
        worker.call("f", (), SECONDS)
    assert worker.peak_memory_mib > 80
    assert worker.cpu_seconds > 0


def pid(worker: ProcessWorker) -> int:
    process = worker._process
    pidfd = getattr(process, "_pidfd", None)
    return process._process.pid if pidfd is None else pid_of(pidfd)  # type: ignore[attr-defined]


def test_when_memory_runs_out_the_kernel_ends_a_worker_and_not_the_grader(load):
    worker = load("x = 1")
    assert Path(f"/proc/{pid(worker)}/oom_score_adj").read_text() == "1000\n"
    assert Path("/proc/self/oom_score_adj").read_text() != "1000\n"


GRADER = """
import sys
from autograder.sandbox import Isolation, Sandbox, WorkerLimits, choose
from tests.sandbox.test_time_and_memory import LOOP, pid
name = sys.argv[1]
isolation = Isolation("none") if name == "none" else getattr(choose, name)()
sandbox = Sandbox(isolation, WorkerLimits(processor_seconds=0.5))
worker = sandbox.worker(LOOP.encode())
worker.load(20)
print(pid(worker), flush=True)
worker.call("f", (), 1000)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bubblewrap", "landlock", "none"])
def test_a_worker_ends_although_the_grader_is_stopped(tier, name):
    if name != "none":
        tier(name)
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", GRADER, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as grader:
        assert grader.stdout
        number = int(grader.stdout.readline())
        worker, usage = os.pidfd_open(number), ProcessUsage(number)
        before = usage.processor_seconds() or 0.0
        while (usage.processor_seconds() or 0.0) < before + 0.1:  # until it loops
            os.sched_yield()
        try:
            grader.send_signal(signal.SIGSTOP)
            ended = select.poll()
            ended.register(worker, select.POLLIN)
            assert ended.poll(60_000)
        finally:
            os.close(worker)
            grader.kill()


@pytest.mark.slow
def test_the_kernel_s_own_limit_is_told_as_a_lack_of_time(confined):
    limits = WorkerLimits(processor_seconds=0.5)
    with Sandbox(confined.isolation, limits) as sandbox, sandbox.worker(LOOP.encode()) as worker:
        worker.load(SECONDS)
        # as if the grader had been stopped, and looked after the worker had ended
        worker._process.receive = late(worker._process.receive)  # type: ignore[method-assign]
        with pytest.raises(CallTimeout, match="of processor time"):
            worker.call("f", (), 1)


def late(receive):
    def received(deadline):
        return receive(deadline_module.on_the_wall_clock(SECONDS))

    return received


class ByteByByte:
    """A socket that always has one more byte of an answer, however many were read."""

    def __init__(self, socket, frame):
        self.fileno, self.setblocking = socket.fileno, socket.setblocking
        self.rest = iter(frame)

    def recv(self, size):
        return bytes([next(self.rest)])


def test_an_answer_that_never_stops_coming_is_no_way_around_the_deadline(clocks):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(b"there is something to read")
        channel = SocketChannel(ByteByByte(ours, encode(b"x" * 1000)))  # type: ignore[arg-type]
        deadline = clocks.deadline(5)
        assert channel.receive(deadline) == b"x" * 1000
        channel = SocketChannel(ByteByByte(ours, encode(b"x" * 1000)))  # type: ignore[arg-type]
        clocks.processor += 4
        deadline.wait = counted(deadline.wait, clocks)
        with pytest.raises(TimeoutError):
            channel.receive(deadline)


def counted(wait, clocks):
    def waited():
        clocks.processor += 0.25
        return wait()

    return waited
