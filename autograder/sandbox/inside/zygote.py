"""The process that imports NumPy once and forks a confined child for every worker.

It never reads a submission and knows no secret. It has one thread, serves one control socket, and
ends as soon as that is closed or the grader is gone; its children end with it.

    request   S             fork a child
              R + pid       how did this child end? (only asked after it has ended)
    answer    pid, with the child's socket and its pidfd as SCM_RIGHTS
              wait status, seconds of processor time, KiB of memory at most
"""

import ctypes
import gc
import os
import resource
import select
import socket
import struct
import sys
from typing import Any, NoReturn

import msgpack

from autograder.sandbox.inside import confine, landlock, worker
from autograder.sandbox.inside.preload import preload
from autograder.sandbox.wire.encoding import encode

PID = struct.Struct("<i")
ENDED = struct.Struct("<idq")
SPAWN, REPORT = b"S", b"R"
_REMEMBERED = 500
_CONFINED = encode("confined")
# os.fork also runs the at-fork handlers of every library. They cost a child 190 page faults, give
# its random numbers a new seed, and nothing here needs them: there is one thread and no lock.
_fork = ctypes.PyDLL(None).fork


def main(control_fd: int, grader_fd: int, ours: int) -> None:
    """Serve until the grader is gone.

    The first `ours` entries of sys.path are not for learners. `grader_fd` is the grader's pidfd,
    which becomes readable when that process has ended.
    """
    control = socket.socket(fileno=control_fd)
    config = msgpack.unpackb(control.recv(1 << 17))
    preload(config["faked"])
    del sys.path[:ours]
    zygote = _Zygote(control, config)
    gc.collect()
    gc.freeze()
    control.send(b"ready")
    wake = select.poll()
    wake.register(control, select.POLLIN)
    wake.register(grader_fd, select.POLLIN)
    while True:
        ready = [fd for fd, _ in wake.poll()]
        request = b"" if grader_fd in ready else control.recv(64)
        if not request:
            os._exit(0)
        zygote.serve(request)


class _Zygote:
    def __init__(self, control: socket.socket, config: dict[str, Any]) -> None:
        self.control = control
        self.pid = os.getpid()
        self.children: set[int] = set()
        self.ended: dict[int, bytes] = {}
        ruleset = landlock.ruleset(config["files"], config["folders"], config["landlock"])
        for folder in config["listable"]:
            landlock.allow_listing(ruleset, folder)
        self.confinement = confine.Confinement(
            confine.probe_address_space() + config["memory"],
            config["processor_seconds"],
            namespaces=config["namespaces"],
            ruleset=ruleset,
            seccomp=config["seccomp"],
        )

    def serve(self, request: bytes) -> None:
        """Collect the children that have ended, then answer one request."""
        while self.children and (ended := os.wait4(-1, os.WNOHANG))[0]:
            self.note(*ended)
        if request == SPAWN:
            self.spawn()
        elif request[:1] == REPORT:
            (pid,) = PID.unpack(request[1:])
            if pid in self.children:
                self.note(*os.wait4(pid, 0))
            self.control.send(self.ended.get(pid, ENDED.pack(0, 0, 0)))

    def note(self, pid: int, status: int, used: resource.struct_rusage) -> None:
        """Remember how a child ended, for the last few hundred of them."""
        self.children.discard(pid)
        self.ended[pid] = ENDED.pack(status, used.ru_utime + used.ru_stime, used.ru_maxrss)
        if len(self.ended) > _REMEMBERED:
            del self.ended[next(iter(self.ended))]

    def spawn(self) -> None:
        """Fork a child, and send its socket and pidfd to the grader."""
        theirs, ours = socket.socketpair()
        pid = _fork()
        if pid == 0:
            _child(self.confinement, self.pid, ours.fileno())
        ours.close()
        if pid < 0:
            os._exit(1)  # the grader starts another zygote
        self.children.add(pid)
        self.ended.pop(pid, None)
        pidfd = os.pidfd_open(pid)
        socket.send_fds(self.control, [PID.pack(pid)], [theirs.fileno(), pidfd])
        theirs.close()
        os.close(pidfd)


def _child(confinement: confine.Confinement, parent: int, sock: int) -> NoReturn:
    try:
        try:
            sock = confine.confine(confinement, parent, sock)
        except OSError as error:
            os.write(sock, encode(f"a worker could not be confined: {error}"))
            os._exit(1)
        os.write(sock, _CONFINED)
        worker.serve(sock, sock)
    finally:
        os._exit(1)
