"""What a learner reads after a failed check."""

import math
import textwrap
import types
import warnings
from typing import Any

import numpy as np
import pytest

from autograder.grading import Mismatch, expect
from autograder.grading.calls import Call, arrays_in
from autograder.grading.feedback.explain import (
    explain_fault,
    explain_load,
    explain_mismatch,
    numbers_of,
)
from autograder.grading.feedback.next_step import advice_for_error
from autograder.grading.mismatch import Changed
from autograder.message_parts import joined
from autograder.number_tables import laid_out
from autograder.sandbox import CallTimeout, Opaque, StudentError, WorkerFault

X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
PARAMS = {"W1": np.ones((2, 4)), "b1": np.arange(4.0)}
Z1 = X @ PARAMS["W1"] + PARAMS["b1"]


@pytest.fixture
def reference(tmp_path):
    path = tmp_path / "network.py"
    path.write_text(
        textwrap.dedent("""
        def forward(X, params):
            z1 = X @ params["W1"] + params["b1"]
            y_hat, cache = z1, {"z1": z1}
            return y_hat, cache
        """)
    )
    module = types.ModuleType("network")
    exec(compile(path.read_text(), path, "exec"), vars(module))
    return module


def message(reference, got, want, *, root=None, script=None):
    call = Call("forward", (X, PARAMS), script, value=got if root is None else root)
    call.steps = ["forward"]
    with pytest.raises(Mismatch) as caught:
        expect(got, want)
    parts = explain_mismatch(caught.value, [call], reference, title="z1 is X · W1 + b1")
    return joined(parts).splitlines()


def test_a_wrong_value(reference):
    got = Z1, {"z1": Z1 - PARAMS["b1"]}
    assert message(reference, got, (Z1, {"z1": Z1})) == [
        "Called: forward(X (3, 2), params {W1 (2, 4), b1 (4,)})",
        'Got: cache["z1"] is the expected value without params["b1"]',
        "Expected: z1 is X · W1 + b1",
        'Next: Is params["b1"] added?',
    ]


def test_two_results_that_changed_places(reference):
    got, want = {"z1": -Z1, "a1": Z1}, {"z1": Z1, "a1": -Z1}
    assert message(reference, (Z1, got), (Z1, want))[1] == ('Got: cache["z1"] has the wrong sign')
    got, want = {"z1": Z1**2, "a1": Z1}, {"z1": Z1, "a1": Z1**2}
    assert message(reference, (Z1, got), (Z1, want))[1:] == [
        'Got: cache["z1"] is what belongs in cache["a1"]',
        "Expected: z1 is X · W1 + b1",
        "Next: Look at which result goes where.",
    ]


def test_arrays_inside_of_arguments_have_names_too(reference):
    def both(module, pair):
        return module.forward(*pair)

    call = Call("", ((X, PARAMS),), both)
    assert [name for name, _ in arrays_in(call, reference)] == [
        "pair[0]",
        'pair[1]["W1"]',
        'pair[1]["b1"]',
    ]


def test_a_case_that_a_check_names_is_named(reference):
    def several(module, X, params):
        return {"one sample": module.forward(X[:1], params), "the same call again": None}

    got = {"one sample": 2 * Z1, "the same call again": Z1}
    want = {"one sample": Z1, "the same call again": Z1}
    told = message(reference, got, want, script=several)
    assert told[1] == "Got: the result (one sample) is too large by a factor of 2"
    told = message(reference, got | {"one sample": Z1, "the same call again": -Z1}, want)
    assert told[1] == "Got: the same call again has the wrong sign"


def test_a_claim_that_is_false(reference):
    got = {"the result is a new dict": False, "its arrays are new": {"W1": False}}
    want = {"the result is a new dict": True, "its arrays are new": {"W1": True}}
    assert message(reference, got, want)[1] == "Got: it is not true that the result is a new dict"
    told = message(reference, got | {"the result is a new dict": True}, want)
    assert told[1] == "Got: it is not true that its arrays are new (W1)"


def test_a_changed_argument_is_told_before_what_it_makes_wrong(reference):
    """`z *= -1` makes the same call again wrong: its sign is not what to look at."""
    got = {"the same call again": -Z1, "X, afterwards": Changed(-X)}
    want = {"the same call again": Z1, "X, afterwards": X}
    told = message(reference, got, want)
    assert "is changed by your function" in told[1]
    assert "+=, *= and x[…] = … change them" in told[-1]


def test_a_wrong_shape(reference):
    assert message(reference, (Z1.T, {}), (Z1, {})) == [
        "Called: forward(X (3, 2), params {W1 (2, 4), b1 (4,)})",
        "Got: y_hat has the shape (4, 3)",
        "Expected: (3, 4)",
        "Next: It is transposed: look at the order of a product and at where you write .T.",
    ]


def test_a_part_that_a_check_names_itself_has_its_name_once(reference):
    """A public check compares one array of a dict, and names it."""
    call = Call("forward", (X, PARAMS), value={"z1": 2 * Z1})
    with pytest.raises(Mismatch) as caught:
        expect(call.value["z1"], Z1, name='cache["z1"]')
    told = explain_mismatch(caught.value, [call], reference, title="It is so")
    assert told[1] == ("Got", 'cache["z1"] is too large by a factor of 2')


def test_a_wrong_type(reference):
    assert message(reference, Z1, (Z1, {}))[1:] == [
        "Got: the result is an array of shape (3, 4)",
        "Expected: a tuple of 2",
        "Next: Return 2 values, separated by commas, in this order.",
    ]


def test_a_part_of_the_result_is_found_in_the_call_it_came_from(reference):
    pair = (Z1 * 2, {"z1": Z1})
    assert (
        message(reference, pair[0], Z1, root=pair)[1] == "Got: y_hat is too large by a factor of 2"
    )


def test_a_script_is_told_by_what_it_calls(reference):
    def three_calls(module, X, params):
        first = module.forward(X, params)
        return module.forward(first[0], params)[0]

    assert message(reference, Z1 * 2, Z1, script=three_calls)[0] == (
        "Called: forward, in a short program with X (3, 2), params {W1 (2, 4), b1 (4,)}"
    )


def test_the_numbers_of_a_call_and_of_both_results(reference):
    call = Call("forward", (X, PARAMS), value=Z1 * [1, 1, 1, 2])
    with pytest.raises(Mismatch) as caught:
        expect(call.value, Z1)
    shown = "\n".join(laid_out(numbers_of(caught.value, [call], reference), 60))
    assert shown == textwrap.dedent("""\
        X (3, 2)
          1  2
          3  4
          5  6
        params["W1"] (2, 4)
          1  1  1  1
          1  1  1  1
        params["b1"] (4,)  0  1  2  3
        yours (* wrong): the result (3, 4)  expected
           3   4   5  12*                      3   4   5   6
           7   8   9  20*                      7   8   9  10
          11  12  13  28*                     11  12  13  14""")
    words = joined(explain_mismatch(caught.value, [call], reference, title="It is so"))
    assert "12" not in words


@pytest.mark.parametrize(
    ("got", "want", "advice"),
    [
        (None, Z1, "Does the function return its result on every path?"),
        (Z1.tolist(), Z1, "Return a NumPy array."),
        (np.ones((1, 1)), 1.0, "Make it one number"),
        (np.ones((3, 1)), 1.0, "Is a mean or a sum missing"),
        (np.ones((3, 3)), np.ones((3, 1)), "(3,) and (3, 1) broadcast to (3, 3)"),
        (np.ones((1, 4)), np.ones(4), "Only the axes of size 1 differ"),
        (np.ones(3), np.ones(4), '4 is params["W1"].shape[1]'),
        (Z1.astype(np.float32), Z1, "Calculate in float64"),
        (Z1 * np.nan, Z1, "nan comes from"),
        ((Z1,), Z1, "A comma at the end of a line"),
        ({"W1": Z1}, {"W1": Z1, "b1": Z1}, "these keys, spelled like this"),
        (3.0, np.ones(4), "taken over all axes"),
        ([1.0, 2.0], [1.0, 2.0, 3.0], "The number of items is wrong"),
    ],
)
def test_advice(reference, got, want, advice):
    assert advice in message(reference, got, want)[-1]


def test_the_workers_words_are_used_as_they_are(reference):
    fault = StudentError(
        "NameError", "name 'W' is not defined", filename="a.py", chain=[(3, "    X @ W")]
    )
    told = explain_fault(fault, [Call("forward", (X, PARAMS))], reference)
    assert told[1:] == (
        ("Got", "NameError: name 'W' is not defined (a.py, line 3)"),
        ("Line 3", "    X @ W"),
        (
            "Next",
            "Python does not know this name: is it spelled right? Is it only in the notebook?",
        ),
    )


def test_an_error_shows_the_calls_that_led_to_it(reference):
    """A stray comma in one function raises in another, right one."""
    chain = [(9, "    z1 = X @ W1,"), (10, "    a1 = sigmoid(z1)"), (4, "    return 1 / (1 - z)")]
    fault = StudentError("TypeError", "no tuple", filename="a.py", chain=chain)
    told = explain_fault(fault, [Call("forward", (X, PARAMS))], reference)
    assert told[2:5] == (
        ("Line 9", "    z1 = X @ W1,"),
        ("Line 10", "    a1 = sigmoid(z1)"),
        ("Line 4", "    return 1 / (1 - z)"),
    )
    assert fault.lines == (4, 10, 9)


def test_a_call_of_a_script_is_told_as_the_learner_sees_it(reference):
    """No name that only the check knows: the argument is X, not `tall`."""

    def cases(module, tall, params):
        return {"many samples": module.forward(tall, params), "few": None}

    pair = Z1, {"z1": Z1 / 3}
    call = Call("", (X, PARAMS), cases, value={"many samples": pair, "few": None})
    with pytest.raises(Mismatch) as caught:
        expect(call.value, {"many samples": (Z1, {"z1": Z1}), "few": None})
    told = explain_mismatch(caught.value, [call], reference, title="It is so")
    assert told[:2] == (
        ("Called", "forward(X (3, 2), params {W1 (2, 4), b1 (4,)})"),
        (
            "Got",
            'cache["z1"] (many samples) is too small by a factor of 3 (3 is X.shape[0])',
        ),
    )


def test_a_stub_is_a_thing_to_do(reference):
    line = "    raise NotImplementedError('forward is waiting.')"
    fault = StudentError(
        "NotImplementedError", "forward is waiting.", filename="a.py", chain=[(3, line)]
    )
    assert explain_fault(fault, [], reference) == (
        ("To do", "forward is waiting."),
        ("Line 3", line),
    )


def for_one(x):
    return x


@pytest.mark.parametrize(
    ("program", "advice"),
    [
        (lambda: np.ones((2, 3)) @ np.ones((2, 3)), "The inner sizes of a matrix product differ"),
        (lambda: np.ones(3) + np.ones(2), "do not fit: print both shapes"),
        (lambda: math.exp(np.ones(3)), "use NumPy's"),
        (for_one, "calls the function with the arguments shown above"),
        (
            lambda: for_one(1, 2),  # type: ignore[call-arg]
            "calls the function with the arguments shown above",
        ),
        (lambda: dict.get({}, "W1")["b1"], "does every function return"),  # type: ignore[index]
        (lambda: {}["W1"], "no such key"),  # type: ignore[index]
        (lambda: 1 / 0, ""),
        (lambda: np.ones(3) ^ 2, "no power: write **"),  # type: ignore[operator]
        (lambda: 2.5 ^ 2, "no power: write **"),  # type: ignore[operator]
        (lambda: exec("for k, v in {'W10': 1}: pass"), "params.items()"),
        (lambda: {}["W"], "params.items()"),  # type: ignore[index]
        (lambda: np.ones(3) * "1", "params.items()"),
        (lambda: 0.5 * "1", "params.items()"),  # type: ignore[operator]
        (lambda: compile("def f():\n    x = 1\n      y = 2", "", "exec"), "further to the right"),
        (lambda: compile("if 1:\n    x = 1\n  y = 2", "", "exec"), "begins in a column"),
        (lambda: compile("if 1:\nx = 1", "", "exec"), "after a colon"),
        (lambda: compile("if 1:\n\tx = 1\n        y = 2", "", "exec"), "four blanks"),
    ],
)
def test_what_often_lies_behind_an_error(reference, program, advice):
    """The words are Python's and NumPy's own, so that a new version of them is noticed."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each has its own type
        program()
    text = getattr(caught.value, "msg", str(caught.value))
    fault = StudentError(caught.type.__name__, text, filename="a.py")
    label, text = explain_fault(fault, [], reference)[-1]
    assert (label == "Next") == bool(advice)
    assert advice in text


def test_numbers_that_do_not_come_from_the_generator(reference):
    """Nobody can work out random numbers by hand."""
    call = Call("forward", (X, np.random.default_rng(1)), value=Z1)
    with pytest.raises(Mismatch) as caught:
        expect(Z1, np.sin(Z1) + 5)
    parts = explain_mismatch(caught.value, [call], reference, title="…")
    assert "Draw all of them from the generator" in dict(parts)["Next"]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("'Net' object has no attribute 'X'", "Each function is called alone"),
        ("module 'numpy' has no attribute 'ln'", "np.log"),
        ("'list' object has no attribute 'shape'", ""),
        ("'numpy.ndarray' object has no attribute 'dot2'", ""),
    ],
)
def test_an_attribute_that_is_missing(text, advice):
    found = advice_for_error(StudentError("AttributeError", text, filename="p.py"))
    assert advice in found
    assert bool(found) == bool(advice)


def test_a_syntax_error_shows_the_line_and_its_column():
    fault = StudentError(
        "SyntaxError",
        "invalid syntax",
        filename="a.py",
        chain=[(2, "    x = = 1")],
        offset=9,
    )
    assert explain_load(fault, "a.py")[1:] == (("Line 2", "    x = = 1\n        ^"),)


def test_an_import_that_does_not_end_is_told_what_to_do():
    assert "__main__" in joined(explain_load(CallTimeout("a.py", 5), "a.py"))


def test_the_students_text_cannot_reach_the_terminal(reference):
    evil = "\x1b]0;owned\x07\u202e" + "x" * 10_000
    told = message(reference, {evil: 1.0}, {"W1": 1.0})
    assert all(line.isprintable() for line in told)
    assert sum(map(len, told)) < 2000
    assert "owned" in " ".join(told)


def test_memory_addresses_are_left_out(reference):
    fault = WorkerFault("ValueError: <object object at 0x7f8e11c0a1b0>")
    told = explain_fault(fault, [], reference)
    assert told == (("Got", "ValueError: <object object>"),)


ODD: list[Any] = [
    None,
    True,
    10**400,
    1j,
    "\x1b[2J" * 500,
    b"bytes",
    [],
    {},
    (),
    [[[]]] * 1000,
    {f"key {n}": n for n in range(1000)},
    {"W1": None},
    np.array([]),
    np.array(1.5),
    np.array(None, dtype=object),
    np.array(["a", "b"]),
    np.zeros(3, dtype=[("a", float)]),
    np.full((3, 4), 1 + 1j),
    np.zeros((3, 4), dtype=bool),
    np.zeros((1,) * 20),
    np.full((3, 4), -np.inf),
    np.full((3, 4), 1e308),
    np.full((3, 4), 5e-324),
    np.broadcast_to(np.float64(2), (3, 30_000, 30_000)),
    Opaque("a generator \u202e"),
]
WANTED = [Z1, Z1[0], 0.5, 0.0, 3, True, "word", None, (Z1, {"z1": Z1}), {"W1": Z1, "b1": Z1[0]}]


@pytest.mark.parametrize("number", range(len(ODD)))
def test_whatever_came_can_be_explained(reference, number):
    """Nothing raises or warns, and every line is short and printable."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for want in WANTED:
            for got in (ODD[number], (ODD[number], {"z1": ODD[number]}), {"W1": ODD[number]}):
                told = explained(reference, got, want)
                assert len(told) <= 2000
                assert all(line.isprintable() for line in told.splitlines())


def explained(reference, got, want):
    call = Call("forward", (X, PARAMS), value=got)
    try:
        expect(got, want)
    except Mismatch as mismatch:
        parts = explain_mismatch(mismatch, [call], reference, title="It is so")
        lines = laid_out(numbers_of(mismatch, [call], reference), 76)
        assert all(len(line) <= 120 and line.isprintable() for line in lines)
        return joined(parts)
    return ""
