"""Hidden checks: the pytest items that were collected, with what their marks and docstrings say."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from autograder.course import Assignment, Task
from autograder.errors import CourseError
from autograder.grading.results import points_of


@dataclass(frozen=True)
class Check:
    """One hidden check."""

    name: str
    title: str
    points: float
    after: tuple[str, ...]
    """names of the checks that must pass first"""
    public: bool
    """whether the message may show its numbers"""
    place: str
    """file and line"""
    item: pytest.Function


@dataclass(frozen=True)
class _Mark:
    """The arguments of `pytest.mark.check(…)`."""

    weight: float
    after: tuple[str, ...]
    public: bool


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
    points = points_of([mark.weight for mark in marks], task.points)
    checks: list[Check] = []
    for item, mark, worth in zip(items, marks, points, strict=True):
        name = item.name.removeprefix("test_")
        earlier = [check.name for check in checks]
        if name in earlier:
            raise CourseError(f"{_at(item)}: the task {task.name} has two checks named {name}")
        if late := [gate for gate in mark.after if gate not in earlier]:
            raise CourseError(f"{_at(item)}: after={late[0]!r} is no earlier check of {task.name}")
        title = (item.function.__doc__ or "").strip().partition("\n")[0].strip()
        title = title or name.replace("_", " ")
        checks.append(Check(name, title, worth, mark.after, mark.public, _at(item), item))
    return tuple(checks)


def _mark_of(item: pytest.Function) -> _Mark:
    mark = item.get_closest_marker("check")
    given = dict(mark.kwargs) if mark else {}
    weight, after = given.pop("weight", 1), given.pop("after", ())
    public = given.pop("public", False)
    is_number = isinstance(weight, int | float) and not isinstance(weight, bool) and weight > 0
    if given or not is_number or (mark and mark.args):
        raise CourseError(
            f"{_at(item)}: a check is marked with check(weight=1, after=None, public=False), "
            "its weight more than 0"
        )
    gates = (after,) if isinstance(after, str) else tuple(after or ())
    return _Mark(float(weight), gates, bool(public))


def _at(item: pytest.Item) -> str:
    path, line, _ = item.reportinfo()
    return f"{path}:{(line or 0) + 1}"
