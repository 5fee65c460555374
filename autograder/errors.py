"""The one exception whose text is for a person, not for a programmer."""

from typing import ClassVar


class CourseError(Exception):
    """A person's mistake, in the course or on the command line.

    Its text is the whole message: one line for each mistake, with what is wrong, where (file and
    line) and what to do. The command line prints it without a traceback and ends with `exit_code`.
    """

    exit_code: ClassVar[int] = 2
