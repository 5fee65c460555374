"""What the handle of a worker needs of the process behind it, confined or not."""

from typing import Any, Protocol

from autograder.sandbox.deadline import Deadline


class WorkerProcess(Protocol):
    """A process that runs a learner's program, and the connection to it.

    `send` and `receive` raise TimeoutError at the deadline, EOFError when the connection is closed.
    """

    killed: bool
    """whether somebody else ended it; known after `how_it_ended`"""

    def refuse_unasked(self) -> None:
        """Raises WireError if an answer is there before anything was asked."""

    def send(self, frame: bytes, deadline: Deadline) -> None:
        """Send the whole frame."""

    def receive(self, deadline: Deadline) -> Any:
        """The next frame's value. Raises WireError if it is malformed or more follows it."""

    def end(self) -> None:
        """Kill the process. May be called twice."""

    def how_it_ended(self) -> str:
        """For a learner, "was …". Raises SandboxBroken if the program did not cause it."""

    def processor_seconds(self) -> float | None:
        """The processor time that it has used so far; None where the system doesn't tell."""

    def peak_memory(self) -> int:
        """The most bytes that it had in memory so far; 0 where the system doesn't tell."""
