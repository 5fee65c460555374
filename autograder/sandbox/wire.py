"""The closed set of values that trusted process and worker exchange, as bytes.

A frame is a header of two lengths, a msgpack structure, and the raw bytes of the arrays in it:

    | structure length, tail length : 2 x uint32 LE | structure : msgpack | tail : array bytes, in order |

Array bytes lie outside the structure so that the structure, which can grow on decoding (one byte
becomes a list of 72), has a far smaller limit than the arrays, which can't.

`encode` is strict: a value outside the set raises TypeError. With `lenient=True` (the worker's side)
such a value becomes `Opaque("what it is")`. `decode` trusts nothing.
"""

import math
import struct
from dataclasses import dataclass
from typing import Any, NoReturn

import msgpack
import numpy as np

HEADER = struct.Struct("<II")
MAX_STRUCTURE = 1 << 20
MAX_TAIL = 32 << 20
MAX_ITEMS = 1 << 16
MAX_STRING = 1 << 16
MAX_NDIM = 16
MAX_DEPTH = 32

_DTYPES = [
    np.dtype(name)
    for name in (
        "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
        "float16 float32 float64 complex64 complex128"
    ).split()
]
_CODES = {dtype.str: code for code, dtype in enumerate(_DTYPES)}
_TUPLE, _ARRAY, _SCALAR, _GENERATOR, _OPAQUE, _COMPLEX = range(1, 7)
_PCG64 = struct.Struct("<16s16sBI")
_COMPLEX128 = struct.Struct("<dd")
_ARRAY_HEAD = struct.Struct("<BcB")


class WireError(ValueError):
    """The bytes are no frame of this format."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that is not plain data; `description` reads like "an array of dtype object"."""

    description: str


def encode(value: Any, *, lenient: bool = False) -> bytes:
    """The frame that holds `value`.

    Raises TypeError or ValueError if the value isn't plain data or is too large; with `lenient` such
    values, or parts of the value, are replaced by an `Opaque` that says what they are.
    """
    encoder = _Encoder(lenient)
    try:
        structure = encoder.pack(value)
        if lenient and len(structure) > MAX_STRUCTURE:
            raise ValueError("more than a megabyte of numbers or text outside arrays")
    except (ValueError, OverflowError, RecursionError) as error:
        if not lenient:
            raise
        encoder = _Encoder(lenient)
        structure = encoder.pack(_instead_of(value, error))
    return b"".join([HEADER.pack(len(structure), encoder.size), structure, *encoder.tail])


def decode(
    structure: bytes | memoryview, tail: bytes | memoryview, *, trusted: bool = False
) -> Any:
    """The value of a frame whose two parts these are. Arrays are fresh and writable.

    Raises WireError for anything odd. `trusted` is for the worker, which reads what the trusted
    process wrote: Generators are accepted and sizes aren't limited.
    """
    try:
        decoder = _Decoder(memoryview(tail), trusted)
        value = decoder.unpack(structure)
        decoder.finish()
    except WireError:
        raise
    except Exception as error:
        raise WireError(f"malformed data ({type(error).__name__})") from None
    if not trusted:
        _check_depth(value)
    return value


def split_header(header: bytes | memoryview) -> tuple[int, int]:
    """Lengths of structure and tail, in bytes; raises WireError where they exceed the limits."""
    structure, tail = HEADER.unpack(header)
    if structure > MAX_STRUCTURE or tail > MAX_TAIL:
        raise WireError("a message larger than any answer needs to be")
    return structure, tail


class _Encoder:
    def __init__(self, lenient: bool) -> None:
        self.lenient = lenient
        self.tail: list[bytes] = []
        self.size = 0
        self.depth = 0
        self.odd_keys = 0

    def pack(self, value: Any) -> bytes:
        errors = "backslashreplace" if self.lenient else "strict"
        packed: bytes = msgpack.packb(
            value, default=self.default, strict_types=True, unicode_errors=errors
        )
        return packed

    def default(self, value: Any) -> Any:
        """msgpack calls this with whatever it can't write itself, including exact tuples."""
        kind = type(value)
        if kind is np.ndarray:
            return self.array(value)
        if kind is tuple:
            return self.tuple(value)
        if isinstance(value, np.generic) and value.dtype.str in _CODES:
            return msgpack.ExtType(_SCALAR, bytes([_CODES[value.dtype.str]]) + value.tobytes())
        if kind is complex:
            return msgpack.ExtType(_COMPLEX, _COMPLEX128.pack(value.real, value.imag))
        if kind is np.random.Generator and not self.lenient:
            return self.generator(value)
        if not self.lenient:
            raise TypeError(f"a {kind.__name__} can't be handed to a worker")
        return self.plain_base(value)

    def array(self, value: np.ndarray) -> Any:
        code = _CODES.get(value.dtype.str)
        size = value.nbytes
        if code is None or value.ndim > MAX_NDIM:
            return self.refuse(value)
        if size + self.size > MAX_TAIL:
            shape = "x".join(map(str, value.shape))
            return self.refuse(
                value, f"an array too large to hand over ({shape}, {size / 2**20:,.0f} MiB)"
            )
        flags = value.flags
        fortran = flags.f_contiguous and not flags.c_contiguous
        self.tail.append(value.T.tobytes() if fortran else value.tobytes())
        self.size += size
        head = _ARRAY_HEAD.pack(code, b"F" if fortran else b"C", value.ndim)
        return msgpack.ExtType(_ARRAY, head + struct.pack(f"<{value.ndim}Q", *value.shape))

    def tuple(self, value: tuple[Any, ...]) -> Any:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ValueError("nested too deeply, or containing itself")
        packed = self.pack(list(value))
        self.depth -= 1
        return msgpack.ExtType(_TUPLE, packed)

    def generator(self, value: np.random.Generator) -> Any:
        state = value.bit_generator.state
        if state["bit_generator"] != "PCG64":
            raise TypeError("only a Generator over PCG64 can be handed to a worker")
        inner = state["state"]
        words = (inner["state"].to_bytes(16, "little"), inner["inc"].to_bytes(16, "little"))
        return msgpack.ExtType(
            _GENERATOR, _PCG64.pack(*words, state["has_uint32"], state["uinteger"])
        )

    def plain_base(self, value: Any) -> Any:
        """Subclasses of plain containers and numbers go as what they derive from; the rest is opaque."""
        if isinstance(value, dict):
            return dict(dict.items(value))
        if isinstance(value, tuple):
            return self.tuple(tuple(tuple.__iter__(value)))
        if isinstance(value, list):
            return list(list.__iter__(value))
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int) and type(value) is not int:
            return int.__index__(value)
        if isinstance(value, float):
            return float.__float__(value)
        return self.refuse(value)

    def refuse(self, value: Any, description: str = "") -> Any:
        description = description or describe(value)
        if not self.lenient:
            raise TypeError(f"{description} can't be handed to a worker")
        return msgpack.ExtType(_OPAQUE, description[:300].encode("utf-8", "replace"))


class _Decoder:
    def __init__(self, tail: memoryview, trusted: bool) -> None:
        self.tail = tail
        self.used = 0
        self.depth = 0
        self.trusted = trusted
        self.limits: dict[str, int] = (
            {}
            if trusted
            else {"max_array_len": MAX_ITEMS, "max_map_len": MAX_ITEMS, "max_str_len": MAX_STRING}
            | {"max_bin_len": MAX_STRING, "max_ext_len": MAX_STRUCTURE}
        )

    def unpack(self, data: bytes | memoryview) -> Any:
        return msgpack.unpackb(
            data,
            raw=False,
            strict_map_key=False,
            timestamp=1,
            ext_hook=self.ext,
            object_pairs_hook=_mapping,
            **self.limits,
        )

    def ext(self, code: int, data: bytes) -> Any:
        if code == _ARRAY:
            return self.array(data)
        if code == _TUPLE:
            return self.tuple(data)
        if code == _SCALAR:
            return (
                np.frombuffer(data, _DTYPES[data[0]], 1, 1)[0]
                if _exact_scalar(data)
                else _odd("scalar")
            )
        if code == _OPAQUE:
            return Opaque(data.decode("utf-8"))
        if code == _COMPLEX:
            return complex(*_COMPLEX128.unpack(data))
        if code == _GENERATOR and self.trusted:
            return _generator(data)
        return _odd(f"kind of value ({code})")

    def array(self, data: bytes) -> np.ndarray:
        code, order, ndim = _ARRAY_HEAD.unpack_from(data)
        if ndim > MAX_NDIM or order not in (b"C", b"F") or code >= len(_DTYPES):
            _odd("array header")
        shape = struct.unpack(f"<{ndim}Q", data[_ARRAY_HEAD.size :])
        dtype = _DTYPES[code]
        count = math.prod(shape)
        end = self.used + count * dtype.itemsize
        if end > len(self.tail) or max(shape, default=0) > MAX_TAIL:
            _odd("array: its shape promises more than was sent")
        flat = np.frombuffer(self.tail, dtype, count, self.used) if count else np.empty(0, dtype)
        self.used = end
        if dtype.kind == "b" and count and flat.view(np.uint8).max() > 1:
            _odd("array of truth values")
        return flat.reshape(shape, order="F" if order == b"F" else "C").copy(order="K")

    def tuple(self, data: bytes) -> tuple[Any, ...]:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            _odd("nesting: too deep")
        items = self.unpack(data)
        self.depth -= 1
        if type(items) is not list:
            _odd("tuple")
        return tuple(items)

    def finish(self) -> None:
        if self.used != len(self.tail):
            _odd("number of array bytes")


def describe(value: Any) -> str:
    """A few words for a value that is no plain data, such as "a generator" or "an array of dtype object"."""
    kind = type(value)
    if kind is np.ndarray:
        return (
            f"an array of dtype {value.dtype}"
            if value.ndim <= MAX_NDIM
            else f"a {value.ndim}-d array"
        )
    if isinstance(value, np.generic):
        return f"a NumPy scalar of dtype {value.dtype}"
    if kind is int:
        return "an integer of more than 64 bits"
    names = (vars(type)["__module__"].__get__(kind), type.__dict__["__name__"].__get__(kind))
    module, name = (n if type(n) is str else "?" for n in names)
    if module == "builtins":
        article = "an" if name[:1] in "aeiou" else "a"
        return f"{article} {name}"
    return name if module == "__main__" else f"{module}.{name}"


def _instead_of(value: Any, error: Exception) -> Any:
    """What a worker sends when the whole value can't be written: replies keep their head, lose their value."""
    if isinstance(error, RecursionError) or "recursion" in str(error):
        error = ValueError("nested too deeply, or containing itself")
    if type(value) is list and value:
        return [*value[:-1], Opaque(f"{describe(value[-1])} ({error})")]
    return Opaque(f"{describe(value)} ({error})")


def _generator(data: bytes) -> np.random.Generator:
    state, inc, has_uint32, uinteger = _PCG64.unpack(data)
    bits = np.random.PCG64(0)
    numbers = {"state": int.from_bytes(state, "little"), "inc": int.from_bytes(inc, "little")}
    bits.state = {
        "bit_generator": "PCG64",
        "state": numbers,
        "has_uint32": has_uint32,
        "uinteger": uinteger,
    }
    return np.random.Generator(bits)


def _exact_scalar(data: bytes) -> bool:
    if not data or data[0] >= len(_DTYPES) or len(data) != 1 + _DTYPES[data[0]].itemsize:
        return False
    return data[0] != 0 or data[1] <= 1


def _mapping(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    result = dict(pairs)
    return result if len(result) == len(pairs) else _odd("dict: the same key twice")


def _check_depth(value: Any) -> None:
    """Lists and dicts nested deeper than MAX_DEPTH would overflow the stack of whoever walks them."""
    level: list[Any] = [value] if type(value) in _CONTAINERS else []
    for _ in range(MAX_DEPTH):
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) in _CONTAINERS
        ]
        if not level:
            return
    _odd("nesting: too deep")


_CONTAINERS = frozenset({list, tuple, dict})


def _odd(what: str) -> NoReturn:
    raise WireError(f"a malformed {what}")
