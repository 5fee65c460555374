"""The leak scan: does anything secret stand in a release?

It looks at the files of a release as they are, from outside and after the fact, and trusts
nothing that made them. Lines are compared with all blank space removed.

- A line of a solution region (module or notebook) is found anywhere in the release, also inside
  a longer line. Left out are lines that give nothing away: those that compute nothing, such as
  `return y_hat, cache` or `W1 = params["W1"]`, very short fragments, and lines that the author
  shows in the visible part of the module too, as a docstring's formula.
- Hidden checks, wheats, misconceptions and hints share lines with every public program, so here
  two telling lines in a row, or one that is too long for chance, are a leak. Formulas don't count,
  of Python files only what stands in functions and classes does, and of misconceptions what comes
  after a key.
"""

import ast
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.grading.misconceptions import misconception_files
from autograder.release.files import released_files
from autograder.release.notebook import build_notebook
from autograder.solution_markers import LEFT_MARKER, hidden_lines
from autograder.submissions.contents import NBGRADER_IGNORES

TELLING = 12  # characters without blank space; less is looked for only as a whole line
TOO_LONG_FOR_CHANCE = 60
HIDDEN_FOLDERS = ("graders", "wheats")
YAML_KEY = re.compile(r"""^\s*[\w-]+:\s*(?:[|>][-+]?$)?["']?""")


class LeakError(CourseError):
    """Something secret, or something that nobody listed, stands in a release."""

    exit_code = 1


@dataclass(frozen=True)
class Secret:
    """One line that learners must not see, without its blank space."""

    text: str
    origin: str
    """where it stands, `solutions/02-network/network.py:31`"""


def check_release(course: Course, assignment: Assignment, files: Mapping[str, bytes]) -> None:
    """Refuse a release that holds anything secret.

    files: each file's name, relative to the release's folder, and its content.
    Raises LeakError with one line for each finding: file, line, and what stands there.
    """
    folder = course.release_dir(assignment).relative_to(course.root)
    findings = [f"{folder}/{what}" for what in _find(course, assignment, files)]
    if findings:
        shown = findings[:20] + [f"… and {len(findings) - 20} more"] * (len(findings) > 20)
        raise LeakError("\n".join(shown))


def read_release(folder: Path) -> dict[str, bytes]:
    """Every file below a release's folder that nbgrader would hand out.

    Raises LeakError at a link, which may lead anywhere.
    """
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if any(fnmatch(part, ignored) for part in name.parts for ignored in NBGRADER_IGNORES):
            continue
        if path.is_symlink():
            raise LeakError(f"{path}: a link has no place in a release; put the file itself there")
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
    solution = _solution_lines(course, assignment)
    grading = _grading_lines(course, assignment)
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
            yield f"{name}: cell {number} holds the output of a run"
        if cell.get("attachments"):
            yield f"{name}: cell {number} holds an attachment, which can't be checked"


def _lines(name: str, content: bytes) -> Iterator[tuple[int, str]]:
    """Number and text of each line; in a notebook, what the JSON string on that line says."""
    for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
        bare = line.strip().removesuffix(",")
        if name.endswith(".ipynb") and bare.startswith('"') and bare.endswith('"'):
            try:
                yield number, json.loads(bare)
                continue
            except ValueError:
                pass  # a key and its value
        yield number, line


def _bare(line: str) -> str:
    return re.sub(r"\s+", "", line)


def _solution_lines(course: Course, assignment: Assignment) -> list[Secret]:
    folder = course.require_solution_dir(assignment)
    place = f"{folder.relative_to(course.root)}/{assignment.module}"
    source = (folder / assignment.module).read_text(encoding="utf-8-sig")
    hidden = dict(hidden_lines(source, place))
    visible = {_bare(line) for n, line in enumerate(source.splitlines(), 1) if n not in hidden}
    secrets = [Secret(line, f"{place}:{number}") for number, line in hidden.items()]
    secrets += _notebook_solutions(course, assignment)
    return [
        Secret(_bare(part), secret.origin)
        for secret in secrets
        for part in dict.fromkeys([secret.text, _without_comment(secret.text)])
        if _gives_away(part) and _bare(part) not in visible
    ]


def _notebook_solutions(course: Course, assignment: Assignment) -> Iterator[Secret]:
    place = f"solutions/{assignment.name}/{assignment.stem}.md"
    for cell in build_notebook(course, assignment).cells:
        marked = [line for _, line in hidden_lines(cell.source, place)]
        if not marked and cell.metadata.get("nbgrader", {}).get("solution"):
            marked = cell.source.splitlines()
        yield from (Secret(line, place) for line in marked)


def _without_comment(line: str) -> str:
    """The code before a trailing comment; a `#` in a string is taken for one, which only cuts."""
    return line.partition("  #")[0]


def _gives_away(line: str) -> bool:
    """Whether a line of a solution tells how it is done."""
    code = line.strip()
    try:
        tree = ast.parse(code + (" pass" if code.endswith(":") else ""))
    except SyntaxError:  # a fragment of a longer statement, or prose
        return len(_bare(line)) >= TELLING
    if not tree.body:
        return len(_bare(line)) >= TELLING  # a comment
    computes = ast.BinOp | ast.UnaryOp | ast.Call | ast.Compare | ast.BoolOp | ast.comprehension
    return any(isinstance(node, computes) for node in ast.walk(tree))


def _solution_in(
    name: str, lines: Iterable[tuple[int, str]], secrets: list[Secret]
) -> Iterator[str]:
    for number, line in lines:
        bare = _bare(line)
        for secret in secrets:
            if bare == secret.text or (len(secret.text) >= TELLING and secret.text in bare):
                yield f"{name}:{number}: a line of the solution ({secret.origin}): {line.strip()}"
                break


def _grading_lines(course: Course, assignment: Assignment) -> list[list[Secret]]:
    """The telling lines of each hidden file, in order."""
    folder = course.require_solution_dir(assignment)
    module = (folder / assignment.module).read_text(encoding="utf-8-sig").splitlines()
    public = {_bare(line) for line in module}
    hidden = [path for name in HIDDEN_FOLDERS for path in (folder / name).rglob("*.py")]
    files = []
    for path in sorted([*hidden, *misconception_files(folder), *folder.glob("hints.md")]):
        place = os.path.relpath(path, course.root)
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        lines = _telling_lines(path, text)
        bare = [(number, _bare(line)) for number, line in lines]
        files.append(
            [Secret(b, f"{place}:{n}") for n, b in bare if len(b) >= TELLING and b not in public]
        )
    return files


def _telling_lines(path: Path, text: str) -> Iterable[tuple[int, str]]:
    if path.suffix == ".py":
        return _in_definitions(text)
    lines = enumerate(text.splitlines(), start=1)
    if path.suffix == ".yml":
        return ((number, YAML_KEY.sub("", line).rstrip("\"'")) for number, line in lines)
    return lines


def _in_definitions(source: str) -> Iterator[tuple[int, str]]:
    """Number and text of the lines in functions and classes.

    What stands outside of them, example data or a `__main__` block, may stand anywhere.
    """
    lines = source.splitlines()
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        yield from enumerate(lines, start=1)
        return
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            for number in range(first, (node.end_lineno or first) + 1):
                yield number, lines[number - 1]


def _grading_in(
    name: str, lines: Iterable[tuple[int, str]], files: list[list[Secret]]
) -> Iterator[str]:
    singles = {s.text: s.origin for file in files for s in file if _is_no_chance(s.text)}
    pairs = {
        (first.text, second.text): first.origin
        for file in files
        for first, second in pairwise(file)
    }
    previous = ""
    for number, line in lines:
        bare = _bare(line)
        if len(bare) < TELLING:
            continue
        origin = singles.get(bare) or pairs.get((previous, bare))
        if origin:
            yield f"{name}:{number}: hidden from learners ({origin}): {line.strip()}"
        previous = bare


def _is_no_chance(bare: str) -> bool:
    is_formula = "$" in bare or "\\" in bare
    return len(bare) >= TOO_LONG_FOR_CHANCE and not is_formula
