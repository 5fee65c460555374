"""From the secret files of an assignment to the public ones, without a leak.

Nothing here imports nbgrader, whose own step is in `nbgrader_plugins`.
"""

from autograder.release.files import check_sources
from autograder.release.leaks import LeakError
from autograder.release.stub import strip_solution

__all__ = ["LeakError", "check_sources", "strip_solution"]
