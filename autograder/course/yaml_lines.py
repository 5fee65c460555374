"""YAML files that a person writes: each mistake in them is reported with its line.

PyYAML's own nodes have the lines. Its parser in C reads a course.yml of 120 lines in a millisecond.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from autograder.errors import CourseError

DEEPEST = 100  # levels; PyYAML's parser in C ends the process at some ten thousand

_FASTEST: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


class _Loader(_FASTEST):  # type: ignore[misc]
    """YAML as JSON has it: a date stays text, so that its time zone can be checked."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own class attribute)
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_nodes(path: Path, name: str) -> yaml.Node | None:
    """The root of a file's nodes; None where the file is empty. `name` is the file's in messages.

    Raises CourseError with the line where the file can't be read as YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(f"{path}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CourseError(f"{name}:{line}: this isn't UTF-8 text; save the file as UTF-8") from None
    with _yaml_mistakes(name):
        _require_shallow(text, name)
        root: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return root


def data_of(root: yaml.Node, name: str) -> Any:
    """The data of a file's nodes: dicts, lists, text, numbers. Raises as `read_nodes` does."""
    with _yaml_mistakes(name):
        return SafeConstructor().construct_document(root)


def line_of(node: yaml.Node) -> int:
    """The line on which a node begins, from 1."""
    return int(node.start_mark.line) + 1


def second_time(key: str, first_line: int) -> str:
    """The message for a key that a mapping has twice."""
    return f"'{key}' is here a second time (first on line {first_line}); keep one"


def _require_shallow(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise CourseError(f"{name}:{line}: this is nested more than {DEEPEST} levels deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


@contextmanager
def _yaml_mistakes(name: str) -> Iterator[None]:
    try:
        yield
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = f"{error.problem}; a text with special characters needs quotes"
        raise CourseError(f"{name}:{line}: this isn't YAML: {what}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CourseError(f"{name}:1: this isn't YAML: {error}") from None
