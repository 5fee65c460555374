"""What a worker does for an honest program, and what it says about a mistaken one."""

import numpy as np
import pytest

from autograder.sandbox import (
    BadReply,
    CallTimeout,
    MissingFunction,
    NotCallable,
    Opaque,
    StudentError,
    Substitute,
    WorkerDied,
)
from autograder.sandbox.wire import format as wire

SECONDS = 20


def test_a_call_gives_what_the_function_returns(load):
    worker = load(
        "def forward(X, p):\n    z = X @ p['W'] + 1\n    return z, {'z': z, 'n': [1, None]}"
    )
    X = np.arange(6.0).reshape(2, 3)
    z, cache = worker.call("forward", (X, {"W": np.ones((3, 1))}), SECONDS)
    assert np.array_equal(z, X @ np.ones((3, 1)) + 1)
    assert np.array_equal(cache["z"], z)
    assert cache["n"] == [1, None]


def test_arguments_are_fresh_and_writable_and_keep_their_order(load):
    worker = load(
        "def f(X):\n    X += 1\n    flags = X.flags\n"
        "    return X, flags.f_contiguous, flags.owndata, flags.writeable"
    )
    X = np.zeros((2, 3), order="F")
    for _ in range(2):
        got, *flags = worker.call("f", (X,), SECONDS)
        assert np.array_equal(got, np.ones((2, 3)))
        assert flags == [True, True, True]
    assert not X.any()


def test_a_generator_draws_what_it_would_have_drawn_here(load):
    worker = load("def f(rng):\n    return rng.normal(size=3), rng.permutation(5)")
    normal, order = worker.call("f", (np.random.default_rng(3),), SECONDS)
    rng = np.random.default_rng(3)
    assert np.array_equal(normal, rng.normal(size=3))
    assert np.array_equal(order, rng.permutation(5))


def test_a_script_sees_the_module_and_numpy(load):
    worker = load("calls = 0\ndef f(x):\n    global calls\n    calls += 1\n    return x")
    script = "def twice(module, x):\n    return np.add(module.f(x), module.f(x)), module.calls\n"
    assert worker.run(script, "twice", (2,), SECONDS) == (4, 2)
    assert worker.run(script, "twice", (2,), SECONDS) == (4, 4)


def test_a_substitute_replaces_the_function(load):
    def double(x):
        return 2 * x

    worker = load(
        "def g(x):\n    return -1\ndef f(x):\n    return g(x) + 1", substitutes={"g": double}
    )
    assert worker.call("f", (5,), SECONDS) == 11
    assert np.array_equal(worker.call("f", (np.ones(3),), SECONDS), np.full(3, 3.0))


@pytest.mark.parametrize(
    ("keeps", "call"),
    [
        ("h = g", "h(x)"),
        ("TABLE = {'g': [g, (len, g)]}", "TABLE['g'][1][1](x)"),
        ("class Net:\n    act = staticmethod(g)", "Net().act(x)"),
        ("class Net:\n    pass\nnet = Net()\nnet.act = g", "net.act(x)"),
        ("import functools\ng = functools.partial(g)\nh = g", "h(x)"),
    ],
)
def test_a_substitute_takes_the_place_of_other_names_of_the_function(load, keeps, call):
    source = f"def g(x):\n    return -1\n{keeps}\ndef f(x):\n    return {call}"
    assert load(source, substitutes={"g": lambda x: 2 * x}).call("f", (5,), SECONDS) == 10


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("import math\ng = math.exp\nh = math.exp", "h(x)"),
        ("import numpy as np\ng = np.exp\nh = np.exp", "h(x)"),
        ("g = None\nh = None", "h or 1.0"),
        ("def g(x): return 1.0\nh = lambda x, g=g: g(x)", "h(x)"),
    ],
)
def test_a_substitute_takes_the_place_of_nothing_else(load, source, call):
    worker = load(f"{source}\ndef f(x):\n    return {call}", substitutes={"g": lambda x: -9})
    assert worker.call("f", (0.0,), SECONDS) == 1.0


@pytest.mark.parametrize(
    ("call", "result"),
    [
        ("g(x)", "ours"),
        ("g(z=x)", "ours"),
        ("g(x, False)", "ours"),
        ("g(x, deriv=False)", "ours"),
        ("g(deriv=False, z=x)", "ours"),
        ("g(x, True)", "theirs"),
        ("g(x, deriv=True)", "theirs"),
        ("g(deriv=True, z=x)", "theirs"),
        ("g(x, deriv=np.zeros(3))", "theirs"),
    ],
)
def test_a_call_with_further_arguments_goes_to_the_learners_own(load, call, result):
    own = "import numpy as np\ndef g(z, deriv=False):\n    return 'theirs'\n"
    substitute = Substitute(lambda z: "ours")
    worker = load(f"{own}def f(x):\n    return {call}", substitutes={"g": substitute})
    assert worker.call("f", (5,), SECONDS) == result
    assert (substitute.called, substitute.passed_over) == (result == "ours", result == "theirs")


def test_a_call_that_nobody_can_answer_is_an_error_in_the_program(load):
    worker = load("def f(x):\n    return g(x, x)", substitutes={"g": lambda z: z})
    with pytest.raises(StudentError, match="takes 1 argument"):
        worker.call("f", (5,), SECONDS)


def test_what_a_substitute_raises_arrives_as_the_same_kind(load):
    def picky(x):
        raise ValueError("not that one")

    source = "def f(x):\n    try:\n        g(x)\n    except ValueError as e:\n        return e.args"
    worker = load(source, substitutes={"g": picky})
    assert worker.call("f", (5,), SECONDS) == ("not that one",)


def test_a_substitute_can_not_fill_the_graders_memory(load_confined):
    def outer(a, b):
        return np.outer(a, b).sum()

    source = "import numpy as np\ndef f():\n    return g(np.ones(60_000), np.ones(60_000))"
    worker = load_confined(source, substitutes={"g": outer})
    with pytest.raises(StudentError, match="MemoryError"):
        worker.call("f", (), SECONDS)


@pytest.mark.parametrize(
    "argument", ["np.ones((300, 300), np.float16)", "np.ones((600, 600))", "{1: [[0] * 60000] * 3}"]
)
def test_a_substitute_can_not_take_the_graders_time(load, argument):
    worker = load(f"import numpy as np\ndef f():\n    return g({argument})", substitutes={"g": len})
    with pytest.raises(StudentError, match=r"expected here|too many here"):
        worker.call("f", (), SECONDS)


def test_what_the_program_raises_is_told_with_its_line(load):
    worker = load("import numpy as np\n\ndef f(x):\n    y = x\n    return y @ np.ones(7)  # här\n")
    with pytest.raises(StudentError) as caught:
        worker.call("f", (np.ones(3),), SECONDS)
    error = caught.value
    assert error.type == "ValueError"
    assert error.line == 5
    assert error.chain == ((5, "    return y @ np.ones(7)  # här"),)
    assert "network.py, line 5" in error.message
    worker.call("f", (np.ones(7),), SECONDS)


@pytest.mark.parametrize("letter", ["x", "ä", "\u4e00", "\U0001f600", "\ud800", "\x1b"])
def test_an_error_sends_out_no_more_than_a_person_reads(letter):
    chain = [(5, letter * 5000)]
    error = StudentError(letter * 5000, letter * 5000, filename="network.py", chain=chain)
    theirs = error.message.removesuffix(" (network.py, line 5)")
    assert len(theirs.encode()) <= 202
    assert theirs.isprintable()
    missing = MissingFunction("forward", "network.py", letter * 5000)
    assert len(missing.message.encode()) <= 150


def test_settings_of_numpy_do_not_outlive_a_call(load):
    worker = load(
        "import numpy as np\nnp.seterr(under='raise')\n"
        "def f():\n    before = np.geterr()\n    np.seterr(all='print')\n    return before\n"
    )
    first = worker.call("f", (), SECONDS)
    assert first["under"] == "raise"  # what the module sets when it is loaded stays
    assert worker.call("f", (), SECONDS) == first


def test_the_deepest_line_of_the_learners_own_file_is_told(load):
    worker = load("import json\ndef f():\n    g()\ndef g():\n    json.loads('{')\n")
    with pytest.raises(StudentError) as caught:
        worker.call("f", (), SECONDS)
    assert caught.value.line == 5


@pytest.mark.parametrize(
    ("source", "kind", "line", "words"),
    [
        ("x = 1\ndef f(:\n    pass\n", "SyntaxError", 2, "invalid syntax"),
        ("def f():\nreturn 1\n", "IndentationError", 2, "expected an indented block"),
        ("x = 1\ny = 1 / 0\n", "ZeroDivisionError", 2, "division by zero"),
        ("import tensorflow\n", "ModuleNotFoundError", 1, "NumPy and Python's standard library"),
        ("import sys\nsys.exit(3)\n", "SystemExit", 2, "must not exit"),
        ("raise KeyboardInterrupt\n", "KeyboardInterrupt", 1, ""),
        ("x = 'a\x00b'\n", "ValueError|SyntaxError", None, "null bytes"),
        (b"x = '\xff'\n", "UnicodeDecodeError", None, "utf-8"),
        ("x = 1\n".encode("utf-16"), "UnicodeDecodeError", None, "utf-8"),
    ],
)
def test_a_module_that_can_not_be_loaded_is_told_why(load, source, kind, line, words):
    with pytest.raises(StudentError) as caught:
        load(source)
    assert caught.value.type in kind.split("|")
    assert caught.value.line == line
    assert words in caught.value.message


def test_a_syntax_error_has_its_column(load):
    with pytest.raises(StudentError) as caught:
        load("y = (1 +* 2)\n")
    assert caught.value.offset == 9
    assert caught.value.chain == ((1, "y = (1 +* 2)"),)


@pytest.mark.parametrize(
    ("source", "chain"),
    [
        ("if 1:\n    x = 1\n\n      y = 2\n", ((2, "    x = 1"), (4, "      y = 2"))),
        ("if 1:\n\tx = 1\n        y = 2\n", ((2, "→   x = 1"), (3, "        y = 2"))),
    ],
)
def test_a_wrong_indentation_is_shown_as_it_is_below_the_line_above(load, source, chain):
    with pytest.raises(StudentError) as caught:
        load(source)
    assert caught.value.chain == chain


def test_the_lines_that_led_to_an_error_are_told_in_the_order_of_the_calls(load):
    worker = load("def f(z):\n    return g(z, 1)\n\ndef g(z, n):\n    return z / n[0]\n")
    with pytest.raises(StudentError) as caught:
        worker.call("f", (1.0,), SECONDS)
    assert caught.value.chain == ((2, "    return g(z, 1)"), (5, "    return z / n[0]"))
    assert caught.value.lines == (5, 2)


def test_of_a_deep_recursion_only_the_ends_are_told(load):
    worker = load("def f(n):\n    return g(n)\ndef g(n):\n    return g(n + 1)\n")
    with pytest.raises(StudentError) as caught:
        worker.call("f", (1,), SECONDS)
    assert [line for line, _ in caught.value.chain] == [2, *[4] * (wire.MAX_LINES - 1)]


def test_what_the_program_prints_is_asked_for_call_by_call(load):
    worker = load(
        "def f(x):\n    print('f got', x)\n    return x\ndef g(x):\n    return f(x) + 1\n"
    )
    worker.call("g", (1,), SECONDS)
    assert worker.printed(SECONDS) == [("g", "f got 1\n")]
    steps = [["value", 5], ["call", "f", [0]], ["call", "g", [1]]]
    worker.follow(steps, [2, 2, 3], [2], "f and g", SECONDS)
    assert worker.printed(SECONDS) == [("f", "f got 5\n"), ("g", "f got 5\n")]
    worker.call("g", (7,), SECONDS)
    assert worker.printed(SECONDS) == [("g", "f got 7\n")]  # nothing of an earlier question


def test_what_a_program_prints_is_bounded(load):
    worker = load("def f():\n    for i in range(100):\n        print('x' * 10**5)\n")
    worker.call("f", (), SECONDS)
    [(name, text)] = worker.printed(SECONDS)
    assert name == "f"
    assert len(text) == wire.MAX_PRINTED


@pytest.mark.parametrize(
    "calls",
    [
        "[['f', 'x' * 9000]]",
        "[['f', 'x']] * 21",
        "[['f', 'x', 'y']]",
        "[['f', 7]]",
        "[['f', b'x']]",
        "'text'",
        "{'f': 'x'}",
    ],
)
def test_a_forged_account_of_prints_is_no_usable_answer(load, calls):
    worker = load(
        "import sys\n\ndef f():\n    calls = " + calls + "\n"
        "    type(sys.stdout).by_call = lambda self: calls\n    return 1\n"
    )
    assert worker.call("f", (), SECONDS) == 1
    with pytest.raises(BadReply):
        worker.printed(SECONDS)
    with pytest.raises(BadReply):
        worker.call("f", (), SECONDS)


def test_what_was_printed_before_an_error_is_told(load):
    worker = load("def f():\n    print('so far')\n    return 1 / 0\n")
    with pytest.raises(StudentError):
        worker.call("f", (), SECONDS)
    assert worker.printed(SECONDS) == [("f", "so far\n")]


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbfdef f():\n    return 1\n",
        b"def f():\r\n    return 1\r\n",
        b"# -*- coding: latin-1 -*-\ndef f():\n    return 1\n",
        "größe = 1\ndef f():\n    return größe\n".encode(),
        b"import matplotlib.pyplot as plt\nplt.figure()\ndef f():\n    return 1\n",
        b"def f():\n    return 1\nif __name__ == '__main__':\n    raise SystemExit\n",
        b"print('x' * 5_000_000)\ndef f():\n    print('y' * 5_000_000)\n    return 1\n",
        b"import sys\ndef f():\n    sys.stdout.write('x'); sys.stderr.write('y')\n    return 1\n",
        b"from __future__ import annotations\ndef f():\n    return 1\n",
        b"import network\ndef f():\n    return 1 if network.f is f else 2\n",
        b"import dataclasses as d\n@d.dataclass\nclass A:\n    a: int\nf = lambda: A(1).a\n",
        b"import sqlite3, decimal, unittest, xml.dom\ndef f():\n    return 1\n",
        b"import numpy.testing, numpy.ma, numpy.polynomial\ndef f():\n    return 1\n",
        b"from numpy import *\nfrom numpy import ma, polynomial, testing\n"
        b"testing.assert_allclose(array([1]), 1)\n"
        b"def f():\n    return ma.masked_less(ones(3), 0).max() * polynomial.Polynomial([1])(2)\n",
        b"import numpy as np\nimport numpy.polynomial.polynomial as P\n"
        b"def f():\n    return (P.Polynomial([1]) + np.polynomial.Polynomial([0]))(2)\n",
        b"from numpy.testing import assert_equal\nfrom numpy.ma.core import MaskedArray\n"
        b"import numpy as np\ndef f():\n    assert_equal(1, 1)\n"
        b"    return int(isinstance(np.ma.ones(1), MaskedArray))\n",
        b"import numpy as np\ndef f():\n    np.exp(np.float64(1e9))\n    return 1\n",
        b"import os\ndef f():\n    with open(os.devnull) as null:\n        return 1\n",
    ],
    ids=range(18),
)
def test_an_honest_programs_odd_habits_do_no_harm(load, source):
    assert load(source).call("f", (), SECONDS) == 1


PLOTS = """
import numpy as np
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib import cm, animation
from matplotlib.colors import ListedColormap
from mpl_toolkits.mplot3d import Axes3D

plt.rcParams["figure.figsize"] = (3, 4)
plt.rcParams.update({"font.size": 3})
line, = plt.plot([1, 2], [3, 4], "r--", label="x")
fig, ax = plt.subplots(figsize=(3, 4))
curve, = ax.plot([1, 2])
ax.set_title("x").set_color("red")
ax.contourf(np.ones((2, 2)), cmap=ListedColormap(["#fff"]), levels=cm.viridis(3))
fig, (left, right) = plt.subplots(1, 2, sharey=True)
lo, hi = plt.xlim()
assert ax.get_ylim()[0] < 3
n, bins, patches = plt.hist([1, 2])
fig, axes = plt.subplots(2, 3)
for a in axes.flat:
    a.scatter([1], [2])
axes[1, 2].plot([1])
fig.colorbar(left.imshow([[1]]), ax=right)
ax = plt.figure().add_subplot(projection="3d")
animation.FuncAnimation(fig, lambda i: None, frames=3).save("x.gif")
with plt.style.context("dark_background"):
    plt.tight_layout()
plt.savefig("x.png")
plt.show()

def f():
    return 1
"""


def test_a_program_that_plots_is_graded_all_the_same(load):
    assert load(PLOTS).call("f", (), SECONDS) == 1


def test_a_program_that_is_huge_when_compiled_is_told_so(load):
    body = "".join(f"{' ' * i}try:\n{' ' * (i + 1)}pass\n{' ' * i}finally:\n" for i in range(11))
    with pytest.raises(BadReply, match="too large when compiled"):
        load(body + " " * 11 + "x = [" + "f(1), " * 500 + "]\n")


def test_a_missing_function_is_told_with_the_nearest_name(load):
    worker = load("def sigmiod(z):\n    return z\n")
    with pytest.raises(MissingFunction) as caught:
        worker.call("sigmoid", (1,), SECONDS)
    assert caught.value.near == "sigmiod"
    assert "no function `sigmoid`" in caught.value.message


def test_a_script_that_misses_a_function_tells_the_same(load):
    worker = load("def sigmiod(z):\n    return z.nothing\n")
    script = "def twice(module, z):\n    return module.sigmoid(module.sigmoid(z))\n"
    with pytest.raises(MissingFunction, match="If `sigmiod` is this function"):
        worker.run(script, "twice", (1.0,), SECONDS)
    other = "def once(module, z):\n    return module.sigmiod(z)\n"
    with pytest.raises(StudentError, match="no attribute 'nothing'"):
        worker.run(other, "once", (1.0,), SECONDS)


def test_what_is_no_function_is_told(load):
    with pytest.raises(NotCallable, match="a float"):
        load("sigmoid = 0.5").call("sigmoid", (1,), SECONDS)


def test_wrong_arity_is_the_learners_error(load):
    with pytest.raises(StudentError, match="takes 1 positional argument but 2 were given"):
        load("def f(x): ...").call("f", (1, 2), SECONDS)


def test_what_is_not_data_arrives_opaque(load):
    worker = load("def f():\n    return (n for n in ())\ndef g():\n    return {'a': [lambda: 1]}")
    assert worker.call("f", (), SECONDS) == Opaque("a generator")
    assert worker.call("g", (), SECONDS) == {"a": [Opaque("a function")]}


@pytest.mark.parametrize("where", ["import", "call"])
def test_an_endless_loop_is_stopped(load, where):
    loop = "while True:\n        pass"
    source = f"if True:\n    {loop}" if where == "import" else f"def f():\n    {loop}"
    with pytest.raises(CallTimeout) as caught:
        load(source, seconds=1).call("f", (), 0.2)
    assert ("network.py" if where == "import" else "f(…)") in caught.value.message


def test_after_a_verdict_the_worker_stays_dead(load):
    worker = load("def f():\n    while True: pass\ndef g():\n    return 1")
    for name in "fgg":
        with pytest.raises(CallTimeout, match="f\\(…\\)"):
            worker.call(name, (), 0.2)


@pytest.mark.parametrize(
    ("death", "words"),
    [
        ("os._exit(3)", "exit code 3"),
        ("os._exit(0)", "exit code 0"),
        ("ctypes.string_at(8)", "segmentation fault"),
        ("os.abort()", "signal"),
        ("sys.setrecursionlimit(10**8); r = lambda _: max([1], key=r); r(1)", "segmentation fault"),
        ("os.closerange(3, 99); time.sleep(99)", "closed its connection"),
    ],
)
def test_how_the_process_died_is_told(load_confined, death, words):
    worker = load_confined(f"import os, sys, ctypes, time\ndef f():\n    {death}")
    with pytest.raises(WorkerDied) as caught:
        worker.call("f", (), SECONDS)
    assert words in caught.value.reason
    assert words in caught.value.message


def test_memory_is_limited(load_confined):
    worker = load_confined("import numpy as np\ndef f(n):\n    return float(np.ones(n)[0])")
    with pytest.raises(StudentError, match="more memory than a graded program gets"):
        worker.call("f", (1 << 31,), SECONDS)
    assert worker.call("f", (1 << 24,), SECONDS) == 1.0


def test_global_random_numbers_are_the_same_in_every_worker(load_confined):
    source = (
        "import random, numpy\ndef f():\n    return random.random(), numpy.random.rand(), hash('a')"
    )
    first, second = (load_confined(source).call("f", (), SECONDS) for _ in range(2))
    assert first == second


def test_a_reply_too_large_is_described(load):
    got = load("import numpy as np\ndef f():\n    return np.ones(1 << 23)").call("f", (), SECONDS)
    assert got == Opaque("a huge array (8388608 float64, 64 MiB)")
