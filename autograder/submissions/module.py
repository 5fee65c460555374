"""Reading a submission's folder in the trusted process: what lies there is a student's choice."""

import codecs
import errno
import hashlib
import itertools
import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Assignment
from autograder.text import one_line

LARGEST_SOURCE = 1 << 20
_MOST_NAMES = 1000  # that are looked at


@dataclass(frozen=True)
class Submission:
    """What a student handed in: the module's source, or the reason why there is none to grade."""

    student: str
    source: bytes = field(default=b"", repr=False)
    problem: str = ""
    """why it is invalid, as the student is told; empty where there is a module to load"""
    late_seconds: float = 0

    @property
    def sha256(self) -> str:
        """The digest of the module's bytes, empty where none could be read."""
        return hashlib.sha256(self.source).hexdigest() if self.source else ""


def read_submission(
    folder: Path, assignment: Assignment, *, student: str = "", late_seconds: float = 0
) -> Submission:
    """Read the module from `submitted/STUDENT/NAME`; the student is the parent folder's name.

    Only a regular file inside the folder itself is read, never through a link, at most 1 MiB of
    UTF-8 (a byte order mark is allowed). Whatever else lies there gives a submission with a
    `problem`; nothing that a student can put there raises.
    """
    student = student or folder.parent.name
    try:
        source = _read_module(folder, assignment)
    except _Unfit as unfit:
        return Submission(student, problem=str(unfit), late_seconds=late_seconds)
    problem = _fault_of_text(source, assignment.module)
    return Submission(student, source, problem, late_seconds)


class _Unfit(Exception):  # noqa: N818 - the outcome of looking, told to the student
    """Why a module cannot be read."""


def _read_module(folder: Path, assignment: Assignment) -> bytes:
    module = assignment.module
    path = folder / module
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        if folder.is_symlink():
            raise _Unfit("The submission's folder is a link; hand in the folder itself.")
        kind = path.lstat().st_mode
        if not stat.S_ISREG(kind):
            raise _Unfit(f"{module} is {_name_of(kind)}; hand in the file itself.")
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise _Unfit(_nothing_there(folder, assignment)) from None
    except NotADirectoryError:
        raise _Unfit(f"The submission is a file; hand in a folder with {module} in it.") from None
    except OSError as error:
        raise _Unfit(_cannot_read(module, error)) from None
    try:
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise _Unfit(f"{module} is not a regular file; hand in the file itself.")
            source = file.read(LARGEST_SOURCE + 1)
    except OSError as error:
        raise _Unfit(_cannot_read(module, error)) from None
    if len(source) > LARGEST_SOURCE:
        raise _Unfit(
            f"{module} is larger than 1 MiB; a module of this assignment has a few kilobytes. "
            "Take the data out of it."
        )
    return source


def _cannot_read(module: str, error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return f"{module} is a link; hand in the file itself."
    return f"{module} cannot be read ({error.strerror})."


def _name_of(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a link"
    if stat.S_ISDIR(mode):
        return "a folder"
    return "not a regular file"


def _nothing_there(folder: Path, assignment: Assignment) -> str:
    """Say that there is no module, and where one lies or what lies there in its place."""
    names = [entry.name for entry in _entries_in(folder, _MOST_NAMES)]
    message = f"There is no {assignment.module}"
    if below := _folder_below_with(assignment.module, folder):
        return (
            f"{assignment.module} lies in {one_line(below, 120)}/, not in the submission's own "
            "folder: move it up, out of there."
        )
    if assignment.notebook in names:
        return (
            f"{message}, only the notebook {assignment.notebook}; the functions are graded in "
            f"{assignment.module}, so hand that in too."
        )
    similar = [name for name in names if name.lower().endswith((".py", ".py.txt"))]
    if similar:
        found = ", ".join(one_line(name, 60) for name in sorted(similar)[:3])
        return f"{message}; found {found}. Rename your file to {assignment.module}."
    return f"{message} in the submission."


def _folder_below_with(module: str, folder: Path) -> str:
    """The nearest of the folders below that holds the module; empty where none does."""
    left = _MOST_NAMES
    folders = [""]
    with suppress(OSError):  # an entry that can't be asked what it is
        for here in folders:  # which grows meanwhile: the nearest come first
            entries = _entries_in(folder / here, left)
            left -= len(entries)
            for entry in entries:
                if here and entry.name == module and entry.is_file(follow_symlinks=False):
                    return here
                if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                    folders.append(f"{here}/{entry.name}" if here else entry.name)
    return ""


def _entries_in(folder: Path, most: int) -> list[os.DirEntry[str]]:
    """At most so many of the entries of a folder, in the order of their names."""
    try:
        with os.scandir(folder) as entries:
            return sorted(itertools.islice(entries, most), key=lambda entry: entry.name)
    except OSError:
        return []


def _fault_of_text(source: bytes, module: str) -> str:
    """Why these bytes are not the text of a program; empty where they are."""
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return f"{module} is saved as UTF-16; save it as UTF-8."
    if b"\0" in source:
        line = source[: source.index(b"\0")].count(b"\n") + 1
        return f"{module}, line {line}: there is a NUL byte, so this is no text; save it as UTF-8."
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        return (
            f"{module}, line {line}: the byte 0x{source[error.start]:02x} is not UTF-8; "
            "save the file as UTF-8."
        )
    return "" if text.strip() else f"{module} is empty."
