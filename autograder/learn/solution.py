"""The reference and the learner's own version: after a pass, or when asked for twice."""

import ast
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment, Task
from autograder.errors import CourseError
from autograder.learn.parsing import broken_line
from autograder.learn.workspace.workspace import Workspace
from autograder.solution_markers import without_markers
from autograder.top_level import docstring_lines, name_of


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
        if name_of(node) in names:
            decorators = getattr(node, "decorator_list", [])
            first = min([node.lineno, *(d.lineno for d in decorators)])
            skipped = docstring_lines(node)
            kept = [n for n in range(first, (node.end_lineno or first) + 1) if n not in skipped]
            parts.append("\n".join(lines[n - 1] for n in kept))
    return "\n\n\n".join(parts)


def _reference_module(workspace: Workspace, assignment: Assignment) -> Path:
    module = workspace.course.solution_dir(assignment) / assignment.module
    if assignment.why_unexplained or not module.is_file():
        why = workspace.why_no_solutions(assignment)
        raise CourseError(f"The solutions are not here: {why}")
    return module
