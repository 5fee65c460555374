"""What can go wrong with a learner's program, as exceptions whose message a learner may read.

Everything in these messages that a worker sent is the learner's text: control characters, terminal
escapes and bidirectional overrides are removed. It is no longer than what a person reads, about 200
bytes in all: a program could send out what it was called with.
"""

from autograder.text import brief, visible

LONGEST_TYPE, LONGEST_TEXT, LONGEST_NAME = 30, 170, 60
"""in bytes: an exception's class name, its words; a name that the program chose"""


class SandboxUnavailable(Exception):  # noqa: N818
    """This machine has no isolation that is safe for hidden grading. The message says why."""


class SandboxBroken(Exception):  # noqa: N818
    """The sandbox itself failed or was killed from outside: not because of the submission."""


class WorkerFault(Exception):  # noqa: N818
    """A learner's program gave no usable answer; `message` says why, to the learner."""

    def __init__(self, message: str) -> None:
        self.message = visible(message)
        super().__init__(self.message)


class StudentError(WorkerFault):
    """The learner's program raised.

    `type` is the exception's class name, `text` its text, `line` the number of the line in the
    learner's own file (None if no line of it took part), `source_line` that line, `offset` the
    column of a syntax error, else None. Lines and columns count from 1.
    """

    def __init__(
        self,
        type: str,
        text: str,
        *,
        filename: str,
        line: int | None = None,
        source_line: str | None = None,
        offset: int | None = None,
        advice: str = "",
    ) -> None:
        self.type = brief(type, LONGEST_TYPE)
        self.text = brief(text, LONGEST_TEXT)
        self.line = line
        self.source_line = None if source_line is None else visible(source_line, 200)
        self.offset = offset
        place = f" ({visible(filename, 100)}, line {line})" if line else ""
        words = f": {self.text}" if self.text else ""
        super().__init__(f"{self.type}{words}{place}{advice and ' — ' + advice}")


class MissingFunction(WorkerFault):
    """The module has no such function; `near` is the most similar name that it has, or None."""

    def __init__(self, name: str, filename: str, near: str | None) -> None:
        self.name = visible(name, 100)
        self.near = None if near is None else brief(near, LONGEST_NAME)
        hint = f" If `{self.near}` is this function, correct its name." if self.near else ""
        super().__init__(f"{filename} has no function `{self.name}`.{hint}")


class NotCallable(WorkerFault):
    """The module has this name, but it is not a function."""

    def __init__(self, name: str, filename: str, description: str) -> None:
        self.name = visible(name, 100)
        what = brief(description, LONGEST_NAME)
        super().__init__(f"`{self.name}` in {filename} is {what}, not a function.")


class CallTimeout(WorkerFault):
    """There was no complete answer before the deadline; the worker was stopped."""

    def __init__(self, what: str, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"{what} was still running after {seconds:g} s and was stopped.")


class CallNotTried(WorkerFault):
    """The call was left out, because an earlier one did not come to an end."""


class WorkerDied(WorkerFault):
    """The process that ran the learner's program ended; `reason` says how."""

    def __init__(self, what: str, reason: str) -> None:
        self.reason = visible(reason, 200)
        super().__init__(f"{what} ended the program: it {self.reason}.")


class BadReply(WorkerFault):
    """The answer does not have the right form: it is too large, malformed, or forged."""

    def __init__(self, what: str, reason: str) -> None:
        self.reason = visible(reason, 200)
        super().__init__(f"{what} sent back something that can't be read: {self.reason}.")
