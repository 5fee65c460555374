"""The format in which the trusted process and a worker exchange values.

A frame is a header of two lengths, a msgpack structure, and the raw bytes of the arrays in it:

    2 x uint32 LE: length of structure, of tail | structure: msgpack | tail: array bytes, in order

Array bytes are outside the structure, because the structure can grow when it is decoded (one byte
becomes a list of 72) and so needs a much smaller limit than the arrays, which can't grow.

These values exist: None, bool, int (64 bits), float, complex, str, bytes, list, tuple, dict, arrays
and scalars of `DTYPES`; to the worker also a Generator over PCG64; from the worker also `Opaque`.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

HEADER = struct.Struct("<II")
MAX_STRUCTURE = 1 << 20
MAX_TAIL = 32 << 20
MAX_ITEMS = 1 << 16
MAX_STRING = 1 << 16
MAX_NDIM = 16
MAX_DEPTH = 32
MAX_PRINTED = 4000
MAX_CALLS_THAT_PRINT = 20
"""characters, and calls: what is sent back of what a program prints"""
MAX_LINES = 8
"""of the learner's file, in the account of an exception"""
_CHUNK = 1 << 16

DTYPES = [
    *map(np.dtype, ("bool", "int8", "int16", "int32", "int64")),
    *map(np.dtype, ("uint8", "uint16", "uint32", "uint64")),
    *map(np.dtype, ("float16", "float32", "float64", "complex64", "complex128")),
]
# kinds of msgpack extension; an array's and a scalar's first byte is an index into DTYPES
TUPLE, ARRAY, SCALAR, GENERATOR, OPAQUE, COMPLEX = range(1, 7)
ARRAY_HEAD = struct.Struct(
    "<BcB"
)  # dtype, order "C" or "F", number of dimensions; then uint64 each
PCG64 = struct.Struct("<16s16sBI")  # state, increment, has_uint32, uinteger
COMPLEX128 = struct.Struct("<dd")


class WireError(ValueError):
    """The bytes are not a frame of this format."""


@dataclass(frozen=True)
class Opaque:
    """In place of a value that is not plain data: what it is, "an array of dtype object"."""

    description: str


def ends_of(lines: list[int]) -> list[int]:
    """The first and the last of many lines: a recursion has thousands."""
    half = MAX_LINES // 2
    return lines if len(lines) <= MAX_LINES else [*lines[:half], *lines[-half:]]


def read_frame(
    read_some: Callable[[int], bytes], *, trusted: bool = False
) -> tuple[memoryview, memoryview]:
    """Structure and tail of the next frame; nothing may follow it.

    `read_some(n)` returns at least one byte and at most n. Memory grows only with what arrives.
    Raises WireError where a length exceeds its limit (not for frames of the trusted process).
    """
    data: bytes | bytearray = read_some(_CHUNK)
    while len(data) < HEADER.size:
        data += read_some(_CHUNK)
    structure, tail = HEADER.unpack_from(data)
    if not trusted and (structure > MAX_STRUCTURE or tail > MAX_TAIL):
        raise WireError("a message larger than any answer needs to be")
    middle = HEADER.size + structure
    end = middle + tail
    if len(data) > end:
        raise WireError("more than one answer to one question")
    if len(data) < end:
        whole = bytearray(data)
        while len(whole) < end:
            whole += read_some(min(end - len(whole), 1 << 20))
        data = whole
    view = memoryview(data)
    return view[HEADER.size : middle], view[middle:]
