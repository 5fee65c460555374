"""A worker as the trusted process sees it: load a program, call its functions, trust nothing."""

import difflib
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np

from autograder.sandbox import wire
from autograder.sandbox.faults import (
    BadReply,
    CallTimeout,
    MissingFunction,
    NotCallable,
    SandboxBroken,
    StudentError,
    WorkerDied,
    printable,
)
from autograder.sandbox.headroom import bounded_memory

_STAND_IN_MEMORY = 512 << 20
_ADVICE = {
    "ModuleNotFoundError": "only NumPy and Python's standard library are there when a submission is graded",
    "PermissionError": "a graded program can't use files, the network or other processes",
    "FileNotFoundError": "a graded program can't use files: there are none beside it",
    "SystemExit": "a module must not exit; put such a call under if __name__ == '__main__':",
    "MemoryError": "it needs more memory than a graded program gets",
}


class WorkerProcess(Protocol):
    """A process that runs a learner's program, and the connection to it."""

    def refuse_unasked(self) -> None: ...
    def send(self, frame: bytes, deadline: float) -> None: ...
    def receive(self, deadline: float) -> Any: ...
    def end(self) -> None: ...
    def how_it_ended(self) -> str:
        """For a learner: "was killed by …". Raises SandboxBroken if it wasn't the program's doing."""
        ...


class Worker:
    """One learner's program in a process of its own.

    Every method that asks it something raises a `WorkerFault` when no usable answer comes. After
    CallTimeout, WorkerDied and BadReply the process is gone and every further call raises the same.
    """

    def __init__(
        self,
        process: WorkerProcess,
        source: bytes,
        filename: str = "submission.py",
        stand_ins: Mapping[str, Callable[..., Any]] | None = None,
        hide: Iterable[str] = (),
    ) -> None:
        self._process = process
        self._source = source
        self._filename = filename
        self._stand_ins = dict(stand_ins or {})
        self._hide = list(hide)
        self._verdict: CallTimeout | WorkerDied | BadReply | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def load(self, seconds: float) -> None:
        """Import the learner's module. Raises StudentError for what it raises, SyntaxError included."""
        self._ask(
            self._filename,
            seconds,
            "load",
            self._source,
            self._filename,
            [*self._stand_ins],
            self._hide,
        )

    def call(self, name: str, args: Sequence[Any], seconds: float) -> Any:
        """What the learner's function `name` returns for `args`, as plain data; see `wire.Opaque`."""
        return self._ask(f"{name}(…)", seconds, "call", name, list(args))

    def run(self, script: str, name: str, args: Sequence[Any], seconds: float) -> Any:
        """What `name(module, *args)` returns, a function that the source text `script` defines.

        It runs in the worker, where the learner's program can see it, and finds `np` besides its arguments.
        """
        return self._ask(f"the check {name}", seconds, "run", script, name, list(args))

    def close(self) -> None:
        """End the process. May be called twice."""
        self._process.end()

    def _ask(self, what: str, seconds: float, verb: str, *details: Any) -> Any:
        if self._verdict is not None:
            raise self._verdict
        deadline = time.monotonic() + seconds
        try:
            reply = self._exchange(deadline, verb, *details)
            while reply[0] == "ask":
                reply = self._exchange(deadline, "answer", *self._stand_in(reply))
            return self._read(reply, details[0])
        except TimeoutError:
            self._verdict = CallTimeout(what, seconds)
        except wire.WireError as error:
            self._verdict = BadReply(what, str(error))
        except EOFError:
            self._verdict = WorkerDied(what, self._process.how_it_ended())
        self.close()
        raise self._verdict from None

    def _exchange(self, deadline: float, verb: str, *details: Any) -> list[Any]:
        """One request and its answer, which must carry the request's nonce. Returns the answer's rest."""
        nonce = secrets.token_bytes(16)
        frame = wire.encode([verb, nonce, *details])
        self._process.refuse_unasked()
        self._process.send(frame, deadline)
        reply = self._process.receive(deadline)
        if type(reply) is not list or len(reply) < 3 or type(reply[0]) is not bytes:
            raise wire.WireError("no answer of the agreed form")
        if not secrets.compare_digest(reply[0], nonce):
            raise wire.WireError("an answer to another question")
        return reply[1:]

    def _read(self, reply: list[Any], subject: Any) -> Any:
        match reply:
            case ["value", value]:
                return value
            case ["raised", str(kind), str(text), int() | None as line, int() | None as offset]:
                raise self._student_error(kind, text, line, offset)
            case ["missing", list(names)] if all(type(name) is str for name in names):
                near = difflib.get_close_matches(
                    subject, [n for n in names[:1000] if len(n) < 100], n=1
                )
                raise MissingFunction(subject, self._filename, near[0] if near else None)
            case ["uncallable", str(description)]:
                raise NotCallable(subject, self._filename, description)
        raise wire.WireError("no answer of the agreed form")

    def _student_error(
        self, kind: str, text: str, line: int | None, offset: int | None
    ) -> StudentError:
        """What the learner's program raised, with the line taken from our copy of its source."""
        lines = self._source.decode("utf-8-sig", "replace").split("\n")
        if line is not None and not 1 <= line <= len(lines):
            line = None
        return StudentError(
            kind,
            text,
            filename=self._filename,
            line=line,
            source_line=None if line is None else lines[line - 1].rstrip(),
            offset=offset if offset is not None and 0 < offset < 10_000 else None,
            advice=_ADVICE.get(kind, ""),
        )

    def _stand_in(self, reply: list[Any]) -> tuple[Any, list[str] | None]:
        """Result of the trusted function that the worker asks for, or type and words of what it raised."""
        match reply:
            case ["ask", str(name), list(args)] if name in self._stand_ins:
                pass
            case _:
                raise wire.WireError("a question about a function that nobody offered")
        try:
            with np.errstate(all="ignore"), bounded_memory(_STAND_IN_MEMORY):
                result = self._stand_ins[name](*args)
                wire.encode(result)
        except Exception as error:
            return None, [type(error).__name__, printable(str(error), 300)]
        return result, None
