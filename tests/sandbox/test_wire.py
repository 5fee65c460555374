"""The wire format: what goes in comes out, and nothing odd gets in."""

import contextlib
import math
import struct
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox.wire import format as wire
from autograder.sandbox.wire.decoding import decode
from autograder.sandbox.wire.encoding import encode
from autograder.sandbox.wire.format import Opaque, WireError


def parts(frame):
    chunks = [frame]
    return wire.read_frame(lambda size: chunks.pop() if chunks else b"")


def back(value, **options):
    return decode(*parts(encode(value, **options)))


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray | np.generic):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return a == b or a != a


dtypes = st.sampled_from(wire.DTYPES)
arrays = dtypes.flatmap(lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_side=4)))
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | dtypes.flatmap(lambda dtype: hnp.arrays(dtype, 1)).map(lambda a: a[0])
)
values = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_every_plain_value_comes_back_as_it_was(value):
    assert same(back(value), value)
    assert same(back(value, lenient=True), value)


@pytest.mark.parametrize("order", ["C", "F"])
def test_memory_order_survives(order):
    array = back(np.asarray(np.arange(12.0).reshape(3, 4), order=order))
    assert array.flags[f"{order}_CONTIGUOUS"]
    assert array.flags.writeable
    assert array.flags.owndata
    assert array.flags.aligned
    assert array[1, 2] == 6


def test_a_strided_view_comes_back_equal():
    array = np.arange(40.0).reshape(5, 8)[::2, ::-3]
    assert np.array_equal(back(array), array)


def test_empty_arrays_keep_their_shape():
    assert back(np.empty((0, 3))).shape == (0, 3)
    assert back(np.empty((3, 0), order="F")).shape == (3, 0)


def test_a_generator_goes_in_where_it_stands_and_never_comes_out():
    rng = np.random.default_rng(7)
    rng.integers(10, size=3, dtype=np.int32)
    frame = encode(rng)
    copy = decode(*parts(frame), trusted=True)
    assert np.array_equal(copy.normal(size=9), rng.normal(size=9))
    assert np.array_equal(copy.integers(10, size=5), rng.integers(10, size=5))
    with pytest.raises(WireError):
        decode(*parts(frame))


class List(list):
    def __iter__(self):
        raise RuntimeError


class Text(str):
    __slots__ = ()


class Pair(NamedTuple):
    y_hat: float
    cache: dict


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ({1: "a", (2, "b"): None}, {1: "a", (2, "b"): None}),
        (List([1, 2]), [1, 2]),
        (Text("w"), "w"),
        (Pair(1.0, {"z": 2}), (1.0, {"z": 2})),
        ([Pair(1.0, {"z": Pair(2, {})})], [(1.0, {"z": (2, {})})]),
        (Opaque("x\x1b[2J\u202e"), Opaque("x [2J ")),
        ({"a": Text("w")}, {"a": "w"}),
        ("\ud800", "\\ud800"),
        (True, True),
        (2**70, Opaque("an integer of more than 64 bits")),
        (np.array([None]), Opaque("an array of dtype object, 1-d")),
        (np.array(["a"]), Opaque("an array of dtype <U1, 1-d")),
        (np.zeros(2, ">f8"), Opaque("an array of dtype >f8, 1-d")),
        (np.longdouble(1), Opaque("a NumPy scalar of dtype float128")),
        ({1, 2}, Opaque("a set")),
        (range(3), Opaque("a range")),
        ((i for i in range(0)), Opaque("a generator")),
        (len, Opaque("a builtin_function_or_method")),
        (np.random.default_rng(0), Opaque("numpy.random._generator.Generator")),
    ],
)
def test_the_worker_sends_plain_data_or_says_what_it_was(value, want):
    assert same(back(value, lenient=True), want)


def test_keys_that_are_no_plain_data_may_be_alike():
    got = back({object(): 1, object(): 2, "a": 3}, lenient=True)
    assert got["a"] == 3


def test_a_matrix_is_not_passed_off_as_an_array():
    matrix = np.zeros((2, 2)).view(np.matrix)
    assert back([matrix], lenient=True) == [Opaque("numpy.matrix")]


def test_a_huge_broadcast_view_is_refused_before_it_is_copied():
    view = np.broadcast_to(np.float64(1), (1 << 29,))
    (got,) = back([view], lenient=True)
    assert got == Opaque("a huge array (536870912 float64, 4096 MiB)")


def recursive_list():
    value: list[Any] = []
    value.append(value)
    return value


def recursive_tuple():
    inner: list[Any] = []
    value = (inner,)
    inner.append(value)
    return value


def deep(depth, wrap):
    value = 0.0
    for _ in range(depth):
        value = wrap(value)
    return value


@pytest.mark.parametrize(
    "value",
    [recursive_list(), recursive_tuple(), deep(5000, lambda v: [v]), deep(5000, lambda v: (v,))],
    ids=["list in itself", "tuple in itself", "deep list", "deep tuple"],
)
def test_what_has_no_end_is_described(value):
    head, got = back([b"nonce", value], lenient=True)
    assert head == b"nonce"
    assert isinstance(got, Opaque)
    assert "nested too deeply" in got.description


def test_too_many_small_things_are_described():
    _, got = back([b"nonce", ["x" * 1000] * 2000], lenient=True)
    assert "more than a megabyte" in got.description


@pytest.mark.parametrize("value", [object(), np.array([None]), {"a": {1, 2}}, np.zeros((1,) * 20)])
def test_the_trusted_side_never_sends_anything_else(value):
    with pytest.raises((TypeError, ValueError)):
        encode(value)


# --- forged frames -----------------------------------------------------------------------------


def ext(code, data):
    return b"\xc9" + struct.pack(">Ib", len(data), code) + data


def array_ext(code=11, order=b"C", shape=(2,), ndim=None):
    head = wire.ARRAY_HEAD.pack(code, order, len(shape) if ndim is None else ndim)
    return ext(wire.ARRAY, head + struct.pack(f"<{len(shape)}Q", *shape))


def nested(depth, opening, closing=b"\xc0"):
    return opening * depth + closing


FORGED = {
    "nothing": (b"", b""),
    "cut short": (b"\x93\x01", b""),
    "something left over": (b"\x01\x01", b""),
    "tail nobody claims": (b"\xc0", b"x"),
    "array longer than its bytes": (array_ext(shape=(3,)), bytes(16)),
    "array of 2**40": (array_ext(shape=(1 << 40,)), bytes(16)),
    "product overflows 64 bits": (array_ext(shape=(1 << 32, 1 << 32)), b""),
    "negative dimension": (array_ext(shape=(2**64 - 2,)), bytes(16)),
    "empty but vast": (array_ext(shape=(0, 1 << 60)), b""),
    "empty, vast in many directions": (array_ext(shape=(0, *[1 << 24] * 9)), b""),
    "unknown dtype": (array_ext(code=14), bytes(16)),
    "unknown order": (array_ext(order=b"K"), bytes(16)),
    "more dimensions than the header says": (array_ext(shape=(2, 2), ndim=1), bytes(32)),
    "fewer dimensions than the header says": (array_ext(shape=(2,), ndim=2), bytes(32)),
    "too many dimensions": (array_ext(shape=(1,) * 17), bytes(8)),
    "truth value of 2": (array_ext(code=0, shape=(1,)), b"\x02"),
    "truth scalar of 2": (ext(wire.SCALAR, b"\x00\x02"), b""),
    "scalar of no dtype": (ext(wire.SCALAR, b"\xff\x00"), b""),
    "empty scalar": (ext(wire.SCALAR, b""), b""),
    "short scalar": (ext(wire.SCALAR, b"\x0b\x00"), b""),
    "generator": (ext(wire.GENERATOR, bytes(wire.PCG64.size)), b""),
    "tuple of no list": (ext(wire.TUPLE, b"\x01"), b""),
    "tuple of a dict": (ext(wire.TUPLE, b"\x80"), b""),
    "unknown extension": (ext(99, b""), b""),
    "a pickle": (ext(42, b"cos\nsystem\n(S'true'\ntR."), b""),
    "broken UTF-8": (b"\xa2\xff\xfe", b""),
    "surrogate in UTF-8": (b"\xa3\xed\xa0\x80", b""),
    "broken UTF-8 in opaque": (ext(wire.OPAQUE, b"\xff"), b""),
    "same key twice": (b"\x82\xa1a\x01\xa1a\x02", b""),
    "array as a key": (b"\x81" + array_ext() + b"\x01", bytes(16)),
    "list as a key": (b"\x81\x90\x01", b""),
    "deep lists": (nested(1000, b"\x91"), b""),
    "deeper than msgpack's own stack": (nested(100_000, b"\x91"), b""),
    "deep dicts": (nested(1000, b"\x81\xa1a"), b""),
    "list of 2**32 - 1": (b"\xdd\xff\xff\xff\xff", b""),
    "dict of 2**32 - 1": (b"\xdf\xff\xff\xff\xff", b""),
    "text of 2**32 - 1": (b"\xdb\xff\xff\xff\xff", b""),
    "lists that promise a lot, nested": (nested(900, b"\xdd\x00\x00\xff\xff"), b""),
    "list longer than any answer": (b"\xdd" + struct.pack(">I", 70_000) + bytes(70_000), b""),
    "text longer than any answer": (b"\xdb" + struct.pack(">I", 70_000) + b"a" * 70_000, b""),
    "an odd timestamp": (ext(-1, b"\xff" * 5), b""),
    "reserved byte": (b"\xc1", b""),
}


@pytest.mark.parametrize(("structure", "tail"), FORGED.values(), ids=FORGED)
def test_a_forged_frame_is_refused(structure, tail):
    with pytest.raises(WireError):
        decode(structure, tail)


def test_keys_that_all_hash_alike_are_refused_before_they_meet():
    """hash(1000003·k − k·i) is 0 for every k; 40,000 such keys would take a dict minutes."""
    keys = [complex(1000003 * k, -k) for k in range(2, 40_000)]
    assert len(set(map(hash, keys))) == 1
    pairs = b"".join(
        ext(wire.COMPLEX, wire.COMPLEX128.pack(k.real, k.imag)) + b"\xc0" for k in keys
    )
    with pytest.raises(WireError, match="keys"):
        decode(b"\xdf" + struct.pack(">I", len(keys)) + pairs, b"")


def test_many_keys_of_text_are_a_dict():
    many = {f"k{number}": number for number in range(20_000)}
    assert back(many) == many


def test_msgpacks_own_timestamp_is_only_a_number():
    assert type(decode(ext(-1, struct.pack(">I", 5)), b"")) is float


@pytest.mark.parametrize(
    ("structure", "tail"), [(wire.MAX_STRUCTURE + 1, 0), (0, wire.MAX_TAIL + 1), (2**32 - 1, 0)]
)
def test_a_frame_that_announces_too_much_is_refused_unread(structure, tail):
    chunks = [wire.HEADER.pack(structure, tail)]
    with pytest.raises(WireError, match="larger"):
        wire.read_frame(lambda size: chunks.pop())


def test_two_frames_at_once_are_refused():
    with pytest.raises(WireError, match="more than one"):
        parts(encode(1) + encode(2))


def test_a_frame_may_come_in_any_pieces():
    value = {"a": np.arange(70_000.0), "b": ("x", [1, None])}
    frame = encode(value)
    pieces = [frame[:1], frame[1:5], frame[5:9], frame[9:10], *([frame[10:]])]

    def read_some(size):
        piece = pieces.pop(0)
        if len(piece) > size:
            pieces.insert(0, piece[size:])
        return piece[:size]

    assert same(decode(*wire.read_frame(read_some)), value)


def all_plain(value):
    if isinstance(value, list | tuple):
        return type(value) in (list, tuple) and all(map(all_plain, value))
    if isinstance(value, dict):
        return type(value) is dict and all(map(all_plain, [*value, *value.values()]))
    kinds = (type(None), bool, int, float, complex, str, bytes, Opaque, np.ndarray)
    return type(value) in kinds or isinstance(value, np.generic)


@settings(max_examples=400)
@given(st.binary(max_size=80), st.binary(max_size=40))
def test_random_bytes_are_plain_data_or_refused(structure, tail):
    with contextlib.suppress(WireError):
        assert all_plain(decode(structure, tail))


@pytest.mark.slow
@settings(max_examples=400)
@given(values, st.data())
def test_a_damaged_frame_is_plain_data_or_refused(value, data):
    structure, tail = map(bytearray, parts(encode(value)))
    position = data.draw(st.integers(0, len(structure) - 1))
    structure[position] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        assert all_plain(decode(bytes(structure), bytes(tail)))


def test_nan_and_signed_zero_survive():
    got = back([math.nan, -0.0, math.inf, np.float16(-0.0)])
    assert math.isnan(got[0])
    assert math.copysign(1, got[1]) == -1
    assert np.signbit(got[3])
