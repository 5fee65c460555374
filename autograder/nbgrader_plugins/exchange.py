"""What nbgrader gives to an exchange and takes from it: assignments that course.yml allows.

A hub may have another exchange than nbgrader's own, such as ngshare. It names it in its settings,
which are read before those of a course. So each class here does the check, and then lets the class
of the hub's exchange act.
"""

from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from nbgrader.exchange import default
from nbgrader.exchange.abc import Exchange

from autograder.course import Course
from autograder.errors import CourseError
from autograder.nbgrader_plugins.guard import guard, refused, require_known
from autograder.nbgrader_plugins.release import NOT_RELEASED
from autograder.release.leaks import check_release, read_release


class _Guarded(Exchange):  # type: ignore[misc]  # nbgrader has no types
    role: ClassVar[str]
    """the name of nbgrader's class, which is also its name in another exchange"""
    options: ClassVar[tuple[str, ...]] = ()
    """what nbgrader sets on the object itself, and not in its configuration"""

    def start(self) -> None:
        """Act, unless course.yml doesn't know the assignment. Raises Refused."""
        self.check(guard(self.coursedir, {self.coursedir.assignment_id}, self.log))
        other = _class_of_the_hub(self.config, self.role)
        if other is None:
            super().start()
            return
        theirs = other(
            coursedir=self.coursedir, authenticator=self.authenticator, parent=self.parent
        )
        for name in self.options:
            setattr(theirs, name, getattr(self, name))
        theirs.start()

    def check(self, course: Course) -> None:
        """What has to be right besides. Raises Refused."""


class GuardedRelease(_Guarded, default.ExchangeReleaseAssignment):  # type: ignore[misc]
    """Gives a release to the students, unless there is something secret in it now."""

    role = "ExchangeReleaseAssignment"

    def check(self, course: Course) -> None:
        """Search the release once more: it may have been edited since."""
        name = self.coursedir.assignment_id
        folder = Path(self.coursedir.format_path(self.coursedir.release_directory, ".", name))
        try:
            assignment = require_known(course, name, self.coursedir.db_url)
            if assignment is not None and folder.is_dir():
                check_release(course, assignment, read_release(folder))
        except CourseError as error:
            raise refused(error, self.log, NOT_RELEASED) from None


class GuardedCollect(_Guarded, default.ExchangeCollect):  # type: ignore[misc]
    """Takes what students submitted."""

    role = "ExchangeCollect"
    options = ("update",)


class GuardedFeedback(_Guarded, default.ExchangeReleaseFeedback):  # type: ignore[misc]
    """Gives feedback pages to the students."""

    role = "ExchangeReleaseFeedback"


def _class_of_the_hub(config: Any, role: str) -> Any:
    """The class of another exchange than nbgrader's; None where the hub has no other."""
    named = config.ExchangeFactory.get("exchange", default.Exchange)
    name = named if isinstance(named, str) else f"{named.__module__}.{named.__qualname__}"
    module = name.rpartition(".")[0]
    if module.startswith("nbgrader."):
        return None
    while module:  # a package may offer what its modules define
        found = getattr(import_module(module), role, None)
        if found is not None:
            return found
        module = module.rpartition(".")[0]
    raise ImportError(f"the exchange {name} has no {role}")
