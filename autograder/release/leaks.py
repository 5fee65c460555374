"""The leak scan: is anything secret in a release?

It reads the finished files of a release and trusts nothing that made them. Lines are compared
without their blank space.

- A line of a solution region (module or notebook) is a leak anywhere in the release, also inside a
  longer line.
- Hidden checks, wheats, misconceptions and hints have lines in common with any public program. So
  here a leak is two lines in a row, or one that is too long for a coincidence.

Which lines are secret is in `secret_lines`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.release.files import released_files
from autograder.release.secret_lines import (
    SHORTEST_PART,
    Secret,
    grading_secrets,
    solution_secrets,
    without_blanks,
)
from autograder.solution_markers import LEFT_MARKER
from autograder.submissions.contents import NBGRADER_IGNORES

NO_COINCIDENCE = 60  # characters without blank space
MOST_SHOWN = 20


class LeakError(CourseError):
    """A release has something secret in it, or a file that isn't part of a release."""

    exit_code = 1


def check_release(course: Course, assignment: Assignment, files: Mapping[str, bytes]) -> None:
    """Refuse a release that has anything secret in it.

    files: each file's name, relative to the release's folder, and its content.
    Raises LeakError with one line for each finding: file, line number and line.
    """
    folder = course.release_dir(assignment).relative_to(course.root)
    findings = [f"{folder}/{what}" for what in _find(course, assignment, files)]
    if findings:
        more = len(findings) - MOST_SHOWN
        shown = findings[:MOST_SHOWN] + [f"… and {more} more"] * (more > 0)
        raise LeakError("\n".join(shown))


def read_release(folder: Path) -> dict[str, bytes]:
    """Every file in a release's folder that nbgrader would give to students.

    Raises LeakError at a link, which may lead anywhere.
    """
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if any(fnmatch(part, ignored) for part in name.parts for ignored in NBGRADER_IGNORES):
            continue
        if path.is_symlink():
            raise LeakError(f"{path}: a release has no links; put the file itself there")
        if path.is_file():
            files[name.as_posix()] = path.read_bytes()
    return files


def _find(course: Course, assignment: Assignment, files: Mapping[str, bytes]) -> Iterator[str]:
    expected = released_files(assignment)
    for name in sorted(files.keys() - expected):
        yield f"{name}: not a file of a release (those are: {', '.join(sorted(expected))})"
    for name in sorted(expected - files.keys()):
        yield f"{name}: is missing from the release"
    if assignment.notebook in files:
        yield from _outputs(assignment.notebook, files[assignment.notebook])
    solution = solution_secrets(course, assignment)
    grading = grading_secrets(course, assignment)
    for name in sorted(files.keys() & expected):
        lines = list(_lines(name, files[name]))
        for number, line in lines:
            if LEFT_MARKER.search(line):
                yield f"{name}:{number}: an instructor's marker: {line.strip()}"
        yield from _solution_in(name, lines, solution)
        yield from _grading_in(name, lines, grading)


def _outputs(name: str, content: bytes) -> Iterator[str]:
    try:
        cells = json.loads(content)["cells"]
    except (ValueError, KeyError, TypeError):
        yield f"{name}: isn't a notebook"
        return
    for number, cell in enumerate(cells, start=1):
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield f"{name}: cell {number} has the output of a run in it"
        if cell.get("attachments"):
            yield f"{name}: cell {number} has an attachment, which can't be checked"


def _lines(name: str, content: bytes) -> Iterator[tuple[int, str]]:
    """Number and text of each line; in a notebook, the JSON string on that line, decoded."""
    for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
        bare = line.strip().removesuffix(",")
        if name.endswith(".ipynb") and bare.startswith('"') and bare.endswith('"'):
            try:
                yield number, json.loads(bare)
                continue
            except ValueError:
                pass  # a key and its value
        yield number, line


def _solution_in(
    name: str, lines: Iterable[tuple[int, str]], secrets: list[Secret]
) -> Iterator[str]:
    for number, line in lines:
        bare = without_blanks(line)
        for secret in secrets:
            if bare == secret.text or (len(secret.text) >= SHORTEST_PART and secret.text in bare):
                yield f"{name}:{number}: a line of the solution ({secret.origin}): {line.strip()}"
                break


def _grading_in(
    name: str, lines: Iterable[tuple[int, str]], files: list[list[Secret]]
) -> Iterator[str]:
    singles = {s.text: s.origin for file in files for s in file if _is_no_coincidence(s.text)}
    pairs = {
        (first.text, second.text): first.origin
        for file in files
        for first, second in pairwise(file)
    }
    previous = ""
    for number, line in lines:
        bare = without_blanks(line)
        if len(bare) < SHORTEST_PART:
            continue
        origin = singles.get(bare) or pairs.get((previous, bare))
        if origin:
            yield f"{name}:{number}: hidden from learners ({origin}): {line.strip()}"
        previous = bare


def _is_no_coincidence(bare: str) -> bool:
    is_formula = "$" in bare or "\\" in bare
    return len(bare) >= NO_COINCIDENCE and not is_formula
