"""The lines of an assignment that learners must not see.

- Of a solution, all lines that show how it is done. Lines that compute nothing, such as
  `return y_hat, cache` or `W1 = params["W1"]`, very short ones, and lines that are also in the
  visible part of the module, such as a docstring's formula, don't count.
- Of Python files with hidden checks and wheats, the lines in functions and classes; of
  misconceptions, the text after a key; of hints, all lines.
"""

import ast
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment, Course
from autograder.grading.misconceptions import misconception_files
from autograder.release.notebook import build_notebook
from autograder.solution_markers import hidden_lines

SHORTEST_PART = 12  # characters without blank space; a shorter text counts as a whole line only
HIDDEN_FOLDERS = ("graders", "wheats")
YAML_KEY = re.compile(r"""^\s*[\w-]+:\s*(?:[|>][-+]?$)?["']?""")


@dataclass(frozen=True)
class Secret:
    """One line that learners must not see, without its blank space."""

    text: str
    origin: str
    """file and line, `solutions/02-network/network.py:31`"""


def without_blanks(line: str) -> str:
    """The line without its blank space, as lines are compared."""
    return re.sub(r"\s+", "", line)


def solution_secrets(course: Course, assignment: Assignment) -> list[Secret]:
    """The lines of the solution, in module and notebook."""
    folder = course.require_solution_dir(assignment)
    place = f"{folder.relative_to(course.root)}/{assignment.module}"
    source = (folder / assignment.module).read_text(encoding="utf-8-sig")
    hidden = dict(hidden_lines(source, place))
    visible = {
        without_blanks(line) for n, line in enumerate(source.splitlines(), 1) if n not in hidden
    }
    secrets = [Secret(line, f"{place}:{number}") for number, line in hidden.items()]
    secrets += _notebook_solutions(course, assignment)
    return [
        Secret(without_blanks(part), secret.origin)
        for secret in secrets
        for part in dict.fromkeys([secret.text, _without_comment(secret.text)])
        if _shows_the_solution(part) and without_blanks(part) not in visible
    ]


def grading_secrets(course: Course, assignment: Assignment) -> list[list[Secret]]:
    """The lines of each hidden file, in order."""
    folder = course.require_solution_dir(assignment)
    module = (folder / assignment.module).read_text(encoding="utf-8-sig").splitlines()
    public = {without_blanks(line) for line in module}
    hidden = [path for name in HIDDEN_FOLDERS for path in (folder / name).rglob("*.py")]
    files = []
    for path in sorted([*hidden, *misconception_files(folder), *folder.glob("hints.md")]):
        place = os.path.relpath(path, course.root)
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        lines = [(number, without_blanks(line)) for number, line in _own_lines(path, text)]
        files.append(
            [
                Secret(line, f"{place}:{number}")
                for number, line in lines
                if len(line) >= SHORTEST_PART and line not in public
            ]
        )
    return files


def _notebook_solutions(course: Course, assignment: Assignment) -> Iterator[Secret]:
    place = f"solutions/{assignment.name}/{assignment.stem}.md"
    for cell in build_notebook(course, assignment).cells:
        marked = [line for _, line in hidden_lines(cell.source, place)]
        if not marked and cell.metadata.get("nbgrader", {}).get("solution"):
            marked = cell.source.splitlines()
        yield from (Secret(line, place) for line in marked)


def _without_comment(line: str) -> str:
    """The code before a comment; a `#` in a string counts as one, which only shortens the line."""
    return line.partition("  #")[0]


def _shows_the_solution(line: str) -> bool:
    code = line.strip()
    try:
        tree = ast.parse(code + (" pass" if code.endswith(":") else ""))
    except SyntaxError:  # a part of a longer statement, or a sentence
        return len(without_blanks(line)) >= SHORTEST_PART
    if not tree.body:
        return len(without_blanks(line)) >= SHORTEST_PART  # a comment
    computes = ast.BinOp | ast.UnaryOp | ast.Call | ast.Compare | ast.BoolOp | ast.comprehension
    return any(isinstance(node, computes) for node in ast.walk(tree))


def _own_lines(path: Path, text: str) -> Iterable[tuple[int, str]]:
    """Number and text of the lines that are a file's own, and no general Python or YAML."""
    if path.suffix == ".py":
        return _in_definitions(text)
    lines = enumerate(text.splitlines(), start=1)
    if path.suffix == ".yml":
        return ((number, YAML_KEY.sub("", line).rstrip("\"'")) for number, line in lines)
    return lines


def _in_definitions(source: str) -> Iterator[tuple[int, str]]:
    """Number and text of the lines in functions and classes.

    Other lines, such as example data or a `__main__` block, may be anywhere.
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
