"""What a forked child does to itself before it reads hostile source. None of it can be undone.

Order matters: die with the parent, close descriptors, limits, namespaces, capabilities, then
Landlock, and seccomp last, because it forbids all of these calls. As much as possible is prepared
before the fork: every page of memory that a child writes to is copied.
"""

import ctypes
import fcntl
import mmap
import os
import resource
import signal
import struct

from autograder.sandbox.inside import landlock

_libc = ctypes.CDLL(None, use_errno=True)
_libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522
# mount, uts, ipc, user, pid. No network namespace per child (half a millisecond): bubblewrap's own
# has no interface, and children may not make sockets.
_NAMESPACES = 0x00020000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000
_OPEN_FILES = 32
_CAPSET_HEADER = struct.pack("<Ii", _CAPABILITY_VERSION_3, 0)
_NO_CAPABILITIES = bytes(24)


class _Filter(ctypes.Structure):
    _fields_ = (("len", ctypes.c_ushort), ("program", ctypes.c_char_p))


class Confinement:
    """What every child of a zygote gets: `seccomp` is a BPF program, `ruleset` Landlock's."""

    def __init__(
        self,
        address_space: int,
        processor_seconds: int,
        *,
        namespaces: bool,
        ruleset: int,
        seccomp: bytes,
    ) -> None:
        self.namespaces = namespaces
        self.ruleset = ruleset
        self.limits = _limits(address_space, processor_seconds)
        self._filter = _Filter(len(seccomp) // 8, seccomp)
        self.filter_address = ctypes.addressof(self._filter)


def confine(confinement: Confinement, parent: int, sock: int) -> int:
    """Confine this process. Returns its only open descriptor besides /dev/null on 0 to 2."""
    _check(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "die with the parent")
    if os.getppid() != parent:
        os._exit(1)
    _check(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "not dumpable")
    sock, ruleset = _keep_descriptors(sock, confinement.ruleset)
    for which, limit in confinement.limits:
        resource.setrlimit(which, limit)
    if confinement.namespaces:
        _check(_libc.unshare(_NAMESPACES), "namespaces")
    _check(_libc.capset(_CAPSET_HEADER, _NO_CAPABILITIES), "drop capabilities")
    _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    landlock.restrict_self(ruleset)
    os.close(ruleset)
    address = confinement.filter_address
    _check(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, address, 0, 0), "system call filter")
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


def _limits(address_space: int, processor_seconds: int) -> list[tuple[int, tuple[int, int]]]:
    limits = {
        "AS": address_space,
        "CORE": 0,
        "CPU": processor_seconds,  # also where the grader itself has been stopped
        "FSIZE": 0,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
        "NOFILE": _OPEN_FILES,
        "NPROC": 0,
        "SIGPENDING": 64,
    }
    return [
        (getattr(resource, f"RLIMIT_{name}"), (limit, limit))
        for name, limit in limits.items()
        if hasattr(resource, f"RLIMIT_{name}")
    ]


def _check(result: int, what: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
