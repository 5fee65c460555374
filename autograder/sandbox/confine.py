"""What a forked child does to itself before it reads hostile source. None of it can be undone.

Order matters: die with the parent, give up descriptors, limits, namespaces, capabilities, then
Landlock, and seccomp last, which forbids all of these calls.
"""

import ctypes
import fcntl
import mmap
import os
import resource
import signal
import struct
from dataclasses import dataclass

from autograder.sandbox import landlock

_libc = ctypes.CDLL(None, use_errno=True)
_libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522
# mount, uts, ipc, user, pid. No network namespace per child (half a millisecond): bubblewrap's own
# has no interface, and children may not make sockets.
_NAMESPACES = 0x00020000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000
_OPEN_FILES = 32


@dataclass(frozen=True)
class Confinement:
    """What every child of a zygote gets: `seccomp` is a BPF program, `ruleset` Landlock's."""

    address_space: int
    namespaces: bool
    ruleset: int
    seccomp: bytes


def confine(limits: Confinement, parent: int, sock: int) -> int:
    """Confine this process. Returns the one descriptor left besides /dev/null on 0 to 2."""
    _check(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "die with the parent")
    if os.getppid() != parent:
        os._exit(1)
    _check(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "not dumpable")
    sock, ruleset = _keep_descriptors(sock, limits.ruleset)
    _set_limits(limits.address_space)
    if limits.namespaces:
        _check(_libc.unshare(_NAMESPACES), "namespaces")
    _drop_capabilities()
    _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    landlock.restrict_self(ruleset)
    os.close(ruleset)
    _load_filter(limits.seccomp)
    return sock


def probe_address_space() -> int:
    """Bytes of address space in use, found without /proc: where one more page hits the limit."""
    low, high = 0, 1 << 46
    before = resource.getrlimit(resource.RLIMIT_AS)
    if before[0] != resource.RLIM_INFINITY:
        high = min(high, before[0])
    while high - low > mmap.PAGESIZE:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_AS, (middle, before[1]))
        try:
            mmap.mmap(-1, mmap.PAGESIZE).close()
            high = middle
        except OSError:
            low = middle
    resource.setrlimit(resource.RLIMIT_AS, before)
    return high


def _keep_descriptors(sock: int, ruleset: int) -> tuple[int, int]:
    above = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in (sock, ruleset)]
    os.dup2(0, 1)  # 0 is /dev/null already
    os.dup2(0, 2)
    os.dup2(above[0], 3, inheritable=False)
    os.dup2(above[1], 4, inheritable=False)
    os.closerange(5, 1 << 20)
    return 3, 4


def _set_limits(address_space: int) -> None:
    for name, limit in (
        ("AS", address_space),
        ("CORE", 0),
        ("FSIZE", 0),
        ("MEMLOCK", 0),
        ("MSGQUEUE", 0),
        ("NOFILE", _OPEN_FILES),
        ("NPROC", 0),
        ("SIGPENDING", 64),
    ):
        which = getattr(resource, f"RLIMIT_{name}", None)
        if which is not None:
            resource.setrlimit(which, (limit, limit))


def _drop_capabilities() -> None:
    header = struct.pack("<Ii", _CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, bytes(24)), "drop capabilities")


def _load_filter(program: bytes) -> None:
    class SockFprog(ctypes.Structure):
        _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    loaded = SockFprog(len(program) // 8, program)
    address = ctypes.addressof(loaded)
    _check(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, address, 0, 0), "system call filter")


def _check(result: int, what: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
