"""`autograder debug`: the first failing call as a script, for a breakpoint or a print."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.options import course_folder_option

if TYPE_CHECKING:
    from autograder.learn.debugging import DebugFile


@click.command()
@click.argument("words", metavar="[NAME] TASK", nargs=-1, required=True)
@click.option("--pdb", "in_pdb", is_flag=True, help="Run it in Python's debugger, pdb.")
@course_folder_option("the one that the workspace remembers")
@click.pass_context
def debug(
    ctx: click.Context, words: tuple[str, ...], in_pdb: bool, course_folder: Path | None
) -> None:
    """Write the first call of TASK that goes wrong as a script.

    The script has the arrays of the call. Run it, change it, print in your function, or stop in it
    with a breakpoint: `breakpoint()`, the one of your editor, or --pdb.
    """
    from autograder.learn.debugging import write_debug_script
    from autograder.learn.workspace.single_folder import find_work
    from autograder.report.console import console

    if len(words) > 2:
        raise click.UsageError("there is one NAME and one TASK at most", ctx)
    workspace = find_work(course_folder)
    assignment = workspace.choose(words[0] if len(words) == 2 else None)
    task = assignment.task(words[-1])
    with console(stderr=True).status("Looking for a call that goes wrong …"):
        found = write_debug_script(workspace, assignment, task)
    if found is None:
        click.echo(f"Every call of {task.name} is right: there is nothing to debug.")
        return
    click.echo(f"{found.path}\nRun it:  {_shown(found.path)}")
    if in_pdb:
        ctx.exit(_in_pdb(found))
    click.echo(f"With the debugger:  autograder debug {' '.join(words)} --pdb")


def _shown(path: Path) -> str:
    """The command that runs it, from here."""
    here = Path.cwd()
    short = path.relative_to(here) if path.is_relative_to(here) else path
    return f"python {short}"


def _in_pdb(found: "DebugFile") -> int:
    """Run the script in pdb, which stops in the function that it calls."""
    stops = [f"b {found.module}:{found.first_line}", "c"] if found.first_line else []
    options = [word for stop in stops for word in ("-c", stop)]
    command = [sys.executable, "-m", "pdb", *options, str(found.path)]
    return subprocess.run(command, cwd=found.path.parent, check=False).returncode
