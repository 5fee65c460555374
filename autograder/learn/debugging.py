"""The first failing call of a task as a script in the learner's folder."""

import ast
from dataclasses import dataclass
from pathlib import Path

from autograder.atomic import replace_file
from autograder.course import Assignment, Task
from autograder.learn.checks.debug_answer import Script
from autograder.learn.checks.hidden import HiddenChecks
from autograder.learn.checks.public import PublicChecks
from autograder.learn.parsing import broken_line
from autograder.learn.workspace.workspace import Workspace


@dataclass(frozen=True)
class DebugFile:
    """The script that was written, and where the function begins that it calls."""

    path: Path
    module: Path
    first_line: int | None
    """the first line inside of the function; None where the module doesn't define it"""


def write_debug_script(
    workspace: Workspace, assignment: Assignment, task: Task
) -> DebugFile | None:
    """Write the script; None where all calls of the task are right.

    The public example comes first, because its arrays are small. Raises CourseError where the
    module can't be loaded.
    """
    script = _public(workspace, assignment, task) or _hidden(workspace, assignment, task)
    if script is None:
        return None
    function, text, arrays = script
    path = workspace.folder(assignment) / f"debug_{task.name}.py"
    replace_file(path, text.encode())
    if arrays:
        replace_file(path.with_suffix(".npz"), arrays)
    module = workspace.module(assignment)
    return DebugFile(path, module, first_line_of(module.read_bytes(), function))


def first_line_of(source: bytes, function: str) -> int | None:
    """The number of the first line inside of a function that a module defines."""
    if broken_line(source):
        return None
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            body = [s for s in node.body if not _is_docstring(s)] or node.body
            return body[0].lineno
    return None


def _is_docstring(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(ast.Constant(str())):
            return True
    return False


def _public(workspace: Workspace, assignment: Assignment, task: Task) -> Script | None:
    checks = PublicChecks(workspace, assignment)
    try:
        return checks.failing_script(task)
    finally:
        checks.close()


def _hidden(workspace: Workspace, assignment: Assignment, task: Task) -> Script | None:
    if not workspace.has_solutions(assignment):
        return None
    checks = HiddenChecks(workspace, assignment)
    try:
        return checks.failing_script(task)
    finally:
        checks.close()
