"""What of a submission counts: its fingerprint, and the files that are copied for the instructor.

A student may submit any number of files of any size and kind, so there are bounds.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from autograder.course import Assignment
from autograder.submissions.safe_reading import read_file
from autograder.submissions.submission import Submission

TIMESTAMP = "timestamp.txt"
LARGEST_FILE = 8 << 20
LARGEST_NOTEBOOK = 16 << 20
MOST_BYTES = 64 << 20  # without module, notebook and timestamp
MOST_ENTRIES = 1000
DEEPEST = 20  # folders inside each other
NBGRADER_IGNORES = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback")  # its own default


@dataclass(frozen=True)
class _File:
    """Something in a submission that isn't a folder."""

    name: str
    path: Path
    status: os.stat_result
    limit: int
    """how many bytes it may have to be read"""


def fingerprinted(submission: Submission, assignment: Assignment, grader: str) -> Submission:
    """The submission with a hash of everything in it that counts, and of what it is graded by.

    Two fingerprints are equal exactly when grading again would give nothing new. A file that can't
    be read, or is too large, counts by its kind and size.
    """
    digest = hashlib.sha256(grader.encode())
    for file in _files(submission.contents, assignment):
        digest.update(f"\0{len(file.name)}:{file.name}\0".encode(errors="surrogatepass"))
        try:
            digest.update(hashlib.sha256(read_file(file.path, file.limit)).digest())
        except OSError:
            digest.update(f"{stat.S_IFMT(file.status.st_mode)} {file.status.st_size}".encode())
    return replace(submission, fingerprint=digest.hexdigest())


def files_to_copy(folder: Path, assignment: Assignment) -> Iterator[tuple[str, Path]]:
    """Name and path of the files without the notebooks that nbgrader would copy.

    Links, devices, files of more than `LARGEST_FILE` bytes, and what is beyond the bounds of a
    submission are left out.
    """
    for file in _files(folder, assignment):
        readable = stat.S_ISREG(file.status.st_mode) and file.status.st_size <= file.limit
        if readable and not file.name.endswith(".ipynb"):
            yield file.name, file.path


def _files(folder: Path, assignment: Assignment) -> Iterator[_File]:
    """The graded files first, however much else there is; of the rest at most `MOST_BYTES`."""
    graded = {
        assignment.module: LARGEST_FILE,
        assignment.notebook: LARGEST_NOTEBOOK,
        TIMESTAMP: LARGEST_FILE,
    }
    for name, limit in graded.items():
        try:
            status = os.lstat(folder / name)
        except OSError:
            continue
        if not stat.S_ISDIR(status.st_mode):
            yield _File(name, folder / name, status, limit)
    left = MOST_BYTES
    for name, path, status in _walk(folder):
        if name not in graded:
            limit = min(LARGEST_FILE, left)
            if stat.S_ISREG(status.st_mode) and status.st_size <= limit:
                left -= status.st_size
            yield _File(name, path, status, limit)


def _walk(folder: Path) -> Iterator[tuple[str, Path, os.stat_result]]:
    """Everything in a folder that isn't a folder itself, at most `MOST_ENTRIES`, not too deep."""
    left = MOST_ENTRIES
    folders = [(folder, "")]
    while folders:
        here, prefix = folders.pop()
        try:
            with os.scandir(here) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in ordered:
            if any(fnmatchcase(entry.name, ignored) for ignored in NBGRADER_IGNORES):
                continue
            if not left:
                return
            left -= 1
            if entry.is_dir(follow_symlinks=False):
                if prefix.count("/") < DEEPEST:
                    folders.append((Path(entry.path), f"{prefix}{entry.name}/"))
            else:
                with suppress(OSError):  # removed in the meantime
                    yield prefix + entry.name, Path(entry.path), entry.stat(follow_symlinks=False)
