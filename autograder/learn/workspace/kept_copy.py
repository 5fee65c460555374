"""The last copy of a module that was checked, for the case that another program writes over it."""

from contextlib import suppress
from pathlib import Path

from autograder.atomic import replace_file
from autograder.course import Assignment
from autograder.learn.workspace.workspace import Workspace
from autograder.notebook_scripts import defines_any, is_script_of_notebook


def keep_copy(workspace: Workspace, assignment: Assignment) -> str:
    """Keep a copy of the module as it is. Where it became a script of the notebook, say so.

    Nothing is kept where the workspace is a single folder. A full disk is no reason to stop.
    """
    try:
        source = workspace.module(assignment).read_bytes()
    except OSError:
        return ""
    functions = [name for task in assignment.tasks for name in task.functions]
    kept = _place(workspace, assignment)
    if is_script_of_notebook(source, functions):
        return _notice(assignment, kept)
    if kept and defines_any(source, functions):
        with suppress(OSError):
            if not kept.is_file() or kept.read_bytes() != source:
                kept.parent.mkdir(parents=True, exist_ok=True)
                replace_file(kept, source)
    return ""


def _place(workspace: Workspace, assignment: Assignment) -> Path | None:
    if workspace.state.path is None:
        return None
    return workspace.private / "checked" / assignment.name / assignment.module


def _notice(assignment: Assignment, kept: Path | None) -> str:
    module = assignment.module
    what = (
        f"{module} is now a script of {assignment.notebook}: jupytext or nbconvert wrote it over "
        "your functions."
    )
    if kept and kept.is_file():
        return f"{what} The copy that was checked last is {kept}; copy it back to {module}."
    return f"{what} Take your own {module} back from your editor, from git or from a backup."
