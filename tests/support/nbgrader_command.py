"""nbgrader's commands, each in a process of its own that has imported nbgrader already.

The import takes longer than most commands do. So one process imports nbgrader and does nothing
else, and each command is a fork of it.
"""

import atexit
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path

_IMPORTED = ["nbgrader.apps.nbgraderapp", "nbgrader.converters", "nbgrader.plugins"]
_SECONDS = 300


def nbgrader(
    root: Path, *words: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `nbgrader words…` in the folder `root`, by default in the test's environment."""
    command = ["nbgrader", *words]
    context = get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    with tempfile.TemporaryDirectory() as folder:
        printed = [Path(folder, "out"), Path(folder, "err")]
        given = dict(os.environ if environment is None else environment)
        process = context.Process(target=_run, args=(root, command, given, printed))
        process.start()
        process.join(_SECONDS)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(command, _SECONDS)
        out, err = (file.read_text() for file in printed)
        return subprocess.CompletedProcess(command, process.exitcode, out, err)


def _run(root: Path, command: list[str], environment: dict[str, str], printed: list[Path]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(root)
    for descriptor, path in enumerate(printed, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), descriptor)
    sys.argv = command
    from nbgrader.apps.nbgraderapp import main

    try:
        main()
    finally:  # what the interpreter does at a program's end, and multiprocessing does not
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
