"""A worker as the trusted process sees it: load a program, call its functions, trust nothing."""

import functools
import marshal
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np

from autograder.sandbox.deadline import Deadline
from autograder.sandbox.faults import (
    BadReply,
    CallTimeout,
    MissingFunction,
    NotCallable,
    StudentError,
    WorkerDied,
    lines_of,
    nearest,
)
from autograder.sandbox.resource_limits import bounded_memory, check_arguments
from autograder.sandbox.substitute import Substitute
from autograder.sandbox.usage import MIB
from autograder.sandbox.wire import format as wire
from autograder.sandbox.wire.encoding import encode
from autograder.sandbox.wire.flat import Leaf
from autograder.sandbox.worker_process import WorkerProcess
from autograder.text import visible

Program = tuple[bytes, str, tuple[str, ...]]
"""source, file name, and the functions that will be called"""
Compiled = tuple[np.ndarray, bool]
"""bytecode, and whether the program is stateless"""

_SUBSTITUTES_MEMORY = 512 << 20
_QUESTIONS = ("ask", "passed over")
"""how a program in the middle of a call asks for a trusted function, or says that it called its own
"""
_ADVICE = {
    "ModuleNotFoundError": "a graded program can import NumPy and Python's standard library only",
    "PermissionError": "a graded program can't use files, the network or other processes",
    "FileNotFoundError": "a graded program can't use files: there are none in its folder",
    "SystemExit": "a module must not exit; do that only under `if __name__ == '__main__':`",
    "MemoryError": "it needs more memory than a graded program gets",
}


Form = tuple[list[Leaf], list[int], np.ndarray]
"""the results of one form: their leaves, which variants have it, a row of numbers for each"""


def _form(entry: Any) -> Form | None:
    """A form that a worker has sent, or None where it is none."""
    match entry:
        case [list(leaves), list(chosen), np.ndarray(ndim=2) as rows] if (
            rows.dtype == np.float64
            and len(rows) == len(chosen)
            and all(type(number) is int for number in chosen)
        ):
            return leaves, chosen, rows
    return None


@functools.lru_cache(64)
def _bytecode(script: str) -> bytes:
    return marshal.dumps(compile(script, "<check>", "exec", dont_inherit=True))


def _timeout(what: str, deadline: Deadline) -> CallTimeout:
    """Which limit was reached, in words."""
    if not deadline.measured:
        return CallTimeout(what, deadline.seconds)
    if deadline.used_up:
        return CallTimeout(what, deadline.seconds, deadline.seconds)
    return CallTimeout(what, deadline.wall_seconds, deadline.used, waited=deadline.idle)


def _is_printed(said: Any) -> bool:
    """Whether this is a list of pairs of texts, as short as a worker of ours sends it."""
    if type(said) is not list or len(said) > wire.MAX_CALLS_THAT_PRINT:
        return False
    texts = [text for pair in said if type(pair) is list and len(pair) == 2 for text in pair]
    right = len(texts) == 2 * len(said) and all(type(text) is str for text in texts)
    return right and sum(map(len, texts)) <= 2 * wire.MAX_PRINTED


class ProcessWorker:
    """One learner's program in a process of its own.

    Every method that asks it something raises a `WorkerFault` when there is no usable answer. After
    CallTimeout, WorkerDied and BadReply the process is gone, and every later call raises the same.
    The `seconds` of a question are processor time (see `Deadline`).
    """

    def __init__(
        self,
        process: WorkerProcess,
        source: bytes,
        filename: str = "submission.py",
        substitutes: Mapping[str, Callable[..., Any]] | None = None,
        compiled: dict[Program, Compiled] | None = None,
    ) -> None:
        self._process = process
        self._time_read = process.processor_seconds()
        self._begun = self._time_read or 0.0
        self._source = source
        self._filename = filename
        self._substitutes = {
            name: function if isinstance(function, Substitute) else Substitute(function)
            for name, function in (substitutes or {}).items()
        }
        self._compiled = {} if compiled is None else compiled
        self._loaded = False
        self._open = True
        self._fatal: CallTimeout | WorkerDied | BadReply | None = None
        self.cpu_seconds = 0.0
        """processor time of the program, at its last answer"""
        self.peak_memory_mib = 0.0
        """the most memory of the process; known when it is closed"""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def load(self, seconds: float, functions: Sequence[str] = ()) -> bool:
        """Import the learner's module, once. Raises StudentError for whatever that raises.

        Returns whether no call of these functions can leave anything behind for a later one. The
        worker decides that from the source, before any of it has run.
        """
        assert not self._loaded, "a worker loads one program, once"
        deadline = self._deadline(seconds)
        key = (self._source, self._filename, tuple(functions))
        if key not in self._compiled:
            self._compiled[key] = self._compile(deadline, list(functions))
        code, stateless = self._compiled[key]
        self._loaded = True
        arities = {name: substitute.arity for name, substitute in self._substitutes.items()}
        self._ask(self._filename, deadline, "load", code, self._filename, arities)
        return stateless

    def _compile(self, deadline: Deadline, functions: list[str]) -> Compiled:
        details = self._source, self._filename, functions
        match self._ask(self._filename, deadline, "compile", *details):
            case [np.ndarray() as code, bool(stateless)]:
                return code, stateless
        self._fatal = BadReply(self._filename, "it is too large when compiled")
        self.close()
        raise self._fatal

    def call(self, name: str, args: Sequence[Any], seconds: float) -> Any:
        """What the learner's function `name` returns, as plain data or a `wire.Opaque`."""
        return self._ask(f"{name}(…)", self._deadline(seconds), "call", name, list(args))

    def follow(
        self,
        steps: list[list[Any]],
        last_uses: list[int],
        wanted: list[int],
        what: str,
        seconds: float,
    ) -> list[Any]:
        """The values at the places `wanted`, after several steps (see grading/tracing.py).

        The learner's program can see all the calls and their arguments from the first call on.
        `what` names the calls in messages.
        """
        details = steps, last_uses, wanted
        values = self._ask(what, self._deadline(seconds), "follow", *details)
        if type(values) is wire.Opaque:  # too much, or nested too deeply
            return [values] * len(wanted)
        if type(values) is not list or len(values) != len(wanted):
            self._fatal = BadReply(what, "not as many values as were asked for")
            self.close()
            raise self._fatal
        return values

    def variants(
        self, source: str, numbers: list[int], verb: str, details: list[Any], seconds: float
    ) -> list[Form]:
        """What a call ("call" or "follow", with its details) gives in variants of the program.

        `source` is the program's text with all its variants (see grading/variants.py), empty for
        that of the last time. What the worker says is data that it may have made up.
        """
        what, question = "a variant of the program", (source, numbers, verb, details)
        reply = self._ask(what, self._deadline(seconds), "variants", *question)
        forms = [_form(entry) for entry in reply] if type(reply) is list else []
        if None in forms or type(reply) is not list:
            self._fatal = BadReply(what, "not the form that was asked for")
            self.close()
            raise self._fatal
        return [form for form in forms if form is not None]

    def printed(self, seconds: float) -> list[tuple[str, str]]:
        """What the program printed during the last question: pairs of function and text.

        Raises WorkerFault, as every question does. The program chose all of it.
        """
        said = self._ask("print(…)", self._deadline(seconds), "printed")
        if not _is_printed(said):
            self._fatal = BadReply("print(…)", "more than was asked for")
            self.close()
            raise self._fatal
        return [(name, text) for name, text in said]

    def run(self, script: str, name: str, args: Sequence[Any], seconds: float) -> Any:
        """What `name(module, *args)` returns, a function that the source text `script` defines.

        It runs in the worker, where the learner's program can see it: it must contain no secret.
        Besides its arguments, only `np` is there.
        """
        details = _bytecode(script), name, list(args)
        return self._ask(name, self._deadline(seconds), "run", *details)

    def close(self) -> None:
        """End the process. May be called twice."""
        if self._open:
            self._open = False
            self.peak_memory_mib = self._process.peak_memory() / MIB
            self._process.end()

    def _deadline(self, seconds: float) -> Deadline:
        # between two questions a worker does nothing, so what was read last is true
        return Deadline(self._process.processor_seconds, seconds, self._time_read)

    def _ask(self, what: str, deadline: Deadline, verb: str, *details: Any) -> Any:
        if self._fatal is not None:
            raise self._fatal
        try:
            reply = self._exchange(deadline, verb, *details)
            if reply[0] in _QUESTIONS:
                with np.errstate(all="ignore"), bounded_memory(_SUBSTITUTES_MEMORY):
                    while reply[0] in _QUESTIONS:
                        begun = time.process_time()
                        answer = self._substitute(reply)
                        deadline.charge(time.process_time() - begun)
                        reply = self._exchange(deadline, "answer", *answer)
            return self._read(reply)
        except TimeoutError:
            self._fatal = _timeout(what, deadline)
        except wire.WireError as error:
            self._fatal = BadReply(what, str(error))
        except EOFError:
            reason = self._process.how_it_ended()
            # the kernel's own limit on its processor time ends a worker, too
            if deadline.used_up:
                self._fatal = _timeout(what, deadline)
            else:
                self._fatal = WorkerDied(what, reason, killed=self._process.killed)
        finally:
            self._time_read = self._process.processor_seconds()
            self.cpu_seconds = (self._time_read or 0.0) - self._begun
            if self._fatal is not None:
                self.close()
        raise self._fatal from None

    def _exchange(self, deadline: Deadline, verb: str, *details: Any) -> list[Any]:
        """The answer to one request, without the nonce, which must be the request's own."""
        nonce = secrets.token_bytes(16)
        frame = encode([verb, nonce, *details])
        self._process.refuse_unasked()
        self._process.send(frame, deadline)
        reply = self._process.receive(deadline)
        if type(reply) is not list or len(reply) < 3:
            raise wire.WireError("an answer of the wrong form")
        if [type(part) for part in reply[:2]] != [bytes, str]:
            raise wire.WireError("an answer of the wrong form")
        if not secrets.compare_digest(reply[0], nonce):
            raise wire.WireError("an answer to another question")
        answer: list[Any] = reply[1:]
        return answer

    def _read(self, reply: list[Any]) -> Any:
        match reply:
            case ["value", value]:
                return value
            case ["raised", str(kind), str(text), list(lines), None | int() as offset] if len(
                lines
            ) <= wire.MAX_LINES and all(type(line) is int for line in lines):
                raise self._student_error(kind, text, lines, offset)
            case ["missing", str(name), list(names)] if all(type(n) is str for n in names):
                raise MissingFunction(name, self._filename, nearest(name, names))
            case ["uncallable", str(name), str(description)]:
                raise NotCallable(name, self._filename, description)
        raise wire.WireError("an answer of the wrong form")

    def _student_error(
        self, kind: str, text: str, lines: list[int], offset: int | None
    ) -> StudentError:
        """What the learner's program raised, with the lines from our own copy of its source."""
        return StudentError(
            kind,
            text,
            filename=self._filename,
            chain=lines_of(self._source, lines, kind),
            offset=offset if offset is not None and 0 < offset < 10_000 else None,
            advice=_ADVICE.get(kind, ""),
        )

    def _substitute(self, reply: list[Any]) -> tuple[Any, list[str] | None]:
        """The result of the trusted function that the worker asks for, or what it raised."""
        match reply:
            case ["ask", str(name), list(args)] if name in self._substitutes:
                function = self._substitutes[name]
            case ["passed over", str(name)] if name in self._substitutes:
                self._substitutes[name].passed_over = True
                return None, None
            case _:
                raise wire.WireError("a question about a function that nobody offered")
        try:
            check_arguments(args)
            result = function(*args)
            encode(result)
        except Exception as error:
            return None, [type(error).__name__, visible(str(error), 300)]
        return result, None
