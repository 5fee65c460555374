"""What can go wrong with a learner's program, as exceptions whose message a learner may read.

Everything in these messages that came out of a worker is the learner's text: control
characters, terminal escapes and bidirectional overrides are taken out. It is no longer than what a
person reads, about 200 bytes in all: a program could send out what it was called with.
"""

from autograder.text import brief, visible

LONGEST_TYPE, LONGEST_TEXT, LONGEST_NAME = 30, 170, 60
"""in bytes: an exception's class name, its words; a name that the program chose"""


class SandboxUnavailable(Exception):  # noqa: N818
    """This machine offers no isolation that hidden grading may rely on. The message says why."""


class SandboxBroken(Exception):  # noqa: N818
    """The sandbox itself failed or was killed from outside; the submission had no part in it."""


class WorkerFault(Exception):  # noqa: N818
    """A learner's program gave no usable answer; `message` tells the learner why."""

    def __init__(self, message: str) -> None:
        self.message = visible(message)
        super().__init__(self.message)


class StudentError(WorkerFault):
    """The learner's program raised.

    `type` is the exception's class name, `text` its words, `line` the line of the learner's own
    file (1-based, None if none took part), `source_line` that line, `offset` the column of a
    syntax error (1-based, else None).
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
        hint = f" Did you mean it to be `{self.near}`?" if self.near else ""
        super().__init__(f"{filename} has no function `{self.name}`.{hint}")


class NotCallable(WorkerFault):
    """The name is there, but what it holds can't be called."""

    def __init__(self, name: str, filename: str, description: str) -> None:
        self.name = visible(name, 100)
        what = brief(description, LONGEST_NAME)
        super().__init__(f"`{self.name}` in {filename} is {what}, not a function.")


class CallTimeout(WorkerFault):
    """No complete answer came before the deadline; the worker was stopped."""

    def __init__(self, what: str, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"{what} was still running after {seconds:g} s and was stopped.")


class CallNotTried(WorkerFault):
    """A call that was left out, because an earlier one did not come to an end."""


class WorkerDied(WorkerFault):
    """The process that ran the learner's program ended; `reason` says how."""

    def __init__(self, what: str, reason: str) -> None:
        self.reason = visible(reason, 200)
        super().__init__(f"{what} ended the program: it {self.reason}.")


class BadReply(WorkerFault):
    """What came back is not an answer in the agreed form: too large, malformed, or forged."""

    def __init__(self, what: str, reason: str) -> None:
        self.reason = visible(reason, 200)
        super().__init__(f"{what} sent back something that can't be read: {self.reason}.")
