"""Scripts: what is written down, what a worker makes of it, what comes together again."""

import copy
import types

import numpy as np
import pytest

from autograder.grading import Mismatch, distinct, each, expect
from autograder.grading.mismatch import Changed
from autograder.grading.tracing import ScriptError, trace
from autograder.sandbox.inside.worker import _Program


def module_of(**functions):
    module = types.ModuleType("program")
    vars(module).update(functions)
    return module


def run(script, module, *args):
    """What a script gives when a worker's own loop takes its steps."""
    traced = trace(script, args)
    program = _Program(lambda: None, lambda _: None)
    program.module = module
    answer = program.follow(copy.deepcopy(traced.steps), traced.last_uses, traced.wanted)
    return traced.filled(answer[1]) if answer[0] == "value" else answer


def test_a_result_can_be_indexed_handed_on_and_returned():
    def script(module, x):
        pair = module.split(x)
        return {"sum": module.add(pair[0], pair[1]), "parts": [pair[1], pair[0]]}

    module = module_of(split=lambda x: (x - 1, 1.0), add=lambda a, b: a + b)
    assert run(script, module, 5.0) == {"sum": 5.0, "parts": [1.0, 4.0]} == script(module, 5.0)


def test_what_is_returned_is_as_it_was_after_the_last_call():
    def script(module, x, box):
        first = module.f(x, box)
        module.f(first, box)
        return {"x": x, "box": box, "first": first}

    def double_in_place(x, box):
        box["calls"] = box.get("calls", 0) + 1
        x *= 2
        return x

    x, box = np.ones(2), {"a": np.zeros(1)}
    got = run(script, module_of(f=double_in_place), x, box)
    assert got["box"]["calls"] == 2
    np.testing.assert_array_equal(got["x"].now, [4, 4])
    np.testing.assert_array_equal(got["first"], [4, 4])


def test_one_object_is_one_object_there_too():
    def script(module, params):
        again = dict(params)
        return {
            "the same": distinct(module.f(params), params),
            "another": distinct(module.g(params), params),
            "the same array": distinct(module.h(params, again), params),
        }

    module = module_of(
        f=lambda p: p, g=dict, h=lambda p, again: p if p["W"] is again["W"] else dict(p)
    )
    params = {"W": np.ones(2)}
    expected = {"the same": False, "another": True, "the same array": False}
    assert run(script, module, params) == expected == script(module, params)


def test_arrays_keep_their_memory_layout():
    def script(module, *arrays):
        return [module.layout(array) for array in arrays]

    def layout(array):
        return "C" if array.flags.c_contiguous else "F" if array.flags.f_contiguous else "strided"

    table = np.arange(24.0).reshape(4, 6)
    arrays = table, np.asfortranarray(table), table[::2, ::-3], table[:, :1]
    assert run(script, module_of(layout=layout), *arrays) == ["C", "F", "strided", "strided"]


def test_a_generator_goes_on_where_the_calls_left_it():
    def script(module, rng):
        return [module.draw(rng), rng.random(), module.draw(rng)]

    module = module_of(draw=lambda rng: rng.random())
    want = np.random.default_rng(3).random(3).tolist()
    assert run(script, module, np.random.default_rng(3)) == want


def test_each_lists_what_an_iterator_gives_and_copies_it_as_it_comes():
    def script(module, n):
        return each(module.count(n)), each(module.count(n), copies=False)

    def count(n):
        memory = np.zeros(1)
        for i in range(n):
            memory[0] = i
            yield memory

    copied, kept = run(script, module_of(count=count), 3)
    assert [float(item[0]) for item in copied] == [0, 1, 2]
    assert [float(item[0]) for item in kept] == [2, 2, 2]
    assert len(script(module_of(count=count), 3)[0]) == 3


def test_an_argument_that_came_back_changed_is_told_however_small_the_change():
    def script(module, x, params, sizes):
        module.f(x, params, sizes)
        return {"x": x, "params": params, "sizes": sizes, "W": params["W"]}

    def change(x, params, sizes):
        params["W"] *= 1 + 1e-15
        params["more"] = 1
        sizes.pop()

    W = np.ones(2)
    got = run(script, module_of(f=change), np.zeros(2), {"W": W, "b": W + 1}, [1, 2])
    assert got["x"].tolist() == [0, 0]
    assert got["params"]["b"].tolist() == [2, 2]
    assert got["params"]["more"] == 1  # whether it may is for the check to say
    assert isinstance(got["params"]["W"], Changed)
    assert isinstance(got["W"], Changed)
    assert isinstance(got["sizes"], Changed)
    with pytest.raises(Mismatch) as caught:
        expect(got, script(module_of(f=lambda *_: None), np.zeros(2), {"W": W, "b": W + 1}, [1, 2]))
    assert caught.value.kind in ("changed", "structure")


def test_a_result_that_nothing_uses_any_more_takes_no_memory():
    alive: list[int] = []

    class Large(np.ndarray):
        def __del__(self):
            alive.remove(id(self))

    def make(x):
        made = np.zeros(1).view(Large)
        alive.append(id(made))
        seen.append(len(alive))
        return made

    def script(module, x):
        for _ in range(5):
            x = module.f(x)
        return x

    seen: list[int] = []
    run(script, module_of(f=make), 1.0)
    assert max(seen) <= 2


def test_what_is_missing_or_no_function_is_told():
    def script(module):
        return module.f(module.g())

    assert run(script, module_of(g=lambda: 1))[:2] == ["missing", "f"]
    assert run(script, module_of(f=3, g=lambda: 1)) == ["uncallable", "f", "an int"]


@pytest.mark.parametrize(
    "script",
    [
        lambda module: [*module.f()],
        lambda module: float(module.f()),
        lambda module: module.f() + 1.0,
        lambda module: np.add(module.f(), 1.0),
        lambda module: 1 if module.f() else 2,
        lambda module: "key" in module.f(),
    ],
)
def test_a_script_that_looks_at_a_result_is_the_checks_mistake(script):
    with pytest.raises((ScriptError, TypeError)):
        trace(script, ())


@pytest.mark.parametrize("constant", [1.0, "text", None, np.ones(2), {"a": [True]}])
def test_a_script_that_returns_what_no_call_has_seen_would_always_pass(constant):
    with pytest.raises(ScriptError, match="no call"):
        trace(lambda module: [module.f(), constant], ())


def test_nothing_of_the_script_is_written_down():
    def telling_name(module, weights):
        first = module.forward(weights)
        return {"a telling label": first, "weights, afterwards": weights}

    steps = repr(trace(telling_name, (np.ones(1),)).steps)
    assert "telling" not in steps
    assert "weights" not in steps
