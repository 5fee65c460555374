"""What a score depends on besides the submission, as one number."""

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

from autograder.course import Assignment, Course


def grader_fingerprint(course: Course, assignment: Assignment) -> str:
    """A digest that changes when a regrade may give something else.

    It covers graders, reference and misconceptions of the assignment, its tasks, the limits, and
    the parts of the engine that decide a score; wheats, notebook, hints and dates do not matter.
    """
    folder = course.require_solution_dir(assignment)
    digest = hashlib.sha256(_engine().encode())
    for name in (assignment.module, "graders", "misconceptions"):
        _add(digest, folder / name)
    for task in assignment.tasks:
        digest.update(task.model_dump_json().encode())
    digest.update(course.limits.model_dump_json().encode())
    return digest.hexdigest()


@functools.cache
def _engine() -> str:
    digest = hashlib.sha256()
    engine = Path(__file__).parents[1]
    for part in ("grading", "sandbox", "submissions", "message_parts.py", "text.py"):
        _add(digest, engine / part)
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", path: Path) -> None:
    """Add a file, or the Python files of a folder, each under its name."""
    for file in _python_files(path):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(path.parent)}\0{len(content)}\0".encode())
        digest.update(content)


def _python_files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(path.rglob("*.py"))
    elif path.is_file():
        yield path
