"""Read `course.yml`. Each mistake in it is reported with its line and what is allowed there."""

from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from sys import stdlib_module_names
from typing import Any

import yaml
from pydantic import ValidationError

from autograder.course.model import Course, did_you_mean
from autograder.course.schema import subschema
from autograder.course.yaml_lines import data_of, line_of, read_nodes, second_time
from autograder.errors import CourseError
from autograder.graded_imports import hides_a_package

COURSE_FILE = "course.yml"
SELFSTUDY = "nn_autograder_selfstudy"
"""the package that has the whole course, solutions and hidden checks included"""

Location = tuple[str | int, ...]
Mistake = tuple[int, str]


def find_course(start: Path | None = None) -> Path:
    """The nearest folder from `start` (default: the current one) upwards that holds a course.

    Raises CourseError when there is none.
    """
    start = (start or Path.cwd()).absolute()
    for folder in (start, *start.parents):
        if (folder / COURSE_FILE).is_file():
            return folder
    raise CourseError(
        f"{start}: there is no {COURSE_FILE} here or in a folder above; "
        "go to the course's folder, or name it with --course DIR"
    )


def packaged_course() -> Path | None:
    """The folder of the course that comes with this package; None where there is none.

    That is the checkout in which the package is, or else the whole course of the package for
    learning alone, or else the course's public side, which every installation has.
    """
    package = Path(__file__).parents[1]
    roots = [package.parent, *_selfstudy_course(), package / "packaged_course"]
    return next((root for root in roots if (root / COURSE_FILE).is_file()), None)


def _selfstudy_course() -> Iterator[Path]:
    found = find_spec(SELFSTUDY)
    for folder in (found.submodule_search_locations or []) if found else []:
        yield Path(folder) / "course"


def find_course_or_packaged(named: Path | None) -> Path:
    """The course of the named folder; without a name, the nearest one, or else the package's own.

    Raises CourseError when there is none.
    """
    try:
        return find_course(named)
    except CourseError:
        root = None if named else packaged_course()
        if root is None:
            raise
        return root


def load_course(root: Path) -> Course:
    """The course described by `root/course.yml`.

    Raises CourseError with one line for each mistake: `course.yml:LINE: what, and what is allowed`.
    """
    root = root.absolute()
    data, lines, mistakes = _read_yaml(root / COURSE_FILE)
    if not mistakes:
        try:
            course = Course.model_validate(data, context={"root": root})
        except ValidationError as error:
            mistakes = [
                (_line(lines, e["loc"]), _explain(e))
                for e in error.errors()
                if e["type"] != "default_factory_not_called"  # follows from another mistake
            ]
        else:
            mistakes = [(_line(lines, loc), what) for loc, what in _inconsistencies(course)]
    if mistakes:
        raise CourseError(
            "\n".join(f"{COURSE_FILE}:{line}: {what}" for line, what in sorted(mistakes))
        )
    return course


def _read_yaml(path: Path) -> tuple[Any, dict[Location, int], list[Mistake]]:
    """The file's data, the line of each key and item in it, and the keys that are there twice."""
    root = read_nodes(path, path.name)
    if root is None:
        return None, {}, []
    data = data_of(root, path.name)
    lines: dict[Location, int] = {}
    return data, lines, list(_walk(root, (), lines, set()))


def _walk(
    node: yaml.Node, location: Location, lines: dict[Location, int], seen: set[int]
) -> Iterator[Mistake]:
    """Fill `lines`; yield the doubled keys. `seen` ends the walk where an alias leads back."""
    lines.setdefault(location, line_of(node))
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _walk(item, (*location, index), lines, seen)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*location, str(key.value))
            if here in lines:
                yield line_of(key), second_time(str(key.value), lines[here])
                continue
            lines[here] = line_of(key)
            yield from _walk(value, here, lines, seen)


def _line(lines: dict[Location, int], location: Location) -> int:
    while location and location not in lines:
        location = location[:-1]
    return lines.get(location, 1)


def _explain(error: Any) -> str:
    """What is wrong and what is allowed, for one of pydantic's errors."""
    location, kind, value = error["loc"], error["type"], error["input"]
    key = location[-1] if location else COURSE_FILE
    if kind == "extra_forbidden":
        allowed = list(subschema(location[:-1]).get("properties", {}))
        guess = did_you_mean(str(key), allowed)
        return f"unknown key '{key}'{guess} (allowed here: {', '.join(allowed)})"
    named = f"item {key + 1} of '{location[-2]}'" if isinstance(key, int) else f"'{key}'"
    allowed_here = _allowed(location)
    if kind == "missing":
        return f"{named} is missing; allowed: {allowed_here}"
    if kind == "timezone_aware":
        return f"{named} has no time zone: {_shown(value)}; allowed: {allowed_here}"
    return f"{named} can't be {_shown(value)}; allowed: {allowed_here}"


def _allowed(location: Location) -> str:
    schema = subschema(location)
    if schema.get("type") == "object":
        return "the keys " + ", ".join(schema["properties"])
    if "description" not in schema and location:
        return _allowed(location[:-1])
    return str(schema.get("description", "a mapping")).rstrip(".")


def _shown(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case dict():
            return "a mapping"
        case list():
            return "an empty list" if not value else "a list"
        case str():
            return f"the text '{value[:60]}'"
        case bool():
            return str(value).lower()
    return str(value)


def _inconsistencies(course: Course) -> Iterator[tuple[Location, str]]:
    """Mistakes that only several values together show."""
    yield from _duplicates([a.name for a in course.assignments], ("assignments",), "name")
    yield from _duplicates([a.module for a in course.assignments], ("assignments",), "module")
    for index, assignment in enumerate(course.assignments):
        here: Location = ("assignments", index)
        if assignment.stem in stdlib_module_names:
            what = f"'{assignment.module}' would hide Python's own module of that name"
            yield (*here, "module"), f"{what}; give it another name"
        elif hides_a_package(assignment.stem):
            what = f"'{assignment.module}' would hide the package {assignment.stem}"
            yield (*here, "module"), f"{what}, which is needed here; give it another name"
        tasks = [task.name for task in assignment.tasks]
        if not assignment.max_score:
            yield (*here, "tasks"), "every task is extra credit; at least one must count"
        yield from _duplicates(tasks, (*here, "tasks"), "name")
        for position, task in enumerate(assignment.tasks):
            for name in task.functions:
                if name == "run" or name.startswith("_"):  # see grading.student.Student
                    what = f"no check can call a function '{name}'"
                    allowed = "names other than run that begin with a letter"
                    yield (*here, "tasks", position), f"{what}; allowed: {allowed}"
            earlier = tasks[:position]
            for need in task.needs:
                if need in earlier:
                    continue
                where = (*here, "tasks", position, "needs")
                kind = "a later task" if need in tasks else "no task"
                kind = "the task itself" if need == task.name else kind
                allowed = ", ".join(earlier) or "none, as it is the first task"
                yield where, f"'{task.name}' needs '{need}', which is {kind}; allowed: {allowed}"


def _duplicates(names: list[str], where: Location, key: str) -> Iterator[tuple[Location, str]]:
    counts = Counter(names)
    for index, name in enumerate(names):
        if counts[name] > 1 and name in names[:index]:
            yield (*where, index, key), f"{key} '{name}' is used already; names must differ"
