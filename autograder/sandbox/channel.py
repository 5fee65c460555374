"""Frames over a worker's socket, under a deadline: the trusted process's end.

A deadline holds for the whole frame, however slowly its bytes arrive.
"""

import itertools
import select
import socket
from typing import Any

from autograder.sandbox.deadline import Deadline
from autograder.sandbox.wire import format as wire
from autograder.sandbox.wire.decoding import decode

_LOOK_AGAIN = 64
"""at the deadline, after so many pieces of a frame: it may come byte by byte, and never too late"""


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
        """Close our end. May be called twice."""
        self._socket.close()

    def refuse_unasked(self) -> None:
        """Raises WireError if something has arrived that nobody asked for."""
        try:
            unasked = self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            raise EOFError from None
        if not unasked:
            raise EOFError
        raise wire.WireError("an answer before anything was asked")

    def send(self, frame: bytes, deadline: Deadline) -> None:
        """Raises TimeoutError if the worker does not take the whole frame in time."""
        rest = memoryview(frame)
        while rest:
            try:
                rest = rest[self._socket.send(rest) :]
            except BlockingIOError:
                _wait(self._writable, deadline)
            except OSError:
                raise EOFError from None

    def receive(self, deadline: Deadline) -> Any:
        """The next frame's value. Raises TimeoutError if it is not complete in time, WireError."""

        _wait(self._readable, deadline)
        pieces = itertools.count(1)

        def read_some(size: int) -> bytes:
            if next(pieces) % _LOOK_AGAIN == 0:
                deadline.wait()
            while True:
                try:
                    data = self._socket.recv(size)
                except BlockingIOError:
                    _wait(self._readable, deadline)
                    continue
                except OSError:
                    raise EOFError from None
                if not data:
                    raise EOFError
                return data

        return decode(*wire.read_frame(read_some))


def _wait(poll: select.poll, deadline: Deadline) -> None:
    while not poll.poll(deadline.wait() * 1000 + 1):
        pass
