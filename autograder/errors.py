"""The one exception that is meant for a person rather than for a programmer."""

from typing import ClassVar


class CourseError(Exception):
    """A person's mistake, in the course or on the command line.

    Its text is the whole message: one line for each mistake, saying what is wrong, where (file
    and line) and what to do about it. The command line prints it without a traceback and leaves
    with `exit_code`.
    """

    exit_code: ClassVar[int] = 2
