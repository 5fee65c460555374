"""What a score depends on besides the submission, as one number."""

import functools
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.grading.misconceptions import misconception_files


def grader_fingerprint(course: Course, assignment: Assignment) -> str:
    """A digest that changes when a regrade may give something else.

    It covers the assignment's graders, reference and misconceptions (with what these include from
    others), its tasks, the limits, whether lines are named, and the parts of the engine that
    decide a score. Wheats, notebook, hints and dates do not matter.
    """
    folder = course.require_solution_dir(assignment)
    digest = hashlib.sha256(engine_digest().encode())
    for name in (assignment.module, "graders"):
        _add(digest, folder / name)
    for path in misconception_files(folder):
        _add_file(digest, path, os.path.relpath(path, folder))
    for task in assignment.tasks:
        digest.update(task.model_dump_json().encode())
    digest.update(course.limits.model_dump_json().encode())
    digest.update(f"lines {course.names_lines(assignment)}".encode())
    return digest.hexdigest()


def grader_files(course: Course, assignment: Assignment) -> set[Path]:
    """Reference, checks and misconceptions; of other assignments only what these include."""
    folder = course.require_solution_dir(assignment)
    checks = (folder / "graders").rglob("*")
    found = {folder / assignment.module, *misconception_files(folder)}
    return found | {p for p in checks if p.is_file() and "__pycache__" not in p.parts}


def grader_identity(fingerprint: str, secret: bytes) -> str:
    """A short name of all that decides a score besides the submission.

    It has the course secret in it, as other data may find another mistake, and gives none away.
    """
    digest = hashlib.sha256(b"autograder grader\0" + fingerprint.encode() + b"\0" + secret)
    return digest.hexdigest()[:12]


@functools.cache
def engine_digest() -> str:
    """A digest of the parts of the engine that decide a score."""
    digest = hashlib.sha256()
    engine = Path(__file__).parents[1]
    for part in ("grading", "sandbox", "submissions", "message_parts.py", "text.py"):
        _add(digest, engine / part)
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", path: Path) -> None:
    """Add a file, or the Python files of a folder, each under its name."""
    for file in _python_files(path):
        _add_file(digest, file, str(file.relative_to(path.parent)))


def _add_file(digest: "hashlib._Hash", file: Path, name: str) -> None:
    content = file.read_bytes()
    digest.update(f"{name}\0{len(content)}\0".encode())
    digest.update(content)


def _python_files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(path.rglob("*.py"))
    elif path.is_file():
        yield path
