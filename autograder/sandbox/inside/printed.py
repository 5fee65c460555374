"""What a learner's program prints during a call: kept, up to a limit, until the next question."""

import io

from autograder.sandbox.wire import format as wire


class Printed(io.TextIOBase):
    """In the place of standard output. Each call of a function has a text of its own."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self._calls: list[list[str]] = []
        self._room = 0

    def forget(self) -> None:
        """Begin anew: another question has come."""
        self._calls = []
        self._room = wire.MAX_PRINTED

    def begin(self, name: str) -> None:
        """A function of the module is called now; what it calls itself belongs to it."""
        if self._calls and not self._calls[-1][1]:
            self._calls.pop()
        if len(self._calls) < wire.MAX_CALLS_THAT_PRINT:
            self._calls.append([name, ""])

    def writable(self) -> bool:
        """It can be written."""
        return True

    def write(self, text: str) -> int:
        """Keep the text, or as much of it as there is room for."""
        if self._calls and self._room > 0:
            kept = str(text)[: self._room]
            self._room -= len(kept)
            self._calls[-1][1] += kept
        return len(text)

    def by_call(self) -> list[list[str]]:
        """The name of each function that printed, in the order of the calls, and its text."""
        return [call for call in self._calls if call[1]]
