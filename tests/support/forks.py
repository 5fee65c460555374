"""Python programs that begin with their imports done.

Importing takes longer than most programs of a test do. So one process imports, does nothing else,
and each program is a fork of it. As a script, this file is that process.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

_REQUEST = 1 << 20


class Imported:
    """A process that has imported these modules, and of which programs are forks."""

    def __init__(self, *modules: str, box: Sequence[str] = ()) -> None:
        """`box` is a command that runs the one behind it confined in some way."""
        self._box, self._modules = box, modules
        self._begin()

    def _begin(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [*self._box, sys.executable, "-P", __file__, str(theirs.fileno()), *self._modules]
        with theirs:
            self._process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        weakref.finalize(self, _end, self._control, self._process)

    def start(
        self,
        words: list[str],
        files: tuple[int, ...],
        *,
        cwd: Path,
        env: Mapping[str, str],
        start_new_session: bool = False,
    ) -> "Forked":
        """Begin `python words…`, with `-m MODULE` or `-c CODE` at the beginning.

        `files` are its standard input, output and error.
        """
        report, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        request = {
            "words": words,
            "cwd": str(cwd),
            "env": dict(env),
            "start_new_session": start_new_session,
        }
        with theirs:
            message = json.dumps(request).encode()
            try:
                socket.send_fds(self._control, [message], [*files, theirs.fileno()])
            except BrokenPipeError:  # some tests end every process of their own
                self._begin()
                socket.send_fds(self._control, [message], [*files, theirs.fileno()])
        return Forked(report)

    def popen(
        self,
        command: list[str],
        *,
        env: Mapping[str, str],
        stderr: IO[bytes] | int,
        stdin: int = subprocess.PIPE,
        stdout: int = subprocess.PIPE,
        bufsize: int = -1,
        cwd: Path | None = None,
        start_new_session: bool = False,
    ) -> "Forked":
        """What `subprocess.Popen` does with `python … -m|-c …` and pipes to it and from it."""
        assert stdin == stdout == subprocess.PIPE
        first = next(i for i, word in enumerate(command) if word in ("-m", "-c"))
        requests, ours = os.pipe()
        answers, theirs = os.pipe()
        with open(os.devnull, "wb") as nowhere:
            errors = nowhere if stderr == subprocess.DEVNULL else stderr
            assert not isinstance(errors, int)
            files = (requests, theirs, errors.fileno())
            process = self.start(
                command[first:],
                files,
                cwd=cwd or Path.cwd(),
                env=env,
                start_new_session=start_new_session,
            )
        os.close(requests)
        os.close(theirs)
        process.stdin = open(ours, "wb", bufsize)  # noqa: SIM115
        process.stdout = open(answers, "rb", bufsize)  # noqa: SIM115
        return process


class Forked:
    """A program that runs, or has run. Threads may share it."""

    stdin: IO[bytes]
    stdout: IO[bytes]

    def __init__(self, report: socket.socket) -> None:
        self._report = report
        self._reading = threading.Lock()
        self._returncode: int | None = None
        self._handle: int | None = None
        self.pid = int(report.recv(20))
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            self._handle = os.pidfd_open(self.pid)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended. Raises subprocess.TimeoutExpired."""
        with self._reading:
            if self._returncode is None:
                self._report.settimeout(timeout)
                try:
                    # empty where a test has ended the process that reports, and this one with it
                    self._returncode = int(self._report.recv(20) or -signal.SIGKILL)
                except (TimeoutError, BlockingIOError):
                    raise subprocess.TimeoutExpired("a fork", timeout or 0) from None
                self._report.close()
                if self._handle is not None:
                    os.close(self._handle)
                    self._handle = None
            return self._returncode

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        """End it, if it runs."""
        if self._handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)


def _end(control: socket.socket, process: "subprocess.Popen[bytes]") -> None:
    control.close()
    process.wait()


def _serve(control: socket.socket) -> None:
    """Fork for each request. Returns in the fork that shall run its program, after that."""
    while True:
        message, files, _, _ = socket.recv_fds(control, _REQUEST, 4)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            _watch(json.loads(message), files)
            return
        for file in files:
            os.close(file)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _watch(request: dict[str, Any], files: list[int]) -> None:
    """Fork once more: the fork runs the program, and this process reports its end."""
    report = socket.socket(fileno=files.pop())
    if (program := os.fork()) == 0:
        report.close()
        _run(request, files)
        return
    for file in files:
        os.close(file)
    report.send(str(program).encode())
    _, status = os.waitpid(program, 0)
    report.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _run(request: dict[str, Any], files: list[int]) -> None:
    if request["start_new_session"]:
        os.setsid()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    how, what, *arguments = request["words"]
    sys.argv = [what if how == "-m" else how, *arguments]
    if how == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(what, {"__name__": "__main__"})


if __name__ == "__main__":
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment] # see nbgrader_import.py
    for name in sys.argv[2:]:
        importlib.import_module(name)
    gc.freeze()  # the forks would copy all of it, only to look for garbage
    _serve(socket.socket(fileno=int(sys.argv[1])))
