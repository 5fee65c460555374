"""The worker's own loop: load the learner's module, answer calls. Runs beside hostile code.

Nothing here protects anything: the learner's program can patch all of it. What protects is the
confinement around the process and the strict reading of its answers in the trusted process.
"""

import os
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox import wire

Receive = Callable[[], Any]
Send = Callable[[Any], None]


def serve(receive_bytes: Callable[[int], bytes], send_bytes: Callable[[bytes], None]) -> None:
    """Answer requests until the other side closes the connection."""

    def receive() -> Any:
        structure, tail = wire.HEADER.unpack(receive_bytes(wire.HEADER.size))
        return wire.decode(receive_bytes(structure), receive_bytes(tail), trusted=True)

    def send(message: Any) -> None:
        send_bytes(wire.encode(message, lenient=True))

    program = _Program(receive, send)
    while True:
        program.answer(receive())


def over_descriptor(fd: int) -> tuple[Callable[[int], bytes], Callable[[bytes], None]]:
    """Blocking read of exactly n bytes, and write of all bytes, over one descriptor."""

    def receive_bytes(size: int) -> bytes:
        data = os.read(fd, size) if size else b""
        if len(data) == size:
            return data
        parts = [data]
        missing = size - len(data)
        while missing:
            part = os.read(fd, missing)
            if not part:
                os._exit(0)
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def send_bytes(data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(fd, rest) :]

    return receive_bytes, send_bytes


class _Program:
    """The learner's module and what can be asked of it."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self.receive = receive
        self.send = send
        self.nonce = b""
        self.module = types.ModuleType("submission")
        self.filename = ""
        self.scripts: dict[tuple[str, str], Callable[..., Any]] = {}

    def answer(self, request: list[Any]) -> None:
        verb, self.nonce, *details = request
        try:
            reply = {"load": self.load, "call": self.call, "run": self.run}[verb](*details)
        except BaseException as error:
            reply = ["raised", *self.account(error)]
        self.reply(reply)

    def reply(self, reply: list[Any]) -> None:
        try:
            self.send([self.nonce, *reply])
        except Exception as error:
            description = f"something that could not be sent ({type(error).__name__})"
            self.send([self.nonce, "value", wire.Opaque(description)])

    def load(
        self, source: bytes, filename: str, stand_ins: list[str], hide: list[str]
    ) -> list[Any]:
        self.filename = filename
        stem = filename.removesuffix(".py")
        module = self.module = types.ModuleType(stem)
        module.__file__ = filename
        sys.modules[stem] = module
        code = compile(source.decode("utf-8-sig"), filename, "exec", dont_inherit=True)
        exec(code, module.__dict__)
        for name in hide:
            module.__dict__.pop(name, None)
        for name in stand_ins:
            setattr(module, name, self.stand_in(name))
        return ["value", None]

    def call(self, name: str, args: list[Any]) -> list[Any]:
        try:
            function = getattr(self.module, name)
        except AttributeError:
            return ["missing", [n for n in vars(self.module) if type(n) is str][:1000]]
        if not callable(function):
            return ["uncallable", wire.describe(function)]
        return ["value", function(*args)]

    def run(self, source: str, name: str, args: list[Any]) -> list[Any]:
        script = self.scripts.get((source, name))
        if script is None:
            space: dict[str, Any] = {"np": np, "__name__": "check"}
            exec(compile(source, "<check>", "exec", dont_inherit=True), space)
            script = self.scripts[source, name] = space[name]
        return ["value", script(self.module, *args)]

    def stand_in(self, name: str) -> Callable[..., Any]:
        """A function that lets the trusted process do the work."""

        def stand_in(*args: Any) -> Any:
            self.reply(["ask", name, list(args)])
            _, self.nonce, result, problem = self.receive()
            if problem is None:
                return result
            kind, text = problem
            raise getattr(__import__("builtins"), kind, RuntimeError)(text)

        stand_in.__name__ = stand_in.__qualname__ = name
        return stand_in

    def account(self, error: BaseException) -> list[Any]:
        """Type, words, line and column of what was raised, as far as the learner's file is concerned."""
        try:
            text = str(error)
        except BaseException:
            text = "(its text can't be shown)"
        kind = type(error).__name__
        line = offset = None
        if isinstance(error, SyntaxError) and error.filename == self.filename:
            line, offset, text = error.lineno, error.offset, str(error.msg)
        else:
            trace = error.__traceback__
            while trace is not None:
                if trace.tb_frame.f_code.co_filename == self.filename:
                    line = trace.tb_lineno
                trace = trace.tb_next
        return [kind, text[:1000], line, offset]
