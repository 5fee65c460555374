"""What can go wrong with a learner's program, as exceptions whose message a learner may read.

Everything in these messages that a worker sent is the learner's text: control characters, terminal
escapes and bidirectional overrides are removed. It is no longer than what a person reads, about 200
bytes in all: a program could send out what it was called with.
"""

import difflib
from collections.abc import Iterable, Sequence
from itertools import islice

from autograder.text import brief, visible

_NAMES, _LONGEST_NEAR = 200, 40
"""what is looked through for the nearest name"""
LONGEST_TYPE, LONGEST_TEXT, LONGEST_NAME = 30, 170, 60
"""in bytes: an exception's class name, its words; a name that the program chose"""
INDENTATION_ERRORS = ("IndentationError", "TabError")
"""the indentation itself shows what is wrong, beside that of the line above"""
TAB = "→   "
"""a tab in the indentation of a line that is shown: else nobody sees what a TabError is about"""


class SandboxUnavailable(Exception):  # noqa: N818
    """This machine has no isolation that is safe for hidden grading. The message says why."""


class SandboxBroken(Exception):  # noqa: N818
    """The sandbox itself failed or was killed from outside: not because of the submission."""


class WorkerFault(Exception):  # noqa: N818
    """A learner's program gave no usable answer; `message` says why, to the learner."""

    def __init__(self, message: str) -> None:
        self.message = visible(message)
        super().__init__(self.message)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The most similar of the names, for a name that isn't there; None where none is similar."""
    known = [n for n in islice(names, _NAMES) if len(n) < _LONGEST_NEAR]
    return next(iter(difflib.get_close_matches(name[:_LONGEST_NEAR], known, n=1)), None)


def lines_of(source: bytes, numbers: Sequence[int], kind: str) -> list[tuple[int, str]]:
    """These lines of a learner's file, each with its number; numbers that it doesn't have are out.

    Before a line with a wrong indentation comes the one above it, which it has to fit.
    """
    lines = source.decode("utf-8-sig", "replace").split("\n")
    known = [number for number in numbers if 1 <= number <= len(lines)]
    if kind in INDENTATION_ERRORS and known:
        above = [n for n in range(1, known[-1]) if lines[n - 1].strip()]
        known = [*above[-1:], known[-1]]
    return [(number, lines[number - 1].rstrip()) for number in known]


def _as_written(line: str) -> str:
    """A line of source with its indentation, where a tab can be told from blanks."""
    indent = line[: len(line) - len(line.lstrip())]
    return visible(indent.replace("\t", TAB) + line.lstrip(), 200)


def _width_of_tabs(chain: Sequence[tuple[int, str]]) -> int:
    """By how many columns the tabs of the last line move what comes after them."""
    line = chain[-1][1] if chain else ""
    return (len(TAB) - 1) * line[: len(line) - len(line.lstrip())].count("\t")


class StudentError(WorkerFault):
    """The learner's program raised.

    `type` is the exception's class name, `text` its text, `chain` the lines of the learner's own
    file that led to it, each with its number and as it is written: the last one raised. `offset` is
    the column of a syntax error, else None. Lines and columns count from 1.
    """

    def __init__(
        self,
        type: str,
        text: str,
        *,
        filename: str,
        chain: Sequence[tuple[int, str]] = (),
        offset: int | None = None,
        advice: str = "",
    ) -> None:
        self.type = brief(type, LONGEST_TYPE)
        self.text = brief(text, LONGEST_TEXT)
        self.chain = tuple((line, _as_written(source)) for line, source in chain)
        self.line = self.chain[-1][0] if self.chain else None
        """the line that raised; None if no line of the learner's file took part"""
        self.filename = filename
        self.lines = tuple(dict.fromkeys(line for line, _ in reversed(self.chain)))
        """all lines of the chain, first the one that raised"""
        self.offset = offset and offset + _width_of_tabs(chain)
        place = f" ({visible(filename, 100)}, line {self.line})" if self.line else ""
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
    """There was no complete answer before the deadline; the worker was stopped.

    `seconds` is the limit that was reached, in `used` seconds of processor time, where that is
    known. `waited` says that the program hardly computed.
    """

    def __init__(
        self, what: str, seconds: float, used: float | None = None, *, waited: bool = False
    ) -> None:
        self.seconds = seconds
        self.waited = waited
        how = f"was still running after {seconds:g} s"
        if waited:
            how = f"was still waiting after {seconds:g} s, without computing,"
        elif used is not None and used >= seconds:
            how += " of processor time"
        elif used is not None:
            how += f", in which it got {used:.1f} s of processor time,"
        super().__init__(f"{what} {how} and was stopped.")


class CallNotTried(WorkerFault):
    """The call was left out, because an earlier one did not come to an end."""


class WorkerDied(WorkerFault):
    """The process that ran the learner's program ended; `reason` says how.

    `killed` says that it was ended from outside: by the kernel, most likely.
    """

    def __init__(self, what: str, reason: str, *, killed: bool = False) -> None:
        self.killed = killed
        self.reason = visible(reason, 200)
        super().__init__(f"{what} ended the program: it {self.reason}.")


class BadReply(WorkerFault):
    """The answer does not have the right form: it is too large, malformed, or forged."""

    def __init__(self, what: str, reason: str) -> None:
        self.reason = visible(reason, 200)
        super().__init__(f"{what} sent back something that can't be read: {self.reason}.")
