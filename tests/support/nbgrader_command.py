"""nbgrader's commands, each in a process of its own that has imported all that one imports."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.support.forks import Imported

_SECONDS = 300
_OURS = (
    "autograde",
    "collect",
    "config",
    "feedback_exporter",
    "generate",
    "release",
)
_IMPORTED = (
    *("nbgrader.apps.nbgraderapp", "nbgrader.converters", "nbgrader.plugins"),
    *("jupytext", "sqlalchemy.dialects.sqlite", "autograder.grading.batch"),
    *(f"autograder.nbgrader_plugins.{name}" for name in _OURS),
    *("autograder.nbgrader_plugins.save_grades", "autograder.nbgrader_plugins.up_to_date"),
    "tests.support.proven_isolation",
)


@cache
def _imported() -> Imported:
    return Imported(*_IMPORTED)


def nbgrader(
    root: Path, *words: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `nbgrader words…` in the folder `root`, by default in the test's environment."""
    given = os.environ if environment is None else environment
    command = ["nbgrader", *words]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(os.devnull) as none:
        files = (none.fileno(), out.fileno(), err.fileno())
        process = _imported().start(["-m", *command], files, cwd=root, env=given)
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        printed = []
        for file in (out, err):
            file.seek(0)
            printed.append(file.read().decode())
        return subprocess.CompletedProcess(command, process.wait(), *printed)
