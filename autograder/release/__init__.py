"""From the secret side to the public side: stub, notebook, public checks, and no leak."""

from autograder.nbgrader_plugins.generate import check_sources, release_assignment
from autograder.release.leaks import LeakError
from autograder.release.stub import strip_solution

__all__ = ["LeakError", "check_sources", "release_assignment", "strip_solution"]
