"""The trusted process's side of a zygote: start it, get confined workers from it, kill them."""

import contextlib
import math
import os
import select
import signal
import socket
import subprocess
import tempfile
from typing import Any

import msgpack

from autograder.graded_imports import FAKED
from autograder.sandbox import launch
from autograder.sandbox.channel import SocketChannel
from autograder.sandbox.deadline import on_the_wall_clock
from autograder.sandbox.faults import SandboxBroken
from autograder.sandbox.inside import landlock, zygote
from autograder.sandbox.machine_memory import MemoryGroup
from autograder.sandbox.usage import ProcessUsage, pid_of
from autograder.text import visible

_START_SECONDS = 60.0
_ANSWER_SECONDS = 30.0
_SELF_INFLICTED: dict[int, str] = {
    signal.SIGSEGV: "crashed with a segmentation fault",
    signal.SIGBUS: "crashed with a bus error",
    signal.SIGFPE: "crashed with an arithmetic fault",
    signal.SIGILL: "crashed with an illegal instruction",
    signal.SIGABRT: "aborted",
    signal.SIGSYS: "made a forbidden system call",
    signal.SIGKILL: "was killed, most likely because memory ran out",
}


class ForkServer:
    """One zygote. It is started without waiting for it.

    Its methods raise SandboxBroken where it does not answer; then a new one is needed.
    """

    def __init__(
        self, bwrap: str | None, seccomp: bytes, memory_mib: int, processor_seconds: float
    ) -> None:
        self.spawned = 0
        self._spare_asked = False
        self._spare: ConfinedProcess | None = None
        self.living = 0
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        self._group = MemoryGroup.make(memory_mib)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        grader = os.pidfd_open(os.getpid())
        command, readable = launch.command(theirs.fileno(), grader, bwrap, self._group.members)
        try:
            self._process = subprocess.Popen(
                command,
                env=launch.ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=(theirs.fileno(), grader),
                start_new_session=True,  # Ctrl-C in a terminal reaches the grader alone
            )
        finally:
            theirs.close()
            os.close(grader)
        config = vars(readable) | {
            "memory": memory_mib << 20,
            "processor_seconds": math.ceil(processor_seconds) + 1,
            "landlock": landlock.version(),
            "namespaces": bwrap is not None,
            "seccomp": seccomp,
            "faked": FAKED,
        }
        self._control.settimeout(_START_SECONDS)
        self._ready = False
        self._send(msgpack.packb(config))

    @property
    def pid(self) -> int:
        """The id of the process that was started: bubblewrap's, or the zygote's own."""
        return self._process.pid

    def ask_for_spare(self) -> None:
        """Let the zygote fork a worker ahead, while we do something else."""
        if not self._ready:
            if self._receive() != b"ready":
                raise self._broken()
            self._control.settimeout(_ANSWER_SECONDS)
            self._ready = True
        if not self._spare_asked and self._spare is None:
            self._send(zygote.SPAWN)
            self._spare_asked = True

    def worker(self) -> "ConfinedProcess":
        """A confined process that has not read any source."""
        self.ask_for_spare()
        self._collect_spare()
        process, self._spare = self._spare, None
        assert process is not None
        self.living += 1
        process.wait_until_confined()
        return process

    def how_it_ended(self, pid: int) -> tuple[int, float, int]:
        """A child that has ended: its wait status, seconds of processor time, KiB of memory."""
        self._collect_spare()
        self._send(zygote.REPORT + zygote.PID.pack(pid))
        answer = self._receive()
        if len(answer) != zygote.ENDED.size:
            raise self._broken()
        status, seconds, peak = zygote.ENDED.unpack(answer)
        return status, seconds, peak

    def close(self) -> None:
        """End the zygote and all its workers. May be called twice."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._group.remove()
        self._errors.close()

    def _collect_spare(self) -> None:
        if not self._spare_asked:
            return
        try:
            message, fds, _, _ = socket.recv_fds(self._control, 64, 2)
        except OSError:
            raise self._broken() from None
        if len(message) != zygote.PID.size or len(fds) != 2:
            raise self._broken()
        self._spare_asked = False
        (pid,) = zygote.PID.unpack(message)
        self._spare = ConfinedProcess(self, pid, socket.socket(fileno=fds[0]), fds[1])
        self.spawned += 1

    def _send(self, message: bytes) -> None:
        try:
            self._control.send(message)
        except OSError:
            raise self._broken() from None

    def _receive(self) -> bytes:
        try:
            return self._control.recv(64)
        except OSError:
            raise self._broken() from None

    def _broken(self) -> SandboxBroken:
        """An error with the last line that the zygote or bubblewrap wrote."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.5)
        self._errors.seek(0)
        lines = self._errors.read(10_000).decode(errors="replace").strip().splitlines()
        return SandboxBroken(
            f"the sandbox doesn't answer: {visible(lines[-1] if lines else 'no message')}"
        )


class ConfinedProcess:
    """One confined child: its socket, and the pidfd through which it is killed."""

    def __init__(self, server: ForkServer, pid: int, sock: socket.socket, pidfd: int) -> None:
        self._server = server
        self._pid = pid
        self._pidfd = pidfd
        self._open = True
        self.killed = False
        channel = self._channel = SocketChannel(sock)
        self.refuse_unasked = channel.refuse_unasked
        self.send = channel.send
        self.receive = channel.receive
        self._usage = ProcessUsage(pid_of(pidfd))
        self.processor_seconds = self._usage.processor_seconds
        self.peak_memory = self._usage.peak_memory

    def wait_until_confined(self) -> None:
        """Raises SandboxBroken if the child cannot confine itself."""
        try:
            word: Any = self._channel.receive(on_the_wall_clock(_ANSWER_SECONDS))
        except (EOFError, TimeoutError, ValueError):
            word = "a new worker ended before it was confined"
        if word != "confined":
            self.end()
            raise SandboxBroken(str(word))

    def end(self) -> None:
        """Kill the child. May be called twice."""
        if self._open:
            self._open = False
            self._server.living -= 1
            self._kill()
            os.close(self._pidfd)
            self._channel.close()

    def how_it_ended(self) -> str:
        """For a learner, after the connection broke. Raises SandboxBroken if the zygote is gone."""
        ended = select.poll()
        ended.register(self._pidfd, select.POLLIN)
        if not ended.poll(1000):
            self._kill()
            ended.poll(10_000)
            return "closed its connection to the grader"
        status, seconds, peak = self._server.how_it_ended(self._pid)
        self._usage.ended(seconds, peak << 10)
        if os.WIFEXITED(status):
            code = os.WEXITSTATUS(status)
            return f"ended its own process with exit code {code} (os._exit or similar)"
        number = os.WTERMSIG(status)
        self.killed = number == signal.SIGKILL
        known = number in {known.value for known in signal.Signals}
        name = signal.Signals(number).name if known else "unknown"
        how = _SELF_INFLICTED.get(number, "was ended by a signal")
        return f"{how} (signal {number}, {name})"

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
