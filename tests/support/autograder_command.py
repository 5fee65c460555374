"""`autograder …` as typed in a folder, but inside the test's own process."""

import contextlib
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

from click.testing import CliRunner, Result

from autograder.cli import main
from tests.support.processes import no_new_processes


def autograder(folder: Path, words: str, environment: Mapping[str, str] | None = None) -> Result:
    """Run the command in a folder, with these variables beside those of the test.

    An exception that the command doesn't turn into words is raised here.
    """
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, environment or {}),
        no_new_processes(),
    ):
        return CliRunner().invoke(main, shlex.split(words), catch_exceptions=False)
