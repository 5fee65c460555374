"""Misconceptions: wrong versions of one function, each with what to tell the learner who wrote it.

A file `misconceptions/FUNCTION.yml` holds them, in the order in which they are tried.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from autograder.course.model import did_you_mean
from autograder.course.yaml_lines import line_of, read_nodes, second_time
from autograder.errors import CourseError
from autograder.grading.edits import Edit, ReferenceText, Version, overlap

_INCLUDE = "include"
_KEYS = ("fails", "edit", "body", "before", "also", "message", "beside")
_INCLUDE_KEYS = ("file", "without", "checks")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Misconception:
    """One wrong version of `replaces`, the learner's message, the checks that it must fail."""

    id: str
    replaces: str
    message: str
    fails: tuple[str, ...]
    version: Version
    beside: str = ""
    """the message where another mistake is told, too; empty where it follows from `message`"""
    variants: tuple[Version, ...] = ()
    """other ways to make the same mistake, for example with another number"""

    @property
    def function(self) -> Callable[..., Any]:
        """The wrong function; compiled when it is first asked for."""
        return self.version.function


@dataclass(frozen=True)
class _Entry:
    """One misconception as its file has it."""

    key: str
    path: Path
    line: int
    values: Mapping[str, yaml.Node]
    checks: Mapping[str, str] = field(default_factory=dict)
    """what a check is called here, by its name in an included file"""


def read_misconceptions(path: Path, reference: ReferenceText) -> list[Misconception]:
    """The misconceptions of a file, which is named after their function.

    Raises CourseError with a line for each mistake: `FILE:LINE: what, and what to do`.
    """
    reference.function(path.stem)  # raises where there is no such function
    found: list[Misconception] = []
    mistakes: list[str] = []
    first: dict[str, _Entry] = {}
    for entry in _entries(path, ()):
        try:
            twin = first.setdefault(entry.key, entry)
            if twin is not entry:
                what = f"{entry.key} is in {twin.path}:{twin.line} already; take another name"
                raise _mistake(entry.path, entry.line, what)
            found.append(_misconception(entry, path.stem, reference))
        except CourseError as mistake:
            mistakes.append(str(mistake))
    if mistakes:
        raise CourseError("\n".join(mistakes))
    return found


def misconception_files(folder: Path) -> list[Path]:
    """The files of misconceptions of an assignment's folder, and what they include from others.

    Raises CourseError where an included file can't be read.
    """
    found: dict[Path, None] = {}
    waiting = sorted((folder / "misconceptions").glob("*.yml"))
    while waiting:
        path = waiting.pop(0)
        if path in found:
            continue
        found[path] = None
        if include := _read(path).pop(_INCLUDE, None):
            waiting.append(_included(path, include[1])[0])
    return list(found)


def _entries(path: Path, trail: tuple[Path, ...]) -> list[_Entry]:
    """The entries of a file, those that it includes first."""
    content = _read(path)
    entries: list[_Entry] = []
    if include := content.pop(_INCLUDE, None):
        line, node = include
        other, without, checks = _included(path, node)
        if other in (path, *trail):
            raise _mistake(path, line, f"{other} includes this file in turn; take one of them out")
        others = _entries(other, (path, *trail))
        keys = [entry.key for entry in others]
        if unknown := next((key for key in without if key not in keys), None):
            guess = did_you_mean(unknown, keys)
            raise _mistake(path, line, f"without: {other} has no misconception {unknown}{guess}")
        for entry in others:
            if entry.key not in without:
                names = {old: checks.get(new, new) for old, new in entry.checks.items()}
                entries.append(
                    _Entry(entry.key, entry.path, entry.line, entry.values, checks | names)
                )
    for key, (line, node) in content.items():
        if not _ID.fullmatch(key):
            what = f"'{key}' can't be a misconception's name: small letters, digits and dashes"
            raise _mistake(path, line, what)
        values = {name: value for name, (_, value) in _mapping(path, node, _KEYS).items()}
        entries.append(_Entry(key, path, line, values))
    return entries


def _included(path: Path, node: yaml.Node) -> tuple[Path, list[str], dict[str, str]]:
    """The included file, the keys that are left out, and how its checks are called here."""
    file, without, checks = node, list[str](), dict[str, str]()
    if not isinstance(node, yaml.ScalarNode):
        given = {name: value for name, (_, value) in _mapping(path, node, _INCLUDE_KEYS).items()}
        if "file" not in given:
            raise _mistake(path, line_of(node), "include: which file? Add `file:`")
        file = given["file"]
        without = _texts(path, given["without"]) if "without" in given else []
        pairs = _mapping(path, given["checks"]) if "checks" in given else {}
        checks = {name: _text(path, value) for name, (_, value) in pairs.items()}
    other = Path(os.path.normpath(path.parent / _text(path, file)))
    if not other.is_file():
        raise _mistake(path, line_of(file), f"{other}: there is no such file to include")
    return other, without, checks


def _misconception(entry: _Entry, function: str, reference: ReferenceText) -> Misconception:
    values = entry.values
    for name in ("fails", "message"):
        if name not in values:
            raise _mistake(entry.path, entry.line, f"{entry.key}: {name} is missing")
    if ("edit" in values) == ("body" in values):
        what = "an edit and a body; keep one" if "edit" in values else "neither edit nor body"
        raise _mistake(entry.path, entry.line, f"{entry.key}: {what}")
    fails = _texts(entry.path, values["fails"])
    message = _sentences(entry, "message")
    for name, value in (("fails", fails), ("message", message)):
        if not value:
            raise _mistake(entry.path, line_of(values[name]), f"{entry.key}: {name} is empty")
    edits = tuple(_edits(entry, function, reference))
    if overlap(edits):
        what = f"{entry.key}: two places overlap; make one of both"
        raise _mistake(entry.path, line_of(values["edit"]), what)
    return Misconception(
        id=f"{function.replace('_', '-')}-{entry.key}",
        replaces=function,
        message=message,
        fails=tuple(entry.checks.get(check, check) for check in fails),
        version=Version(reference, function, edits, f"{entry.path}:{entry.line}"),
        beside=_sentences(entry, "beside"),
        variants=tuple(_variants(entry, function, reference)),
    )


def _sentences(entry: _Entry, key: str) -> str:
    """What a learner reads, on one line; empty where the key is missing."""
    node = entry.values.get(key)
    return " ".join(_text(entry.path, node).split()) if node else ""


def _variants(entry: _Entry, function: str, reference: ReferenceText) -> Iterator[Version]:
    """The other ways to make this mistake: each a mapping like `edit`."""
    also = entry.values.get("also")
    if also is None:
        return
    if not isinstance(also, yaml.SequenceNode):
        what = f"{entry.key}: also is a list of edits, each with a dash before it"
        raise _mistake(entry.path, line_of(also), what)
    for node in also.value:
        edits = tuple(_replacements(entry, node, function, reference))
        if overlap(edits):
            what = f"{entry.key}: two places overlap; make one of both"
            raise _mistake(entry.path, line_of(node), what)
        yield Version(reference, function, edits, f"{entry.path}:{line_of(node)}")


def _edits(entry: _Entry, function: str, reference: ReferenceText) -> Iterator[Edit]:
    path, values = entry.path, entry.values
    if "before" in values:
        yield reference.before(function, _text(path, values["before"]))
    if "body" in values:
        yield reference.replacing_body(function, _text(path, values["body"]))
        return
    yield from _replacements(entry, values["edit"], function, reference)


def _replacements(
    entry: _Entry, node: yaml.Node, function: str, reference: ReferenceText
) -> Iterator[Edit]:
    path = entry.path
    pairs = _mapping(path, node)
    if not all(pairs) or not pairs:
        what = "edit is empty; write `place: what stands there instead`"
        raise _mistake(path, line_of(node), f"{entry.key}: {what}")
    for place, (line, new) in pairs.items():
        spans = reference.find(function, place)
        if len(spans) != 1:
            there = ", ".join(str(reference.line(start)) for start, _ in spans)
            what = (
                f"stands there more than once (lines {there}); give more of the line"
                if spans
                else "isn't there; look at what the reference has now"
            )
            where = f"{function} of {reference.path.name}"
            raise _mistake(path, line, f"{entry.key}: in {where}, `{place}` {what}")
        yield reference.replacing(spans[0], _text(path, new))


def _read(path: Path) -> dict[str, tuple[int, yaml.Node]]:
    """The keys of a file, each with its line and its node."""
    node = read_nodes(path, str(path))
    return _mapping(path, node) if node else {}


def _mapping(
    path: Path, node: yaml.Node, allowed: tuple[str, ...] = ()
) -> dict[str, tuple[int, yaml.Node]]:
    """Each key with its line and its value. Raises CourseError for a doubled or unknown key."""
    if not isinstance(node, yaml.MappingNode):
        raise _mistake(path, line_of(node), "here `key: value` pairs are expected")
    pairs: dict[str, tuple[int, yaml.Node]] = {}
    for key_node, value in node.value:
        key, line = _text(path, key_node), line_of(key_node)
        if key in pairs:
            raise _mistake(path, line, second_time(key, pairs[key][0]))
        if allowed and key not in allowed:
            what = (
                f"unknown key '{key}'{did_you_mean(key, allowed)} (allowed: {', '.join(allowed)})"
            )
            raise _mistake(path, line, what)
        pairs[key] = line, value
    return pairs


def _text(path: Path, node: yaml.Node) -> str:
    """A value as it was written: 2 and 2.0 and null are text here, too."""
    if not isinstance(node, yaml.ScalarNode):
        raise _mistake(path, line_of(node), "here a text is expected; quote it if it is one")
    return str(node.value)


def _texts(path: Path, node: yaml.Node) -> list[str]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [_text(path, item) for item in nodes]


def _mistake(path: Path, line: int, what: str) -> CourseError:
    return CourseError(f"{path}:{line}: {what}")
