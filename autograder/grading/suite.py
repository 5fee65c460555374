"""The secret side of an assignment, ready to judge with: checks, reference, misconceptions."""

import importlib.util
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.grading.edits import ReferenceText
from autograder.grading.hidden_checks import Check
from autograder.grading.misconceptions import Misconception, read_misconceptions


@dataclass(frozen=True)
class Suite:
    """Everything that a submission is judged with."""

    assignment: Assignment
    checks: dict[str, tuple[Check, ...]]
    """the checks of each task, tasks in the order of course.yml"""
    reference: ModuleType
    misconceptions: tuple[Misconception, ...]
    run: Callable[[Check, Any, np.random.Generator], None]
    """run a check with this `student` and this `rng`; raises what the check raises"""


def load_reference(folder: Path, assignment: Assignment) -> ModuleType:
    """The reference of an assignment, as a module of its own. Raises CourseError."""
    path = folder / assignment.module
    spec = importlib.util.spec_from_file_location(assignment.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except FileNotFoundError:
        raise CourseError(f"{path}: there is no such file") from None
    except Exception as error:
        raise CourseError(f"{place_of(error, path)}: {type(error).__name__}: {error}") from error
    return module


def reference_text(folder: Path, assignment: Assignment, module: ModuleType) -> ReferenceText:
    """The text of an assignment's reference, which misconceptions are edits of."""
    path = folder / assignment.module
    return ReferenceText(path.read_text(encoding="utf-8").removeprefix("\ufeff"), path, module)


def load_misconceptions(
    folder: Path, assignment: Assignment, reference: ReferenceText
) -> tuple[Misconception, ...]:
    """All misconceptions of an assignment, as edits of this text. Raises CourseError."""
    known = {function for task in assignment.tasks for function in task.functions}
    found: list[Misconception] = []
    for path in sorted((folder / "misconceptions").glob("*.*")):
        if path.suffix != ".yml":
            raise CourseError(
                f"{path}: misconceptions are written in FUNCTION.yml (see CHANGELOG.md, 0.2.0)"
            )
        if path.stem not in known:
            raise CourseError(
                f"{path}: no task of {assignment.name} has a function {path.stem} "
                f"(known: {', '.join(sorted(known))}); rename the file"
            )
        found += read_misconceptions(path, reference)
    return tuple(found)


def place_of(error: BaseException, path: Path) -> str:
    """`FILE:LINE` of the last line of this file, or of a file in this folder, in an error."""
    if isinstance(error, SyntaxError) and Path(error.filename or "").is_relative_to(path):
        return f"{error.filename}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if Path(frame.filename).is_relative_to(path)]
    return f"{inside[-1].filename}:{inside[-1].lineno}" if inside else str(path)
