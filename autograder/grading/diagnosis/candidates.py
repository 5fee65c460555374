"""What is tried in a search: the known wrong versions of a function, alone and combined."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from autograder.errors import CourseError
from autograder.grading.edits import Version, combined
from autograder.grading.misconceptions import Misconception

Edits = tuple[Misconception, ...]


def function_with(edits: Edits) -> Callable[..., Any] | None:
    """The function with all these edits; None where they overlap or don't fit each other.

    Raises CourseError for a single misconception that isn't Python.
    """
    if len(edits) == 1:
        return edits[0].function
    return _combined(tuple(edit.version for edit in edits))


@lru_cache(maxsize=8192)
def _combined(versions: tuple[Version, ...]) -> Callable[..., Any] | None:
    version: Version | None = versions[0]
    for other in versions[1:]:
        version = combined(version, other) if version else None
    if version is None:
        return None
    try:
        return version.function
    except CourseError:
        return None  # each is Python by itself, both together are not
