"""Walls around the public checks, which are code of whoever made the folder.

They are plain pytest, so they need more of Python than a worker does: they may read the installed
packages and the folders of the assignments, and write into a scratch folder. They can't write or
read anything else, start a program, use the network, or signal another process.
"""

import ctypes
import errno
import os
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import autograder

PR_SET_NO_NEW_PRIVS = 38
SYSTEM_FOLDERS = ("/usr", "/lib", "/lib64", "/bin", "/opt", "/etc", "/sys/devices/system/cpu")
SYSTEM_FILES = ("/proc/cpuinfo", "/proc/meminfo", "/dev/zero", "/dev/random", "/dev/urandom")
FORBIDDEN = (
    *("socket", "socketpair", "connect", "bind", "io_uring_setup"),
    *("kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal"),
    *("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_open", "pidfd_getfd"),
    *("execve", "execveat", "openat2", "truncate", "chmod", "fchmodat", "fchmodat2", "chown"),
    *("fchownat", "lchown", "utime", "utimes", "utimensat", "futimesat", "setxattr", "lsetxattr"),
    *("removexattr", "lremovexattr", "mount", "umount2", "unshare", "setns", "keyctl", "add_key"),
    *("setpriority", "sched_setaffinity", "bpf", "userfaultfd", "perf_event_open"),
)


def confine_checks(folders: Sequence[str], scratch: str) -> str:
    """Confine this process for good, where the machine can. Returns the name of the walls.

    `scratch` is the only folder that can be written; empty where the disk has no room for one.
    "none" where it can't: on macOS and Windows, and on Linux without Landlock or libseccomp.
    """
    if sys.platform != "linux":
        return "none"
    from autograder.sandbox.inside import landlock

    try:
        import pyseccomp

        landlock.version()
    except (ImportError, RuntimeError, landlock.LandlockUnavailable):
        return "none"
    if scratch:
        tempfile.tempdir = scratch
        os.environ |= dict.fromkeys(("TMPDIR", "MPLCONFIGDIR", "HOME"), scratch)
    files = [path for path in SYSTEM_FILES if os.path.exists(path)]
    ruleset = landlock.ruleset(files, _readable(folders))
    landlock.allow_using(ruleset, os.devnull)
    if scratch:
        landlock.allow_changing(ruleset, scratch)
    rules = _system_calls(pyseccomp)
    ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    landlock.restrict_self(ruleset)
    os.close(ruleset)
    rules.load()
    return "landlock+seccomp"


def _readable(folders: Sequence[str]) -> list[str]:
    """Folders with Python, the installed packages and the system's libraries, and `folders`."""
    paths = sysconfig.get_paths()
    wanted = [sys.prefix, sys.base_prefix, paths["stdlib"], paths["platstdlib"]]
    wanted += [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    wanted += [str(Path(autograder.__file__).parent), *SYSTEM_FOLDERS, *folders]
    return [path for path in dict.fromkeys(map(os.path.realpath, wanted)) if os.path.isdir(path)]


def _system_calls(pyseccomp: Any) -> Any:
    """Everything is allowed but what changes or reaches something outside."""
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    forbid = pyseccomp.ERRNO(errno.EPERM)
    for name in FORBIDDEN:
        try:
            number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
        except (OSError, ValueError):  # not on this architecture
            continue
        if number >= 0:
            rules.add_rule(forbid, number)
    # Landlock before version 3 lets a file that may be read be emptied, and any file that is
    # opened for neither reading nor writing: that is access mode 3.
    mask = os.O_ACCMODE | os.O_TRUNC
    for name, position in (("open", 1), ("openat", 2)):
        number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
        for mode in (os.O_RDONLY, os.O_ACCMODE):
            if number >= 0:
                flags = pyseccomp.Arg(position, pyseccomp.MASKED_EQ, mask, mode | os.O_TRUNC)
                rules.add_rule(forbid, number, flags)
    for name, itself in (("prlimit64", 0), ("tgkill", os.getpid())):
        number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
        rules.add_rule(forbid, number, pyseccomp.Arg(0, pyseccomp.NE, itself))
    return rules
