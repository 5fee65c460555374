"""Tries forbidden things in a worker, before any submission runs in one."""

import os
from pathlib import Path

from autograder.sandbox.faults import SandboxUnavailable, WorkerFault
from autograder.sandbox.sandbox import Sandbox

_SECONDS = 20.0

# Runs in the worker. Every attempt must fail; one that succeeds does no harm and leaves nothing.
_PROBES = b"""
import ctypes, errno, os, socket, threading

libc = ctypes.CDLL(None, use_errno=True)
REFUSED = {errno.EPERM, errno.EACCES, errno.ENOENT, errno.EROFS, errno.EBADF}

def call(name, *arguments):
    result = getattr(libc, name)(*arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), name)
    return result

def create(path):
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    os.unlink(path)

def fork():
    if os.fork() == 0:
        os._exit(0)

def attempts(file, grader):
    folder = os.path.dirname(file)
    yield "read a file of the machine", lambda: open(file).close()
    yield "change a file of the machine", lambda: open(file, "a").close()
    yield "list a folder of the machine", lambda: os.listdir(folder)
    yield "read its parent's environment", lambda: open("/proc/%d/environ" % os.getppid()).close()
    yield "read its own memory map", lambda: open("/proc/self/maps").close()
    # the null device has nothing to lose
    yield "open a file to empty it", lambda: os.close(os.open(os.devnull, os.O_TRUNC))
    yield "open a file for neither reading nor writing", lambda: os.close(os.open(os.devnull, 3))
    for place in (folder, "/tmp", "/dev/shm", "/", os.path.dirname(os.__file__)):
        yield "write in " + place, lambda: create(place + "/autograder-selftest")
    yield "open a network socket", lambda: socket.socket(socket.AF_INET).close()
    yield "open a local socket", lambda: socket.socket(socket.AF_UNIX).close()
    yield "make a pair of sockets", lambda: socket.socketpair()
    yield "start a process", fork
    yield "start a thread", lambda: threading.Thread(target=int).start()
    yield "signal the grader", lambda: os.kill(grader, 0)
    yield "signal its parent", lambda: os.kill(os.getppid(), 0)
    yield "trace its parent", lambda: call("ptrace", 0x4206, os.getppid(), 0, 0)  # doesn't stop it
    yield "unmount a file system", lambda: call("umount", folder.encode())  # it is none
    yield "make a namespace", lambda: call("unshare", 0x10000000)
    yield "use shared memory", lambda: call("shmctl", call("shmget", 0, 4096, 0o1600), 0, None)
    yield "make an anonymous file", lambda: os.memfd_create("x")
    yield "change its limits", lambda: call("setrlimit", 4, bytes(16))
    for fd in range(4, 32):
        yield "use descriptor %d" % fd, lambda: os.fstat(fd)
    yield "run a program", lambda: os.execv("/bin/true", ["true"])

def attempt(number, file, grader):
    for index, (name, act) in enumerate(attempts(file, grader)):
        if index == number:
            try:
                act()
            except OSError as error:
                return name, error.errno not in REFUSED
            except RuntimeError as error:
                return name, "can't start new thread" not in str(error)
            return name, True
"""


def self_test(sandbox: Sandbox) -> None:
    """Raises SandboxUnavailable if a worker can do anything that it must not be able to do."""
    ours = Path(__file__).resolve().parents[1] / "__init__.py"  # a file that no worker needs
    worked = []
    with sandbox.worker(_PROBES, "probes.py") as worker:
        try:
            worker.load(_SECONDS)
            number = 0
            while found := worker.call("attempt", (number, str(ours), os.getpid()), _SECONDS):
                name, success = found
                worked += [name] if success else []
                number += 1
        except WorkerFault as fault:
            worked.append(f"break the self-test ({fault})")
    if worked:
        raise SandboxUnavailable(
            f"{sandbox.isolation.name} is not safe on this machine: a program in it could "
            f"{', '.join(worked)}"
        )
