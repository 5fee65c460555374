"""Tries forbidden things in a worker, before any submission is trusted to one."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.sandbox.faults import SandboxUnavailable, WorkerFault

if TYPE_CHECKING:
    from autograder.sandbox.sandbox import Sandbox

_SECONDS = 20.0

# runs in the worker; every attempt must fail. Returns the names of those that worked.
_PROBES = b"""
import ctypes, mmap, os, signal, socket

def attempts(secret, grader):
    libc = ctypes.CDLL(None, use_errno=True)

    def call(name, *arguments):
        if getattr(libc, name)(*arguments) == -1:
            raise OSError(ctypes.get_errno(), name)

    def write(path):
        with open(path, "w") as file:
            file.write("x")
            file.flush()

    yield "read a file of the machine", lambda: open(secret).read()
    yield "list the machine's folders", lambda: os.listdir(os.path.dirname(secret))
    yield "read its parent's environment", lambda: open("/proc/%d/environ" % os.getppid()).read()
    yield "read its own memory map", lambda: open("/proc/self/maps").read()
    yield "change a file of the machine", lambda: write(secret)
    for folder in (os.path.dirname(secret), "/tmp", "/dev/shm", "/", os.path.dirname(os.__file__)):
        yield "write a file in " + folder, lambda: write(os.path.join(folder, "autograder-probe"))
    yield "open a network socket", lambda: socket.socket(socket.AF_INET)
    yield "open a local socket", lambda: socket.socket(socket.AF_UNIX)
    yield "make a pair of sockets", lambda: socket.socketpair()
    yield "start a process", os.fork
    yield "start a thread", lambda: __import__("threading").Thread(target=int).start()
    yield "run a program", lambda: os.execv("/bin/true", ["true"])
    yield "signal the grader", lambda: os.kill(grader, 0)
    yield "signal its parent", lambda: os.kill(os.getppid(), 0)
    yield "trace its parent", lambda: call("ptrace", 16, os.getppid(), 0, 0)
    yield "mount a file system", lambda: call("mount", b"none", b"/", b"tmpfs", 0, None)
    yield "make a namespace", lambda: call("unshare", 0x10000000)
    yield "use shared memory", lambda: call("shmget", 1, 4096, 0o1600)
    yield "make an anonymous file", lambda: os.memfd_create("x")
    yield "load a program into the kernel", lambda: call("syscall", 321, 0, 0, 0)
    yield "undo its limits", lambda: __import__("resource").setrlimit(4, (1, 1))
    for fd in range(4, 32):
        yield "use descriptor %d" % fd, lambda: os.fstat(fd)

def worked(secret, grader):
    pid, done = os.getpid(), []
    for name, attempt in attempts(secret, grader):
        try:
            attempt()
        except BaseException:
            continue
        done.append(name)
        if os.getpid() != pid:
            os._exit(0)
    return done
"""


def self_test(sandbox: "Sandbox") -> None:
    """Raises SandboxUnavailable if a worker can do anything of what it must not be able to do."""
    with tempfile.TemporaryDirectory(prefix="autograder-selftest-") as folder:
        secret = Path(folder) / "secret"
        secret.write_text("secret")
        worker = sandbox.worker(_PROBES, "probes.py")
        try:
            worker.load(_SECONDS)
            worked = worker.call("worked", (str(secret), os.getpid()), _SECONDS)
        except WorkerFault as error:
            raise SandboxUnavailable(
                f"{sandbox.isolation.name}: the self-test failed: {error}"
            ) from None
        finally:
            worker.close()
    if worked != []:
        raise SandboxUnavailable(f"{sandbox.isolation.name} doesn't hold: a worker could {worked}")
