"""The secret side of an assignment as bytes: a worker needs no file system in common with us.

A worker unpacks it once, into a folder that only its user can read, and removes it after the run.
"""

import io
import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.grading.fingerprint import grader_files

_unpacked: dict[tuple[str, bytes], Path] = {}
"""the folders of this process, by run and content"""


def packed(course: Course, assignment: Assignment) -> bytes:
    """Reference, graders and misconceptions, with their paths in the course."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for path in sorted(grader_files(course, assignment)):
            archive.add(path.resolve(), path.relative_to(course.root).as_posix(), recursive=False)
    return content.getvalue()


def unpacked(run: str, content: bytes, scratch: str) -> Path:
    """The folder with what `packed` gave; it is made once for each run, in `scratch`."""
    key = run, content
    if key not in _unpacked:
        folder = Path(tempfile.mkdtemp(prefix="autograder-", dir=scratch))  # for us alone
        try:
            with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
                archive.extractall(folder, filter="data")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        _unpacked[key] = folder
    return _unpacked[key]


def remove(run: str) -> None:
    """Remove what was unpacked for a run."""
    for key in [key for key in _unpacked if key[0] == run]:
        shutil.rmtree(_unpacked.pop(key), ignore_errors=True)


def folder_for_turns(run: str) -> Path | None:
    """A folder that all workers of a run on this machine have in common; None if it isn't ours."""
    folder = Path(tempfile.gettempdir()) / f"autograder-turns-{run}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or (hasattr(os, "getuid") and folder.stat().st_uid != os.getuid()):
            return None
        (folder / "room").mkdir(exist_ok=True)
    except OSError:
        return None
    return folder


def remove_turns(run: str) -> None:
    """Remove the folder of `folder_for_turns`."""
    shutil.rmtree(Path(tempfile.gettempdir()) / f"autograder-turns-{run}", ignore_errors=True)
