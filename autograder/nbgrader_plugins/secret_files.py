"""What nbgrader must leave alone in `solutions/` and in a student's folder when it copies files."""

import glob
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from autograder.course import Course
from autograder.release.files import released_as_is

OUR_FOLDERS = ("graders", "wheats", "misconceptions")
"""what only an assignment of ours has in `solutions/NAME/`"""


def secret_patterns(root: Path, course: Course | None) -> list[str]:
    """What nbgrader must ignore in `solutions/`, also where course.yml can't be read (None).

    Of an assignment in course.yml this is everything but what a release copies unchanged. The
    module is among it, as the exporter writes the stub; so the solution isn't copied even for a
    moment. Of another folder with graders it is everything. Each is named by its absolute path, as
    nbgrader writes it: its `ignore` takes globs, and bare names would be ignored in students'
    folders too.
    """
    return sorted(glob.escape(path) for path in _secrets(root, course))


def own_modules(course: Course) -> dict[str, list[str]]:
    """By assignment, the student's file that nbgrader must not overwrite with the source's."""
    return {a.name: [a.module] for a in course.assignments}


def has_graders(folder: Path) -> bool:
    """Whether a folder in `solutions/` holds graders, and so is no ordinary assignment."""
    return any((folder / name).is_dir() for name in OUR_FOLDERS)


def _secrets(root: Path, course: Course | None) -> Iterator[str]:
    known = {a.name: a for a in course.assignments} if course else {}
    source = os.path.join(root, "solutions")
    for name in _names(source):
        folder = os.path.join(source, os.curdir, name)
        if name in known or has_graders(Path(folder)):
            public = released_as_is(known[name]) if name in known else set()
            yield from (os.path.join(folder, inside) for inside in {*_names(folder)} - public)


def _names(folder: str) -> list[str]:
    with suppress(OSError):  # nbgrader can't read it either
        return os.listdir(folder)
    return []
