"""Imported by the process that unconfined workers are forks of: what each of them imports."""

import autograder.sandbox.unconfined  # noqa: F401
from autograder.graded_imports import FAKED
from autograder.sandbox.inside.preload import preload
from autograder.sandbox.inside.worker import serve  # noqa: F401

preload(FAKED)
