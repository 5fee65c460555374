"""For attacks on the wire: speaks to the grader in the worker's place. Runs inside the worker."""

import os
import sys

import msgpack


def nonce():
    """The number of the question that is being answered, found in the worker's own frames."""
    frame = sys._getframe()
    while frame is not None:
        program = frame.f_locals.get("self")
        if type(getattr(program, "nonce", None)) is bytes:
            return program.nonce  # type: ignore[union-attr]
        frame = frame.f_back  # type: ignore[assignment]
    raise LookupError


def frame(structure, tail=b""):
    """A frame around these bytes."""
    lengths = len(structure).to_bytes(4, "little") + len(tail).to_bytes(4, "little")
    return lengths + structure + tail


def raw(message):
    """Send a message of one's own making."""
    data = frame(msgpack.packb(message))
    while data:
        data = data[os.write(3, data) :]


def reply(*parts):
    """Send an answer with the right number."""
    raw([nonce(), *parts])
