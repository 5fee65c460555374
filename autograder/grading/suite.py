"""The secret side of an assignment, ready to judge with: checks, reference, misconceptions."""

import importlib.util
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.course import Assignment, Task
from autograder.errors import CourseError
from autograder.grading.edits import ReferenceText
from autograder.grading.misconceptions import Misconception, read_misconceptions
from autograder.grading.results import points_of


@dataclass(frozen=True)
class Check:
    """One hidden check: a pytest item with what its marks and its docstring say."""

    name: str
    title: str
    points: float
    after: tuple[str, ...]
    public: bool
    place: str
    """file and line"""
    item: pytest.Function


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


def checks_by_task(
    items: Sequence[pytest.Item], assignment: Assignment
) -> dict[str, tuple[Check, ...]]:
    """The collected items as checks, in the order of tasks and then of the file.

    Raises CourseError where marks, names or order make no sense.
    """
    found: dict[str, list[pytest.Function]] = {task.name: [] for task in assignment.tasks}
    for item in items:
        mark = item.get_closest_marker("task")
        name = mark.args[0] if mark and mark.args else None
        if not isinstance(item, pytest.Function) or name not in found:
            known = ", ".join(found)
            raise CourseError(f'{_at(item)}: mark it with pytest.mark.task("…"), one of: {known}')
        found[name].append(item)
    return {task.name: _checks(task, found[task.name], assignment) for task in assignment.tasks}


def _checks(
    task: Task, items: Sequence[pytest.Function], assignment: Assignment
) -> tuple[Check, ...]:
    if not items:
        raise CourseError(
            f"{assignment.name}: the task {task.name} has no hidden check; write one in "
            f"graders/test_{task.name}.py, or take the task out of course.yml"
        )
    marks = [_mark_of(item) for item in items]
    points = points_of([mark["weight"] for mark in marks], task.points)
    checks: list[Check] = []
    for item, mark, worth in zip(items, marks, points, strict=True):
        name = item.name.removeprefix("test_")
        earlier = [check.name for check in checks]
        if name in earlier:
            raise CourseError(f"{_at(item)}: the task {task.name} has two checks named {name}")
        if late := [gate for gate in mark["after"] if gate not in earlier]:
            raise CourseError(f"{_at(item)}: after={late[0]!r} is no earlier check of {task.name}")
        title = (item.function.__doc__ or "").strip().partition("\n")[0].strip()
        title = title or name.replace("_", " ")
        checks.append(Check(name, title, worth, mark["after"], mark["public"], _at(item), item))
    return tuple(checks)


def _mark_of(item: pytest.Function) -> dict[str, Any]:
    mark = item.get_closest_marker("check")
    given = dict(mark.kwargs) if mark else {}
    weight, after, public = (
        given.pop("weight", 1),
        given.pop("after", ()),
        given.pop("public", False),
    )
    gates = (after,) if isinstance(after, str) else tuple(after or ())
    number = isinstance(weight, int | float) and not isinstance(weight, bool) and weight > 0
    if given or not number or (mark and mark.args):
        raise CourseError(
            f"{_at(item)}: a check is marked with check(weight=1, after=None, public=False), "
            "its weight more than 0"
        )
    return {"weight": float(weight), "after": gates, "public": bool(public)}


def _at(item: pytest.Item) -> str:
    path, line, _ = item.reportinfo()
    return f"{path}:{(line or 0) + 1}"
