"""The reference and the learner's own version: after a pass, or when asked for twice."""

import ast
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment, Task
from autograder.errors import CourseError
from autograder.learn.parsing import broken_line
from autograder.learn.workspace.workspace import Workspace
from autograder.solution_markers import without_markers


@dataclass(frozen=True)
class SideBySide:
    """The same functions, twice: the learner's and the reference's source."""

    mine: str
    reference: str


def may_see_solution(workspace: Workspace, assignment: Assignment, task: Task) -> bool:
    """Whether to show the solution: the task has passed, or the learner asks a second time.

    A check in between begins anew. Remembers that it was asked for. Raises CourseError in a
    student's install.
    """
    _reference_module(workspace, assignment)
    with workspace.state.edit() as state:
        known = state.assignment(assignment.name).task(task.name)
        if known.passed:
            return True
        again = known.solution_asked
        known.solution_asked = not again  # the next time it is asked anew
        known.solution_seen |= again
    return again


def side_by_side(workspace: Workspace, assignment: Assignment, task: Task) -> SideBySide:
    """The functions of a task; of all tasks where this one judges no function of its own.

    Raises CourseError in a student's install.
    """
    names = task.functions or [f for t in assignment.tasks for f in t.functions]
    reference = _reference_module(workspace, assignment).read_text(encoding="utf-8-sig")
    try:
        mine = workspace.module(assignment).read_text(encoding="utf-8-sig")
    except OSError:
        mine = ""
    except UnicodeDecodeError:
        mine = "# this file is not UTF-8 text"
    return SideBySide(functions_of(mine, names), functions_of(without_markers(reference), names))


def functions_of(source: str, names: list[str] | tuple[str, ...]) -> str:
    """The source of the named top-level functions as they were written, without docstrings.

    Where the source can't be parsed, a line that says so.
    """
    if line := broken_line(source):
        return f"# this can't be parsed yet: look at line {line}"
    body = ast.parse(source).body
    lines = source.splitlines()
    parts = []
    for node in body:
        if _name_of(node) in names:
            decorators = getattr(node, "decorator_list", [])
            first = min([node.lineno, *(d.lineno for d in decorators)])
            skipped = _docstring_lines(node)
            kept = [n for n in range(first, (node.end_lineno or first) + 1) if n not in skipped]
            parts.append("\n".join(lines[n - 1] for n in kept))
    return "\n\n\n".join(parts)


def _docstring_lines(node: ast.stmt) -> range:
    """The lines of a docstring; none where it is the whole body, or code is on the same line."""
    match node:
        case ast.FunctionDef(
            body=[ast.Expr(value=ast.Constant(value=str())) as docstring, _, *_]
        ) if docstring.lineno > node.lineno:
            return range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1)
    return range(0)


def _name_of(node: ast.stmt) -> str | None:
    """The name that a top-level statement defines: a function, a class, `name = lambda …`."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return None


def _reference_module(workspace: Workspace, assignment: Assignment) -> Path:
    module = workspace.course.solution_dir(assignment) / assignment.module
    if assignment.why_unexplained or not module.is_file():
        why = workspace.why_no_solutions(assignment)
        raise CourseError(f"The solutions are not here: {why}")
    return module
