"""From frames to values. Trusts nothing that it reads."""

import math
import struct
from typing import Any, NoReturn

import msgpack
import numpy as np

from autograder.sandbox.wire import format as wire
from autograder.sandbox.wire.format import Opaque, WireError

_LIMITS = {
    "max_array_len": wire.MAX_ITEMS,
    "max_map_len": wire.MAX_ITEMS,
    "max_str_len": wire.MAX_STRING,
    "max_bin_len": wire.MAX_STRING,
    "max_ext_len": wire.MAX_STRUCTURE,
}
_MAX_ODD_KEYS = 256
_CONTAINERS = frozenset({list, tuple, dict})


def decode(
    structure: bytes | memoryview, tail: bytes | memoryview, *, trusted: bool = False
) -> Any:
    """The value of a frame with these two parts. Its arrays are new and can be written to.

    Raises WireError for anything odd. `trusted` is for the worker, which reads what the trusted
    process has written: then Generators are accepted and sizes aren't limited.
    """
    try:
        decoder = _Decoder(memoryview(tail), trusted)
        value = decoder.unpack(structure)
        decoder.finish()
        if not trusted:
            _check_depth(value)
    except WireError:
        raise
    except Exception as error:
        raise WireError(f"malformed data ({type(error).__name__})") from None
    return value


class _Decoder:
    def __init__(self, tail: memoryview, trusted: bool) -> None:
        self.tail = tail
        self.used = 0
        self.depth = 0
        self.trusted = trusted

    def unpack(self, data: bytes | memoryview) -> Any:
        return msgpack.unpackb(
            data,
            raw=False,
            strict_map_key=False,
            timestamp=1,  # msgpack's own extension would become an object, this makes it a float
            ext_hook=self.ext,
            object_pairs_hook=_mapping,
            **({} if self.trusted else _LIMITS),
        )

    def ext(self, code: int, data: bytes) -> Any:
        """For msgpack: the value of one extension."""
        if code == wire.ARRAY:
            return self.array(data)
        if code == wire.TUPLE:
            return self.tuple(data)
        if code == wire.SCALAR:
            return _scalar(data)
        if code == wire.OPAQUE:
            shown = data.decode("utf-8")[:300]
            return Opaque("".join(c if c.isprintable() else " " for c in shown))
        if code == wire.COMPLEX:
            return complex(*wire.COMPLEX128.unpack(data))
        if code == wire.GENERATOR and self.trusted:
            return _generator(data)
        return _odd(f"kind of value ({code})")

    def array(self, data: bytes) -> np.ndarray:
        code, order, ndim = wire.ARRAY_HEAD.unpack_from(data)
        if code >= len(wire.DTYPES) or order not in (b"C", b"F") or ndim > wire.MAX_NDIM:
            _odd("array header")
        shape = struct.unpack(f"<{ndim}Q", data[wire.ARRAY_HEAD.size :])
        dtype = wire.DTYPES[code]
        count = math.prod(shape)
        end = self.used + count * dtype.itemsize
        if end > len(self.tail) or max(shape, default=0) > wire.MAX_TAIL:
            _odd("array: its shape promises more than was sent")
        flat = np.frombuffer(self.tail, dtype, count, self.used) if count else np.empty(0, dtype)
        self.used = end
        if dtype.kind == "b" and count and flat.view(np.uint8).max() > 1:
            _odd("array of truth values")
        return flat.reshape(shape, order="F" if order == b"F" else "C").copy(order="K")

    def tuple(self, data: bytes) -> tuple[Any, ...]:
        self.depth += 1
        if self.depth > wire.MAX_DEPTH:
            _odd("nesting: too deep")
        items = self.unpack(data)
        self.depth -= 1
        if type(items) is not list:
            _odd("tuple")
        return tuple(items)

    def finish(self) -> None:
        """Every array byte must have been used."""
        if self.used != len(self.tail):
            _odd("number of array bytes")


def _scalar(data: bytes) -> Any:
    dtype = wire.DTYPES[data[0]]
    if len(data) != 1 + dtype.itemsize or (dtype.kind == "b" and data[1] > 1):
        _odd("scalar")
    return np.frombuffer(data, dtype, 1, 1)[0]


def _generator(data: bytes) -> np.random.Generator:
    state, increment, has_uint32, uinteger = wire.PCG64.unpack(data)
    numbers = {
        "state": int.from_bytes(state, "little"),
        "inc": int.from_bytes(increment, "little"),
    }
    whole: Any = {
        "bit_generator": "PCG64",
        "state": numbers,
        "has_uint32": has_uint32,
        "uinteger": uinteger,
    }
    bits = np.random.PCG64(0)
    bits.state = whole
    return np.random.Generator(bits)


def _mapping(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    # only hashes of text are secret: other keys can be chosen to collide, which would cost minutes
    if len(pairs) > _MAX_ODD_KEYS and any(type(key) is not str for key, _ in pairs):
        _odd("dict: too many keys that are no text")
    result = dict(pairs)
    if len(result) != len(pairs):
        plain = [key for key, _ in pairs if type(key) is not Opaque]  # descriptions may be alike
        if len(set(plain)) != len(plain):
            _odd("dict: the same key twice")
    return result


def _check_depth(value: Any) -> None:
    """Deeper nesting than MAX_DEPTH would overflow the stack of functions that walk the value."""
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(wire.MAX_DEPTH):
        if not level:
            return
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) in _CONTAINERS
        ]
    if level:
        _odd("nesting: too deep")


def _odd(what: str) -> NoReturn:
    raise WireError(f"a malformed {what}")
