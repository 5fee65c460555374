"""What a function may hand back instead of an honest result."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """An expression, and what must become of it.

    `opaque` is how it is described when it arrives as no data at all. `passes` says as what it is
    rightly accepted: "array" (ones of shape 2 x 2), "number" (1.0), "dict" ({"W": that array}) or
    "pair" (that array twice); it may pass for nothing else.
    """

    name: str
    expression: str
    opaque: str = ""
    passes: str = ""


VALUES = [
    Value("object-array", "np.ones((2, 2), dtype=object)", opaque="an array of dtype object"),
    Value(
        "object-array-of-hostile-things",
        "np.full((2, 2), AlwaysEqual(), dtype=object)",
        opaque="an array of dtype object",
    ),
    Value(
        "structured-array", "np.ones((2, 2), dtype=[('a', 'f8')])", opaque="an array of dtype [('a'"
    ),
    Value("text-array", "np.full((2, 2), '1.0')", opaque="an array of dtype <U3"),
    Value("bytes-array", "np.full((2, 2), b'1')", opaque="an array of dtype |S1"),
    Value("dates", "np.ones((2, 2), dtype='M8[s]')", opaque="an array of dtype datetime64"),
    Value("void", "np.zeros((2, 2), dtype='V8')", opaque="an array of dtype |V8"),
    Value(
        "long-double", "np.ones((2, 2), dtype=np.longdouble)", opaque="an array of dtype float128"
    ),
    Value("other-byte-order", "np.ones((2, 2), dtype='>f8')", opaque="an array of dtype >f8"),
    Value("matrix", "np.ones((2, 2)).view(np.matrix)", opaque="numpy.matrix"),
    Value("masked", "np.ma.masked_all((2, 2))", opaque="numpy.ma.MaskedArray"),
    Value("record-array", "np.ones((2, 2)).view(np.recarray)", opaque="numpy.rec.recarray"),
    Value(
        "always-equal-array",
        "np.zeros((2, 2)).view(AlwaysEqualArray)",
        opaque="network.AlwaysEqualArray",
    ),
    Value("always-equal-object", "AlwaysEqual()", opaque="network.AlwaysEqual"),
    Value("always-equal-number", "AlwaysEqualFloat(0.0)"),
    Value("always-equal-dict", "AlwaysEqualDict(W=np.zeros((2, 2)))"),
    Value("dict-that-raises", "RaisingDict(W=np.ones((2, 2)))", passes="dict"),
    Value("tuple-that-raises", "RaisingTuple((np.ones((2, 2)),) * 2)", passes="pair"),
    Value("pretends-to-be-an-array", "Pretender()", opaque="network.Pretender"),
    Value("lies-about-its-class", "Liar()", opaque="network.Liar"),
    Value("name-full-of-escapes", r"type('\x1b[2J\u202e', (), {})()", opaque="network."),
    Value("name-without-end", "type('E' * 10**6, (), {})()", opaque="network.EEEEE"),
    Value("generator", "(np.ones((2, 2)) for _ in range(2))", opaque="a generator"),
    Value("endless-iterator", "iter(int, 1)", opaque="a callable_iterator"),
    Value("function", "lambda: 1.0", opaque="a function"),
    Value("class", "AlwaysEqual", opaque="a type"),
    Value("module", "np", opaque="a module"),
    Value("set", "{1.0}", opaque="a set"),
    Value("bytearray", "bytearray(b'1')"),
    Value("memoryview", "memoryview(np.ones(4))"),
    Value("exact-fraction", "__import__('fractions').Fraction(1)", opaque="fractions.Fraction"),
    Value("decimal", "__import__('decimal').Decimal(1)", opaque="decimal.Decimal"),
    Value("huge-integer", "10 ** 5000", opaque="an integer of more than 64 bits"),
    Value("generator-of-random-numbers", "np.random.default_rng(0)", opaque="numpy.random"),
    Value(
        "broadcast-view-of-4-gigabytes", "np.broadcast_to(1.0, (1 << 29,))", opaque="a huge array"
    ),
    Value(
        "broadcast-view-of-a-petabyte",
        "np.broadcast_to(1.0, (1 << 25, 1 << 25))",
        opaque="a huge array",
    ),
    Value("many-dimensions", "np.ones((1,) * 40)", opaque="an array of dtype float64, 40-d"),
    Value("small-broadcast-view", "np.broadcast_to(1.0, (2, 2))", passes="array"),
    Value("column-major", "np.ones((2, 2), order='F')", passes="array"),
    Value("read-only", "read_only()", passes="array"),
    Value("reversed-view", "np.ones((2, 2))[::-1, ::-1]", passes="array"),
    Value("nan", "np.full((2, 2), np.nan)"),
    Value("infinite", "np.full((2, 2), np.inf)"),
    Value("nan-number", "float('nan')"),
    Value("complex", "np.ones((2, 2), dtype=complex)"),
    Value("complex-number", "1 + 0j"),
    Value("half-precision", "np.ones((2, 2), dtype=np.float16)"),
    Value("single-precision", "np.ones((2, 2), dtype=np.float32)"),
    Value("integers", "np.ones((2, 2), dtype=int)"),
    Value("truths", "np.ones((2, 2), dtype=bool)"),
    Value("one-element", "np.ones((1, 1))"),
    Value("zero-dimensions", "np.array(1.0)", passes="number"),
    Value("numpy-number", "np.float64(1.0)", passes="number"),
    Value("empty", "np.ones((0, 2))"),
    Value("three-dimensions", "np.ones((2, 2, 1))"),
    Value("lists", "[[1.0, 1.0], [1.0, 1.0]]"),
    Value("list-for-a-pair", "[np.ones((2, 2))] * 2", passes="pair"),
    Value("triple-for-a-pair", "(np.ones((2, 2)),) * 3"),
    Value("none", "None"),
    Value("text", "'passed'"),
    Value("text-with-a-surrogate", r"'\ud800'"),
    Value("bytes", r"b'\x00' * 32"),
    Value("not-implemented", "NotImplemented", opaque="a NotImplementedType"),
    Value("ellipsis", "...", opaque="an ellipsis"),
    Value("truth", "True"),
    Value("dict-with-odd-keys", "{None: 1, 1.5: 2, ('W',): 3}"),
    Value("dict-with-more", "{'W': np.ones((2, 2)), 'V': 1.0}"),
    Value("key-that-equals-every-other", "{EqualsW('V'): np.ones((2, 2))}"),
    Value("holds-what-is-no-data", "{'W': np.ones((2, 2), dtype=object)}"),
    Value("list-in-itself", "endless()", opaque="nested too deeply"),
    Value("very-deep", "deep(5000)", opaque="nested too deeply"),
]
