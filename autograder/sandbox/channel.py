"""Frames over a socket, under a deadline. The trusted process's end; the worker's end is in worker.py.

A deadline is a value of `time.monotonic()` and holds for the whole frame, however slowly it drips.
"""

import select
import socket
import time
from typing import Any

from autograder.sandbox import wire

_CHUNK = 1 << 16


class ProtocolViolation(wire.WireError):
    """The worker spoke out of turn."""


class SocketChannel:
    """The trusted end of a worker's socket. Raises EOFError where the worker's end is closed."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._socket = sock
        self._readable = select.poll()
        self._readable.register(sock, select.POLLIN)
        self._writable = select.poll()
        self._writable.register(sock, select.POLLOUT)

    def close(self) -> None:
        self._socket.close()

    def refuse_unasked(self) -> None:
        """Raises ProtocolViolation if something lies in the socket that nobody asked for."""
        try:
            unasked = self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            raise EOFError from None
        if not unasked:
            raise EOFError
        raise ProtocolViolation("an answer before anything was asked")

    def send(self, frame: bytes, deadline: float) -> None:
        """Raises TimeoutError if the worker didn't take the whole frame in time."""
        rest = memoryview(frame)
        while rest:
            try:
                rest = rest[self._socket.send(rest) :]
            except BlockingIOError:
                _wait(self._writable, deadline)
            except OSError:
                raise EOFError from None

    def receive(self, deadline: float) -> Any:
        """The value of the next frame.

        Raises TimeoutError if it wasn't complete in time, WireError if it is malformed, too large
        or followed by anything.
        """
        first = self._some(_CHUNK, deadline)
        while len(first) < wire.HEADER.size:
            first += self._some(_CHUNK, deadline)
        structure, tail = wire.split_header(first[: wire.HEADER.size])
        end = wire.HEADER.size + structure + tail
        if len(first) > end:
            raise ProtocolViolation("more than one answer to one question")
        frame = memoryview(first if len(first) == end else self._rest(first, end, deadline))
        middle = wire.HEADER.size + structure
        return wire.decode(frame[wire.HEADER.size : middle], frame[middle:])

    def _rest(self, first: bytes, end: int, deadline: float) -> bytearray:
        """The frame of `end` bytes that begins with `first`; memory grows with what really arrives."""
        frame = bytearray(first)
        while len(frame) < end:
            frame += self._some(min(end - len(frame), 1 << 20), deadline)
        return frame

    def _some(self, size: int, deadline: float) -> bytes:
        while True:
            _wait(self._readable, deadline)
            try:
                data = self._socket.recv(size)
            except BlockingIOError:
                continue
            except OSError:
                raise EOFError from None
            if not data:
                raise EOFError
            return data


def _wait(poll: select.poll, deadline: float) -> None:
    """Until the socket is ready; raises TimeoutError at the deadline."""
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000 + 1):
        raise TimeoutError
