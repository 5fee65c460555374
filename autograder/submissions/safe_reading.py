"""Reading a file that a student chose: a regular file only, never through a link, up to a limit."""

import errno
import os
import stat
from pathlib import Path

# Windows lacks most of these: there the check before the opening has to be enough.
FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
FLAGS |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class NotAFileError(OSError):
    """There is something else than a regular file."""

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(f"{path.name} is {kind}")
        self.kind = kind
        """`a link`, `a folder` or `not a regular file`"""


class TooLargeError(OSError):
    """The file is larger than the limit."""

    def __init__(self, path: Path, limit: int) -> None:
        super().__init__(f"{path.name} is larger than {limit / (1 << 20):g} MiB")


def read_file(path: Path, limit: int) -> bytes:
    """The content of a file of at most `limit` bytes.

    Raises NotAFileError, TooLargeError, or OSError where the system doesn't allow it.
    """
    _require_regular(path, os.lstat(path))
    try:
        descriptor = os.open(path, FLAGS)
    except OSError as error:
        if error.errno == errno.ELOOP:  # a link took the file's place in the meantime
            raise NotAFileError(path, "a link") from None
        raise
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        _require_regular(path, status)
        if status.st_size > limit:
            raise TooLargeError(path, limit)
        content = file.read(limit + 1)
    if len(content) > limit:
        raise TooLargeError(path, limit)
    return content


def _require_regular(path: Path, status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise NotAFileError(path, "a link")
    if stat.S_ISDIR(status.st_mode):
        raise NotAFileError(path, "a folder")
    if not stat.S_ISREG(status.st_mode):
        raise NotAFileError(path, "not a regular file")
