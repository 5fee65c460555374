"""Which programs have no place to keep anything from one call to the next."""

from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.sandbox.inside.stateless import is_stateless

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT)

HARMLESS = [
    "def f(x):\n    return g(x)\ndef g(x):\n    return np.exp(-x).sum(axis=0)",
    "f = lambda x, y=2: x @ x.T + y",
    "EPS = 1e-12\nSIZES = (3, -4)\ndef f(x):\n    return np.clip(x, EPS, 1 - EPS)",
    "σ = np.tanh\nf = σ",
    "g = f\ndef f(x: np.float64) -> list[int]:\n    return [int(v) for v in x]",
    "import math\ndef f(x):\n    return math.sqrt(x)",
    "from itertools import pairwise as two\ndef f(x):\n    yield from two(x)",
    "def f(p):\n    new = dict(p)\n    new['W1'] = p['W1'] - 1\n    new['W1'] += 1\n    return new",
    "def f(x):\n    def inner(y):\n        return x + y\n    return inner(1)",
    "def f(x):\n    rng = np.random.default_rng(0)\n    return rng.normal(size=x.shape)",
    "def f(x):\n    with np.errstate(all='ignore'):\n        return np.linalg.norm(x)",
    "from numpy import errstate as e\ndef f(x):\n    with e(over='warn'):\n        return x",
    "def f(x):\n    with np.errstate(over='warn'), np.errstate(under='warn'):\n        return x",
    "import os, json\ndef unused():\n    return os.environ\ndef f(x):\n    return x",
    "def f(x):\n    try:\n        return x[0]\n    except IndexError:\n        return None",
    "def f(x):\n    return x\nif __name__ == '__main__':\n    STORE = []\n    print(f(STORE))",
]

TRICKS = {
    "a global": "S = 0\ndef f(x):\n    global S\n    S = x",
    "a list of the module": "S = []\ndef f(x):\n    S.append(x)",
    "a list in a tuple": "S = ([],)\ndef f(x):\n    S[0].append(x)",
    "a default": "def f(x, s=[]):\n    s.append(x)",
    "a default by keyword": "def f(x, *, s=[]):\n    s.append(x)",
    "a default of a lambda": "f = lambda x, s={}: s.setdefault(0, x)",
    "a default of a helper": "def g(x, s=[]):\n    return s\ndef f(x):\n    g(x).append(x)",
    "an alias of a helper": "def g(x, s=[]):\n    s.append(x)\nh = g\nf = h",
    "a lambda of two names": "S = []\nf = g = lambda x: S.append(x)",
    "an attribute of the function": "def f(x):\n    f.seen = x",
    "an attribute by name": "def f(x):\n    setattr(f, 'seen', x)",
    "its own namespace": "def f(x):\n    globals()['S'] = x",
    "the namespace of a generator": ("def f(x):\n    (i for i in x).gi_frame.f_globals['S'] = x"),
    "the namespace of a function": "def f(x):\n    f.__globals__['S'] = x",
    "the built-in names": "def f(x):\n    __builtins__['S'] = x",
    "a class": "class C:\n    s = []\ndef f(x):\n    C.s.append(x)",
    "a class of its own making": "def f(x):\n    type('C', (), {})",
    "a closure": "def make():\n    s = []\n    return lambda x: s.append(x)\nf = make()",
    "a decorator": "@keep\ndef f(x):\n    return x",
    "a decorator of another function": "@keep\ndef g(x):\n    return x\ndef f(x):\n    return x",
    "an annotation that is run": "def f(x: (S := [])):\n    S.append(x)",
    "an annotation that calls": "def f(x: print()):\n    return x",
    "a cache": "from functools import lru_cache\nf = lru_cache(lambda x: x)",
    "an imported module": "import sys\ndef f(x):\n    sys.S = x",
    "an imported module's list": "import sys\ndef f(x):\n    sys.path.append(x)",
    "a module's attribute": "import sys\nS = sys.path\ndef f(x):\n    S.append(x)",
    "an alias of a module": "import sys\ns = sys\ndef f(x):\n    s.path.append(x)",
    "an import in the function": "def f(x):\n    import sys\n    sys.S = x",
    "numpy's own attributes": "def f(x):\n    np.S = x",
    "numpy's tables": "def f(x):\n    np.sctypeDict['S'] = x",
    "numpy under another name": "n = np\ndef f(x):\n    n.random.shuffle(x)",
    "numpy in a variable": "def f(x):\n    n = np\n    n.random.shuffle(x)",
    "numpy as an argument": "def g(n):\n    n.random.shuffle([1])\ndef f(x):\n    g(np)",
    "everything of numpy": "from numpy import *\ndef f(x):\n    set_printoptions(precision=3)",
    "numpy's global generator": "def f(x):\n    np.random.seed(3)",
    "numbers of the global generator": "def f(x):\n    return np.random.random()",
    "numpy's settings": "def f(x):\n    np.seterr(all='raise')",
    "memory as it was left": "def f(x):\n    return np.empty(3)",
    "memory as it was left, by a ufunc": "def f(x):\n    return np.exp(x, where=False)",
    "a ufunc's options by dict": "def f(x):\n    return np.exp(x, **{'where': False})",
    "memory as it was left, by pad": "def f(x):\n    return np.pad(x, 1, mode='empty')",
    "memory as it was left, by a class": "def f(x):\n    return np.ndarray((3,))",
    "a file": "def f(x):\n    open('/dev/shm/x', 'w')",
    "code from text": "def f(x):\n    exec('global S; S = 1')",
    "a statement that runs at loading": "S = []\nS.append(1)\ndef f(x):\n    return S",
    "a loop that runs at loading": "for i in range(3):\n    S = [i]\ndef f(x):\n    return S",
    "a name that isn't main": "if __name__ != '__main__':\n    S = []\ndef f(x):\n    S.append(x)",
    "what is done unless it is main": (
        "if __name__ == '__main__':\n    pass\nelse:\n    S = []\ndef f(x):\n    S.append(x)"
    ),
    "a second definition": "def f(x):\n    return x\ndef f(x, s=[]):\n    s.append(x)",
    "a library's name for something else": (
        "from sys import path as np\ndef f(x):\n    np.append(x)"
    ),
    "a library's name, set anew": "from sys import path\nnp = path\ndef f(x):\n    np.append(x)",
    "a built-in's name for something else": (
        "from sys import path as slice\ndef f(x):\n    slice.append(x)"
    ),
    "built-in tools under other names": (
        "from builtins import setattr as max\ndef f(x):\n    max(f, 'seen', x)"
    ),
    "a default that is run": "f = lambda x: x\n_ = lambda a=exec('S = []'): 0",
    "a closure that numpy calls": (
        "def f(x):\n    s = []\n    with np.errstate(all='call', call=s.append):\n        yield x"
    ),
    "settings held by a generator in a cycle": (
        "def g(box):\n    with np.errstate(over='raise'):\n        yield box\n"
        "def f(x):\n    box = []\n    box.append(g(box))\n    for _ in box[0]:\n        return x"
    ),
    "settings held by a generator of its own": (
        "from numpy import errstate\ndef f(x):\n"
        "    def g(box):\n        with errstate(over='raise'):\n            yield from box\n"
        "    box = [1]\n    box.append(g(box))\n    for _ in box[1]:\n        return x"
    ),
    "settings entered twice": (
        "def f(x):\n    e = np.errstate(over='raise')\n    with e:\n        with e:\n"
        "            return x"
    ),
    "settings entered twice, by another name": (
        "from numpy import errstate as e\ndef f(x):\n    a = e(over='raise')\n    with a, a:\n"
        "        return x"
    ),
    "settings made elsewhere": (
        "def g():\n    return np.errstate(over='raise')\ndef f(x):\n    with g():\n        return x"
    ),
    "settings as a decorator": "@np.errstate(over='raise')\ndef f(x):\n    return x",
    "settings entered by hand": "def f(x):\n    np.errstate(over='raise').__enter__()",
    "what a generator does at its end": (
        "def g(box):\n    try:\n        yield 1\n    finally:\n        print(box)\n"
        "def f(x):\n    box = [x]\n    box.append(g(box))\n    for _ in box[1]:\n        return x"
    ),
    "what a generator does at its end, in a group": (
        "def f(x):\n    try:\n        yield x\n    except* ValueError:\n        print(x)"
    ),
    "another thing that is entered": "def f(x):\n    with x:\n        return 1",
    "numpy's way to print": "def f(x):\n    with np.printoptions(precision=3):\n        yield x",
    "numpy's way to print, set": "def f(x):\n    np.set_printoptions(precision=3)",
    "numpy's buffer": "def f(x):\n    np.setbufsize(16)",
    "numpy's callback": "def f(x):\n    np.seterrcall(print)",
    "the generator of random": "import random\ndef f(x):\n    random.seed(3)",
    "a filter for warnings": "import warnings\ndef f(x):\n    warnings.simplefilter('error')",
    "warnings that were given": "import warnings\ndef f(x):\n    warnings.warn('once')",
    "the collector": "import gc\ndef f(x):\n    gc.disable()",
    "what the collector finds": "import gc\ndef f(x):\n    return gc.get_objects()",
    "a class with an end": "class C:\n    def __del__(self):\n        print(1)\ndef f(x):\n    C()",
    "a library's context": "import decimal\ndef f(x):\n    decimal.getcontext().prec = 3",
    "a stack of contexts": (
        "from contextlib import ExitStack\ndef f(x):\n    ExitStack().push(print)"
    ),
    "a variable of the context": (
        "from contextvars import ContextVar\nV = ContextVar('V')\ndef f(x):\n    V.set(x)"
    ),
    "an attribute in a pattern": (
        "def f(x):\n    match x:\n        case object(__class__=c):\n            return c"
    ),
    "an attribute in a text": "def f(x):\n    return '{0.__globals__}'.format(f)",
    "an annotation that loops": "def f(x: [i for i in (1, 2)]):\n    return x",
    "a coroutine": "async def f(x):\n    return x",
    "no Python": "def f(:",
    "no text": "\0",
}


@pytest.mark.parametrize("source", HARMLESS)
def test_plain_functions_have_no_place_to_keep_anything(source):
    assert is_stateless(f"import numpy as np\n{source}\n".encode(), ["f"])


@pytest.mark.parametrize("trick", TRICKS)
def test_whatever_may_remember_is_told(trick):
    assert not is_stateless(f"import numpy as np\n{TRICKS[trick]}\n".encode(), ["f"])


@pytest.mark.parametrize("assignment", COURSE.assignments, ids=lambda a: a.name)
def test_a_plain_solution_is_graded_in_one_worker(assignment):
    functions = [function for task in assignment.tasks for function in task.functions]
    source = (COURSE.solution_dir(assignment) / assignment.module).read_bytes()
    # The dict VJPS of 05 could be written to, and so could the class Tensor.
    assert is_stateless(source, functions) == (assignment.name != "05-autograd")


@pytest.mark.parametrize(
    "source",
    [
        "def f(z):\n    return (" + ",".join(f"a{i}" for i in range(8000)) + ")\n"
        + "".join(f"a{i}=0\n" for i in range(8000)),
        "1;" * 100_000,
        "def f(z):\n    return " + "+".join("z" * 2000),
        "def f(z):\n    return " + "(" * 150 + "z" + ")" * 150,
    ],
    ids=["names", "statements", "sum", "parentheses"],
)  # fmt: skip
def test_the_time_does_not_grow_faster_than_the_source(source):
    assert is_stateless(source.encode(), ["f"])
