"""What students handed in: `submitted/STUDENT/NAME/`, as nbgrader lays it."""

import difflib
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.errors import CourseError

LONGEST_STUDENT_ID = 128  # nbgrader's column
TIMESTAMP = "timestamp.txt"
LARGEST_FILE = 8 * 1024 * 1024
LARGEST_NOTEBOOK = 16 * 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024  # beside module, notebook and timestamp
MOST_ENTRIES = 1000
DEEPEST = 20  # folders in each other
NOT_TAKEN = frozenset({".ipynb_checkpoints", "__pycache__", "feedback"})  # nbgrader's own list


@dataclass(frozen=True)
class Handin:
    """One student's folder for one assignment."""

    student: str
    folder: Path
    flaw: str = ""
    """why nbgrader can't hold this student; empty when it can"""

    @property
    def contents(self) -> Path:
        """The folder to read from; where a file or a link lies in its place, nothing is there."""
        real = os.path.isdir(self.folder) and not os.path.islink(self.folder)
        return self.folder if real else Path(os.devnull)


@dataclass(frozen=True)
class _File:
    """Something in a submission that isn't a folder."""

    name: str
    path: Path
    status: os.stat_result
    limit: int
    """how many bytes it may have to be read"""


def list_handins(
    course: Course,
    assignment: Assignment,
    submitted: Path | None = None,
    students: Sequence[str] = (),
) -> list[Handin]:
    """Everything handed in for the assignment, in the order of the student ids.

    `submitted` is the folder of the students' folders, by default the course's own; `students`
    are the ids to keep, by default all. Raises CourseError when there is nothing, or when one of
    the `students` handed in nothing.
    """
    root = submitted or course.submitted_dir("-", assignment).parent.parent
    try:
        with os.scandir(root) as entries:
            names = sorted(e.name for e in entries if not e.name.startswith(".") and _is_home(e))
    except FileNotFoundError:
        names = []
    except OSError as error:
        raise CourseError(f"{root}: can't be read: {error.strerror}") from None
    found = [handin for name in names if (handin := _handin(root / name, assignment))]
    if not found:
        raise CourseError(
            f"{root}: no student has a folder {assignment.name} there; collect the submissions "
            "first, or name their folder with --submitted DIR"
        )
    by_name = {handin.student: handin for handin in found}
    for student in students:
        if student not in by_name:
            raise CourseError(_nothing_of(student, root, assignment, list(by_name)))
    return [by_name[student] for student in sorted(set(students))] if students else found


def fingerprint(folder: Path, assignment: Assignment, grader: str) -> str:
    """A hash of everything in a submission that counts, and of what it is graded by.

    It is the same exactly when grading again would bring nothing new. What can't be read, or is
    too much to be read, counts by its kind and size.
    """
    digest = hashlib.sha256(grader.encode())
    for file in _files(folder, assignment):
        digest.update(f"\0{len(file.name)}:{file.name}\0".encode(errors="surrogatepass"))
        try:
            digest.update(hashlib.sha256(read_plain(file.path, file.limit)).digest())
        except OSError:
            digest.update(f"{stat.S_IFMT(file.status.st_mode)} {file.status.st_size}".encode())
    return digest.hexdigest()


def files_to_copy(folder: Path, assignment: Assignment) -> Iterator[tuple[str, Path]]:
    """Name and path of the files beside the notebook that nbgrader would take over.

    Links, devices, files of more than `LARGEST_FILE` bytes, and what lies beyond the bounds of a
    submission are left out.
    """
    for file in _files(folder, assignment):
        plain = stat.S_ISREG(file.status.st_mode) and file.status.st_size <= file.limit
        if plain and not file.name.endswith(".ipynb"):
            yield file.name, file.path


def _files(folder: Path, assignment: Assignment) -> Iterator[_File]:
    """What is graded first, however much lies beside it; of the rest at most `MOST_BYTES`."""
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
            if entry.name in NOT_TAKEN or entry.name.endswith(".pyc"):
                continue
            if not left:
                return
            left -= 1
            if entry.is_dir(follow_symlinks=False):
                if prefix.count("/") < DEEPEST:
                    folders.append((Path(entry.path), f"{prefix}{entry.name}/"))
            else:
                with suppress(OSError):  # gone in the meantime
                    yield prefix + entry.name, Path(entry.path), entry.stat(follow_symlinks=False)


def read_plain(path: Path, limit: int = LARGEST_FILE) -> bytes:
    """The content of a regular file of at most `limit` bytes, never through a link.

    Raises OSError where it isn't one or can't be read.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(f"{path.name} is not a file")
        if status.st_size > limit:
            raise OSError(f"{path.name} is larger than {limit // 1024 // 1024} MiB")
        return file.read(limit + 1)[:limit]


def _is_home(entry: os.DirEntry[str]) -> bool:
    """Whether it may be a student's folder; a link to one is told about, not followed."""
    return entry.is_symlink() or entry.is_dir(follow_symlinks=False)


def _handin(home: Path, assignment: Assignment) -> Handin | None:
    """What a student handed in for the assignment; None where there is nothing."""
    folder = home / assignment.name
    try:
        os.lstat(folder)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        flaw = f"the student's folder can't be read: {error.strerror}; mend it and grade again"
        return Handin(home.name, folder, flaw)
    return Handin(home.name, folder, _flaw(home))


def _flaw(home: Path) -> str:
    student = home.name
    if not student.isprintable():
        what = f"named {student!a}, with a character that can't be printed"
    elif student != student.strip():
        what = f"named {student!a}, with a blank at its start or end"
    elif len(student) > LONGEST_STUDENT_ID:
        what = f"named with more than {LONGEST_STUDENT_ID} characters"
    elif os.path.islink(home):
        return (
            "the student's folder is a link, which is not followed; put the folder itself in its "
            "place and grade again"
        )
    else:
        return ""
    return f"the student's folder is {what}, which nbgrader can't take; rename it and grade again"


def _nothing_of(student: str, root: Path, assignment: Assignment, known: list[str]) -> str:
    near = difflib.get_close_matches(student, known, n=1)
    guess = f"; did you mean {near[0]}?" if near else ""
    return f"{root / student}: no folder {assignment.name} there{guess}"
