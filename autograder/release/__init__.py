"""From the secret side to the public side: stub, notebook, public checks, and no leak.

Files in, files out: nothing here loads nbgrader, whose own step is in `nbgrader_plugins`.
"""

from autograder.release.files import check_sources
from autograder.release.leaks import LeakError
from autograder.release.stub import strip_solution

__all__ = ["LeakError", "check_sources", "strip_solution"]
