"""From values to frames. Strict in the trusted process, lenient in the worker."""

import struct
from typing import Any

import msgpack
import numpy as np

from autograder.sandbox.wire import format as wire

_CODES = {dtype.str: code for code, dtype in enumerate(wire.DTYPES)}
_TOO_DEEP = "nested too deeply, or containing itself"


def encode(value: Any, *, lenient: bool = False) -> bytes:
    """The frame that holds `value`.

    Raises TypeError or ValueError if the value isn't plain data or is too large. With `lenient`, an
    `Opaque` that says what it is replaces such a value, or such a part of a value.
    """
    encoder = _Encoder(lenient)
    try:
        structure = encoder.pack(value)
        if lenient and len(structure) > wire.MAX_STRUCTURE:
            raise ValueError("more than a megabyte of text and numbers outside arrays")
    except (ValueError, OverflowError, RecursionError) as error:
        if not lenient:
            raise
        encoder = _Encoder(lenient)
        structure = encoder.pack(_instead_of(value, error))
    return b"".join([wire.HEADER.pack(len(structure), encoder.size), structure, *encoder.tail])


class _Encoder:
    def __init__(self, lenient: bool) -> None:
        self.lenient = lenient
        self.tail: list[bytes] = []
        self.size = 0
        self.depth = 0

    def pack(self, value: Any) -> bytes:
        packer = msgpack.Packer(
            default=self.default,
            strict_types=True,
            unicode_errors="backslashreplace" if self.lenient else "strict",
            buf_size=4096,  # the default of 256 KiB costs 20 µs wherever one is nested in another
        )
        packed: bytes = packer.pack(value)
        return packed

    def default(self, value: Any) -> Any:
        """For what msgpack can't write by itself: everything but exact scalars, lists and dicts."""
        kind = type(value)
        if kind is np.ndarray:
            return self.array(value)
        if kind is tuple:
            return self.tuple(value)
        if isinstance(value, np.generic) and value.dtype.str in _CODES:
            return msgpack.ExtType(wire.SCALAR, bytes([_CODES[value.dtype.str]]) + value.tobytes())
        if kind is complex:
            return msgpack.ExtType(wire.COMPLEX, wire.COMPLEX128.pack(value.real, value.imag))
        if self.lenient:
            return self.plain_base(value)
        if kind is np.random.Generator:
            return _generator(value)
        return self.refuse(value)

    def array(self, value: np.ndarray) -> Any:
        code = _CODES.get(value.dtype.str)
        if code is None or value.ndim > wire.MAX_NDIM:
            return self.refuse(value)
        size = value.nbytes  # of a broadcast view: the size of its copy
        if size + self.size > wire.MAX_TAIL:
            shape = " x ".join(map(str, value.shape))
            return self.refuse(value, f"a huge array ({shape} {value.dtype}, {size >> 20} MiB)")
        fortran = value.flags.f_contiguous and not value.flags.c_contiguous
        self.tail.append(value.T.tobytes() if fortran else value.tobytes())
        self.size += size
        head = wire.ARRAY_HEAD.pack(code, b"F" if fortran else b"C", value.ndim)
        return msgpack.ExtType(wire.ARRAY, head + struct.pack(f"<{value.ndim}Q", *value.shape))

    def tuple(self, value: tuple[Any, ...]) -> Any:
        self.depth += 1
        if self.depth > wire.MAX_DEPTH:
            raise ValueError(_TOO_DEEP)
        packed = self.pack(list(value))
        self.depth -= 1
        return msgpack.ExtType(wire.TUPLE, packed)

    def plain_base(self, value: Any) -> Any:
        """Subclasses of plain containers and scalars are sent as the class they derive from."""
        if isinstance(value, tuple):
            return self.tuple(tuple(tuple.__iter__(value)))
        for base, plain in _PLAIN:
            if isinstance(value, base) and type(value) is not base:
                return plain(value)
        return self.refuse(value, value.description if type(value) is wire.Opaque else "")

    def refuse(self, value: Any, description: str = "") -> Any:
        description = description or describe(value)
        if not self.lenient:
            raise TypeError(f"{description} can't be sent to a worker")
        return msgpack.ExtType(wire.OPAQUE, description[:300].encode("utf-8", "replace"))


# the methods of the base class itself: a subclass may have replaced them
_PLAIN: list[tuple[type, Any]] = [
    (dict, lambda value: dict(dict.items(value))),
    (list, lambda value: list(list.__iter__(value))),
    (str, str.__str__),
    (int, int.__int__),
    (float, float.__float__),
]


def describe(value: Any) -> str:
    """A few words for a value that is not plain data, such as "an array of dtype object"."""
    kind = type(value)
    if kind is np.ndarray:
        return f"an array of dtype {value.dtype}, {value.ndim}-d"
    if isinstance(value, np.generic):
        return f"a NumPy scalar of dtype {value.dtype}"
    if kind is int and value.bit_length() > 63:
        return "an integer of more than 64 bits"
    name, module = (
        type.__dict__["__name__"].__get__(kind),
        type.__dict__["__module__"].__get__(kind),
    )
    if module == "builtins":
        return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
    return f"{module}.{name}"


def _instead_of(value: Any, error: Exception) -> Any:
    """For what can't be written as a whole: an answer keeps its first parts, not its value."""
    problem = _TOO_DEEP if isinstance(error, RecursionError) or "limit" in str(error) else error
    if type(value) is list and value:
        return [*value[:-1], wire.Opaque(f"{describe(value[-1])}, {problem}")]
    return wire.Opaque(f"{describe(value)}, {problem}")


def _generator(value: np.random.Generator) -> Any:
    state: Any = value.bit_generator.state
    if state["bit_generator"] != "PCG64":
        raise TypeError("only a Generator over PCG64 can be sent to a worker")
    words = [state["state"][key].to_bytes(16, "little") for key in ("state", "inc")]
    packed = wire.PCG64.pack(*words, state["has_uint32"], state["uinteger"])
    return msgpack.ExtType(wire.GENERATOR, packed)
