"""The worker's own loop: load the learner's module, answer calls. Runs beside hostile code.

Nothing here protects anything: the learner's program can change all of it. The confinement of the
process protects, and the trusted process, which reads the answers strictly.
"""

import builtins
import marshal
import os
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox.inside.nobody import no_debugger
from autograder.sandbox.inside.printed import Printed
from autograder.sandbox.inside.stateless import is_stateless
from autograder.sandbox.inside.substitution import for_the_same_call, put_in_place
from autograder.sandbox.inside.variants import CHOSEN, fresh, results_of
from autograder.sandbox.wire import format as wire
from autograder.sandbox.wire.decoding import decode
from autograder.sandbox.wire.encoding import describe, encode


def serve(requests: int, answers: int) -> None:
    """Answer requests until there are no more; then the process ends. Both are descriptors."""

    def read_some(size: int) -> bytes:
        return os.read(requests, size) or os._exit(0)

    def receive() -> Any:
        return decode(*wire.read_frame(read_some, trusted=True), trusted=True)

    def send(message: Any) -> None:
        rest = memoryview(encode(message, lenient=True))
        while rest:
            rest = rest[os.write(answers, rest) :]

    program = _Program(receive, send)
    sys.stdout = program.output
    sys.breakpointhook = no_debugger
    while True:
        program.answer(receive())


def _copied(value: Any) -> Any:
    """Arrays are copied, tuples and lists made again, everything else stays as it is."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, tuple | list):
        return (tuple if isinstance(value, tuple) else list)(map(_copied, value))
    return value


class _NoFunction(Exception):  # noqa: N818 - an answer, not an error
    """The module does not have it, or it is not a function; `answer` says which."""

    def __init__(self, answer: list[Any]) -> None:
        self.answer = answer


class _Program:
    """The learner's module and the requests it answers. Every verb returns an answer's parts."""

    def __init__(self, receive: Callable[[], Any], send: Callable[[Any], None]) -> None:
        self.receive = receive
        self.send = send
        self.nonce = b""
        self.filename = ""
        self.module = types.ModuleType("submission")
        self.errors = np.geterr()
        self.output = Printed()
        verbs = (
            *(self.compile, self.load, self.call, self.follow, self.run),
            *(self.printed, self.variants),
        )
        self.verbs = {verb.__name__: verb for verb in verbs}
        self.arities: dict[str, int | None] = {}
        self.varied: types.ModuleType | None = None
        self.variants_text = ""

    def answer(self, request: list[Any]) -> None:
        """Do what the request says, and send the result."""
        verb, self.nonce, *details = request
        if verb != "printed":
            self.output.forget()
        np.seterr(**self.errors)  # no call of the module begins with another call's settings
        try:
            reply = self.verbs[verb](*details)
        except BaseException as error:
            reply = ["raised", *self.account(error)]
        self.reply(reply)

    def reply(self, reply: list[Any]) -> None:
        """Send an answer; a value that can't be sent is described instead."""
        try:
            self.send([self.nonce, *reply])
        except Exception as error:
            unsent = wire.Opaque(f"something that could not be sent ({type(error).__name__})")
            self.send([self.nonce, "value", unsent])

    def compile(self, source: bytes, filename: str, functions: list[str]) -> list[Any]:
        """The module's bytecode, and whether its functions are stateless.

        Nothing of the source has run, so this answer can be trusted.
        """
        self.filename = filename
        code = compile(source.decode("utf-8-sig"), filename, "exec", dont_inherit=True)
        whole = np.frombuffer(marshal.dumps(code), np.uint8)
        return ["value", [whole, is_stateless(source, functions)]]

    def load(self, code: np.ndarray, filename: str, arities: dict[str, int | None]) -> list[Any]:
        """Import the module. From here on, hostile code controls the process.

        `arities` has a name for each function to be replaced: how many arguments ours takes.
        """
        self.filename = filename
        stem = filename.removesuffix(".py")
        module = self.module = types.ModuleType(stem)
        module.__file__ = filename
        sys.modules[stem] = module
        exec(marshal.loads(code.data), module.__dict__)
        self.errors = np.geterr()
        self.arities = arities
        self.replace_functions(module)
        return ["value", None]

    def replace_functions(self, module: types.ModuleType) -> None:
        """Put the functions of the trusted process in the place of the module's own."""
        put_in_place(module, {name: self.substitute(name, n) for name, n in self.arities.items()})

    def call(self, name: str, args: list[Any]) -> list[Any]:
        """What a function of the module returns."""
        try:
            function = self.function(name)
            self.output.begin(name)
            return ["value", function(*args)]
        except _NoFunction as none:
            return none.answer

    def follow(self, steps: list[list[Any]], last_uses: list[int], wanted: list[int]) -> list[Any]:
        """Take the steps (see grading/tracing.py); the values at the wanted places afterwards."""
        values: list[Any] = []
        done_with: list[list[int]] = [[] for _ in range(len(steps) + 1)]
        for place, last in enumerate(last_uses):
            done_with[last].append(place)
        try:
            for step, places in zip(steps, done_with, strict=False):
                values.append(self.step(values, *step))
                for place in places:
                    values[place] = None  # a result may be large, and a training loop long
        except _NoFunction as none:
            return none.answer
        return ["value", [values[place] for place in wanted]]

    def step(self, values: list[Any], word: str, *details: Any) -> Any:
        """The value of one step; a place is the index of an earlier value."""
        match word, *details:
            case "call", name, places:
                self.output.begin(name)
                return self.function(name)(*[values[place] for place in places])
            case "item", place, key:
                return values[place][key]
            case "value", value:
                return value
            case "dict", keys, places:
                return {key: values[place] for key, place in zip(keys, places, strict=True)}
            case (("list" | "tuple"), places):
                return (list if word == "list" else tuple)(values[place] for place in places)
            case "strided", array:
                return np.repeat(array, 2, axis=0)[::2]
            case "distinct", place, other:
                return values[place] is not values[other]
            case "random", place:
                return values[place].random()
            case "each", place, copies:
                return [_copied(item) if copies else item for item in values[place]]
        raise ValueError(f"a step of the wrong form: {word}")

    def printed(self) -> list[Any]:
        """What the functions of the last question printed, call by call."""
        return ["value", self.output.by_call()]

    def run(self, script: bytes, name: str, args: list[Any]) -> list[Any]:
        """What a script returns: a function of the module and `args`."""
        space: dict[str, Any] = {"np": np, "__name__": "script"}
        exec(marshal.loads(script), space)
        try:
            return ["value", space[name](self.module, *args)]
        except AttributeError as error:
            if error.obj is not self.module or error.name is None:
                raise
            return self.missing(error.name)

    def variants(self, source: str, numbers: list[int], verb: str, details: list[Any]) -> list[Any]:
        """What a question gives in these variants of the module (see variants.py).

        `source` is the text that has all of them; empty for that of the last time.
        """
        own = self.module
        try:
            if source or self.varied is None:
                self.varied = self.module = types.ModuleType(own.__name__)
                vars(self.varied).update({"__file__": self.filename, CHOSEN: 0})
                exec(compile(source, self.filename, "exec", dont_inherit=True), vars(self.varied))
                self.replace_functions(self.varied)
                self.variants_text = source
            self.module = self.varied
            ask = self.verbs[verb]
            results = results_of(
                self.module, self.variants_text, numbers, lambda: ask(*fresh(details))
            )
            return ["value", results]
        finally:
            self.module = own

    def function(self, name: str) -> Callable[..., Any]:
        """A function of the module by its name. Raises _NoFunction."""
        try:
            function: Any = getattr(self.module, name)
        except AttributeError:
            raise _NoFunction(self.missing(name)) from None
        if not callable(function):
            raise _NoFunction(["uncallable", name, describe(function)])
        return function  # type: ignore[no-any-return]

    def missing(self, name: str) -> list[Any]:
        """The module has no such function; the names that it has."""
        return ["missing", name, [name for name in vars(self.module) if type(name) is str][:1000]]

    def substitute(self, name: str, arity: int | None = None) -> Callable[..., Any]:
        """A function that gets its result from the trusted process."""

        def ask(*args: Any) -> Any:
            self.reply(["ask", name, list(args)])
            return self.answered()

        def passed_over() -> None:
            self.reply(["passed over", name])
            self.answered()

        own = vars(self.module).get(name)
        substitute = for_the_same_call(own, arity, ask, passed_over)
        substitute.__name__ = substitute.__qualname__ = name
        return substitute

    def answered(self) -> Any:
        """What the trusted process answers. Raises what it says that its function raised."""
        _, self.nonce, result, problem = self.receive()
        if problem is None:
            return result
        kind, text = problem
        raise getattr(builtins, kind, RuntimeError)(text)

    def account(self, error: BaseException) -> list[Any]:
        """Type and text of an error, the learner's lines that led to it, a syntax error's column.

        The lines come in the order of the calls: the last one is where it was raised.
        """
        lines: list[int] = []
        offset = None
        try:
            text = str(error)
        except BaseException:
            text = "(its text can't be shown)"
        if isinstance(error, SyntaxError) and error.filename == self.filename:
            lines, offset, text = [error.lineno or 0], error.offset, str(error.msg)
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self.filename:
                lines.append(trace.tb_lineno or 0)
            trace = trace.tb_next
        return [type(error).__name__[:100], text[:1000], wire.ends_of(lines), offset]
