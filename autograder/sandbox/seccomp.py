"""The system calls that a worker may make; everything else fails with EPERM.

libseccomp builds the filter once, in the trusted process; workers only load the finished bytes.
"""

import errno
import functools
import os
import tempfile
from typing import Any

_ALLOWED = [
    *("read", "readv", "write", "writev", "pread64", "lseek", "close", "dup"),
    *("stat", "lstat", "fstat", "newfstatat", "fstatat64", "statx"),
    *("getdents64", "getcwd"),
    *("mmap", "munmap", "mprotect", "mremap", "madvise", "brk"),
    *("futex", "sched_yield", "restart_syscall"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack"),
    *("poll", "ppoll", "select", "pselect6", "nanosleep", "clock_nanosleep"),
    *("clock_gettime", "clock_getres", "gettimeofday", "time", "times", "getrusage", "getrandom"),
    *("getpid", "getppid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getpgrp"),
    *("uname", "sysinfo", "sched_getaffinity", "getrlimit"),
    *("exit", "exit_group"),
]
# A file is opened to read it and for nothing else: Landlock before version 3 does not govern that
# O_TRUNC empties it. openat2 has its flags in memory, where a filter can't see them.
_OPENING = {"open": 1, "openat": 2}
"""which argument has the flags"""
_IOCTLS = {"TCGETS": 0x5401, "FIOCLEX": 0x5451}
_FCNTLS = {"F_DUPFD": 0, "F_GETFD": 1, "F_SETFD": 2, "F_GETFL": 3, "F_DUPFD_CLOEXEC": 1030}


class SeccompUnavailable(Exception):  # noqa: N818
    """There is no libseccomp, or it can't build the filter."""


@functools.cache
def worker_filter() -> bytes:
    """The filter as a BPF program for this machine. Raises SeccompUnavailable."""
    try:
        import pyseccomp
    except (ImportError, RuntimeError) as error:
        raise SeccompUnavailable(
            f"libseccomp is missing ({error}); on Debian and Ubuntu: apt install libseccomp2"
        ) from None
    try:
        rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
        rules.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, 2)  # a binary tree instead of a list
        for name in _ALLOWED:
            _allow(pyseccomp, rules, name)
        changing = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | (os.O_TMPFILE & ~os.O_DIRECTORY)
        for name, position in _OPENING.items():
            argument = pyseccomp.Arg(position, pyseccomp.MASKED_EQ, changing, os.O_RDONLY)
            _allow(pyseccomp, rules, name, argument)
        for name, values in (("ioctl", _IOCTLS), ("fcntl", _FCNTLS)):
            for value in values.values():
                # the kernel reads only the lower 32 bits of these arguments
                argument = pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, value)
                _allow(pyseccomp, rules, name, argument)
        with tempfile.TemporaryFile() as file:
            rules.export_bpf(file)
            file.seek(0)
            return file.read()
    except OSError as error:
        raise SeccompUnavailable(f"libseccomp can't build the filter: {error}") from None


def _allow(pyseccomp: Any, rules: Any, name: str, *arguments: Any) -> None:
    """Calls that this architecture, or this version of libseccomp, doesn't have are left out."""
    try:
        number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    except (OSError, ValueError):
        return
    if number >= 0:
        rules.add_rule(pyseccomp.ALLOW, number, *arguments)
