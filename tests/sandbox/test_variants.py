"""Variants in a worker: what one gives, what ends one, and answers of the wrong form."""

import numpy as np
import pytest

from autograder.sandbox import BadReply
from autograder.sandbox.wire.flat import MOST_LEAVES, SAMPLE, TooLargeError, flat, sampled
from tests.support.local_worker import local_worker

PROGRAM = b"""
def f(x):
    return x
"""
VARIED = """
def f(x):
    if __variant__ == 1: x *= 2
    elif __variant__ == 2: x = "no number"
    elif __variant__ == 3: raise SystemError
    elif __variant__ == 4: x = object()
    elif __variant__ == 5:
        while True: x = x + 1
    return {"x": x}
"""


def test_each_variant_gives_its_numbers_and_no_other_ones():
    with local_worker(PROGRAM, "program.py") as worker:
        worker.load(5.0)
        x = np.arange(3.0)
        forms = worker.variants(VARIED, [1, 2, 3, 4, 5], "call", ["f", [x]], 5.0)
        rows = {
            n: list(row) for _, chosen, rows in forms for n, row in zip(chosen, rows, strict=True)
        }
        assert rows == {1: [0, 2, 4], 2: []}
        again = worker.variants("", [1], "call", ["f", [x]], 5.0)
        assert [chosen for _, chosen, _ in again] == [[1]]
        assert list(worker.call("f", [x], 5.0)) == [0, 1, 2]  # the program itself is as it was


@pytest.mark.parametrize(
    "reply",
    [
        None,
        {},
        [None],
        [[[], [1]]],
        [[[], [1], np.zeros(3)]],
        [[[], [1], np.zeros((2, 3))]],
        [[[], [1.0], np.zeros((1, 3))]],
        [[[], [1], np.zeros((1, 3), dtype=np.float32)]],
        [[[], (1,), np.zeros((1, 3))]],
    ],
    ids=repr,
)
def test_an_answer_of_another_form_is_refused(reply, monkeypatch):
    worker = local_worker(PROGRAM, "program.py")
    monkeypatch.setattr(worker, "_ask", lambda *_: reply)
    with pytest.raises(BadReply):
        worker.variants(VARIED, [1], "call", ["f", []], 5.0)


def test_a_value_is_taken_apart_and_large_arrays_are_sampled():
    leaves, numbers = flat(({"b": np.ones((2, 1)), "a": 3}, True, None, "text"))
    assert leaves == [
        [[0, "a"], "number", [1]],
        [[0, "b"], "<f8", [2, 1]],
        [[1], "truth", [1]],
        [[2], "nothing", [0]],
        [[3], "text text", [0]],
    ]
    assert list(numbers) == [3, 1, 1, 1]
    large = np.arange(100_000.0)
    [[_, _, shape]], some = flat(large)
    assert shape == [100_000]
    assert len(some) == sampled(large.size) <= SAMPLE


@pytest.mark.parametrize("value", [object(), 1j, np.array([1j]), [0.0] * (MOST_LEAVES + 1)])
def test_what_is_no_small_result_is_left_alone(value):
    with pytest.raises(TooLargeError):
        flat(value)
