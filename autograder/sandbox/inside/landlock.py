"""Landlock: which files a process may still open. Three system calls, since Linux 5.13."""

import ctypes
import os
import struct
from collections.abc import Iterable

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.argtypes = [ctypes.c_long] + [ctypes.c_void_p] * 4
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
# how many access rights each version knows: 13, then REFER, TRUNCATE and IOCTL_DEV
_KNOWN_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_ALL_NET = 0b11  # bind and connect over TCP, from version 4
_ALL_SCOPES = 0b11  # abstract UNIX sockets and signals, from version 6


class LandlockUnavailable(Exception):  # noqa: N818
    """This kernel has no Landlock, or it is switched off."""


def version() -> int:
    """The version of the interface that this kernel has. Raises LandlockUnavailable."""
    found = int(_libc.syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG, 0))
    if found < 1:
        raise LandlockUnavailable("the kernel has no Landlock, or it is switched off")
    return found


def ruleset(files: Iterable[str], folders: Iterable[str], abi: int | None = None) -> int:
    """Descriptor of a ruleset: read `files` and all that is in `folders`, and nothing else.

    `abi` is the version of the interface to use, by default the kernel's.
    """
    abi = abi or version()
    attributes = struct.pack(
        "<QQQ", _rights(abi), _ALL_NET if abi >= 4 else 0, _ALL_SCOPES if abi >= 6 else 0
    )
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    fd = _check(_libc.syscall(_CREATE_RULESET, attributes, size, 0, 0))
    for path in files:
        _allow(fd, path, _READ_FILE)
    for path in folders:
        _allow(fd, path, _READ_FILE | _READ_DIR)
    return fd


def allow_listing(fd: int, folder: str) -> None:
    """Let `folder` and the folders in it be listed, not read."""
    _allow(fd, folder, _READ_DIR)


def allow_changing(fd: int, folder: str) -> None:
    """Let everything in `folder` be read, written, made and removed."""
    _allow(fd, folder, _rights(version()) & ~_EXECUTE)


def allow_using(fd: int, device: str) -> None:
    """Let a device such as /dev/null be read and written."""
    _allow(fd, device, _READ_FILE | _WRITE_FILE)


def restrict_self(fd: int) -> None:
    """Apply the ruleset to this process for good. Needs no_new_privs."""
    _check(_libc.syscall(_RESTRICT_SELF, fd, 0, 0, 0))


def _rights(abi: int) -> int:
    """All access rights that this version and we know."""
    return (1 << _KNOWN_RIGHTS[min(abi, max(_KNOWN_RIGHTS))]) - 1


def _allow(ruleset_fd: int, path: str, rights: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("<Qi", rights, fd)
        _check(_libc.syscall(_ADD_RULE, ruleset_fd, _RULE_PATH_BENEATH, rule, 0))
    finally:
        os.close(fd)


def _check(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return result
