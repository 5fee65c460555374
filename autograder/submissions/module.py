"""Reading the module of a submission, in the trusted process: the student chose what is there."""

import codecs
import itertools
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from autograder.course import Assignment
from autograder.submissions.safe_reading import NotAFileError, TooLargeError, read_file
from autograder.submissions.similar_names import is_like
from autograder.submissions.submission import Submission
from autograder.text import one_line

LARGEST_SOURCE = 1 << 20
_MOST_NAMES = 1000  # that are looked at


def read_module(submission: Submission, assignment: Assignment) -> Submission:
    """The submission with the source of its module, or with the reason why it is invalid.

    Only a regular file in the folder itself is read, never through a link, at most 1 MiB of UTF-8
    (a byte order mark is allowed). Nothing that a student can submit raises an exception.
    """
    folder, module = submission.folder, assignment.module
    source = b""
    try:
        if folder.is_symlink():
            reason = "The submission's folder is a link; submit the folder itself."
        else:
            source = read_file(folder / module, LARGEST_SOURCE)
            reason = _why_no_program(source, module)
    except OSError as error:
        reason = _why_no_source(folder, assignment, error)
    return replace(submission, source=source, invalid_reason=reason)


def _why_no_source(folder: Path, assignment: Assignment, error: OSError) -> str:
    module = assignment.module
    match error:
        case NotAFileError():
            return f"{module} is {error.kind}; submit the file itself."
        case TooLargeError():
            return f"{error}; a module of this assignment has a few kilobytes. Take the data out."
        case FileNotFoundError():
            return _why_no_file(folder, assignment)
        case NotADirectoryError():
            return f"The submission is a file; submit a folder with {module} in it."
    return f"{module} can't be read ({error.strerror})."


def _why_no_file(folder: Path, assignment: Assignment) -> str:
    """Say that there is no module, and what there is: it, deeper, or under another name."""
    files = list(_files_in(folder))
    module, notebook = assignment.module, assignment.notebook
    message = f"There is no {module}"
    for here, name in files:
        if here and name == module:
            return (
                f"{module} is in the folder {one_line(here, 120)}/; move it up into the "
                "submission's own folder."
            )
    for here, name in files:
        if is_like(name, module):
            where = f"; found {one_line(f'{here}/{name}' if here else name, 120)}"
            move = " and move it up into the submission's own folder" if here else ""
            return f"{message}{where}. Rename it to {module}{move}."
    names = [name for here, name in files if not here]
    others = [
        n for n in names if n.lower().endswith((".py", ".py.txt")) and not _is_ours(n, module)
    ]
    if others:
        found = ", ".join(one_line(name, 60) for name in others[:3])
        return f"{message}; found {found}. Rename your file to {module}."
    if notebook in names:
        return (
            f"{message}, only the notebook {notebook}; the functions in {module} are graded, so "
            "submit that file, too."
        )
    for here, name in files:
        if is_like(name, notebook):
            found = one_line(f"{here}/{name}" if here else name, 120)
            return (
                f"{message}, only {found}; the functions in {module} are graded, so submit that "
                f"file, too, and name the notebook {notebook}."
            )
    return f"{message} in the submission."


def _is_ours(name: str, module: str) -> bool:
    """Whether the kit wrote the file: the public checks, or a script of `autograder debug`."""
    return name == f"test_{module}" or name.startswith("debug_")


def _files_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Folder and name of each regular file, the nearest folders first; at most `_MOST_NAMES`."""
    left = _MOST_NAMES
    folders = [""]
    with suppress(OSError):  # an entry whose kind can't be read
        for here in folders:  # the list grows in the loop
            entries = _entries_in(folder / here, left)
            left -= len(entries)
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    yield here, entry.name
                elif not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                    folders.append(f"{here}/{entry.name}" if here else entry.name)


def _entries_in(folder: Path, most: int) -> list[os.DirEntry[str]]:
    """At most so many of the entries of a folder, in the order of their names."""
    try:
        with os.scandir(folder) as entries:
            return sorted(itertools.islice(entries, most), key=lambda entry: entry.name)
    except OSError:
        return []


def _why_no_program(source: bytes, module: str) -> str:
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
