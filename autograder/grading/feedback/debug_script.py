"""One failing call as a short script: for a breakpoint, an editor, a print.

The script imports the learner's module and makes the call with the very arrays of the check. Large
arrays are kept beside it, in a file of NumPy's.
"""

import keyword
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np

from autograder.grading.calls import Array, Call, parameter_names
from autograder.grading.tracing import Step, trace

LARGEST_WRITTEN = 60
"""entries of an array that is written into the script"""
MOST_CALLS = 12
"""of a check that makes several calls in a row"""
ARRAYS = "arrays"
_HEADER = """\
# {title}
# A call that goes wrong, with its arrays: written by `autograder debug`, each time anew.
import numpy as np
import {stem}
"""


@dataclass(frozen=True)
class FailingCall:
    """The call, and what is expected in one place of its result; no place where it raised."""

    call: Call
    place: str = ""
    want: Any = None


@dataclass(frozen=True)
class DebugScript:
    """The script, and the arrays that it loads from the file beside it."""

    function: str
    text: str
    arrays: dict[str, Array]


def script_of(failing: FailingCall, module: ModuleType, stem: str, title: str) -> DebugScript:
    """The script of a call of `stem`; `module` has the names of the arguments."""
    writer = _Writer(stem, module)
    if failing.call.script is None:
        writer.call(failing.call)
    else:
        writer.steps(trace(failing.call.script, failing.call.args).steps)
    lines = [*writer.lines, "", "print(result)"]
    if failing.place:
        expected = writer.literal("expected", failing.want)
        lines += [f"# expected of {failing.place}:", f"expected = {expected}", "print(expected)"]
    header = _HEADER.format(title=title.replace("\n", " "), stem=stem)
    if writer.arrays:
        header += f'\n{ARRAYS} = np.load(__file__.removesuffix(".py") + ".npz")\n'
    return DebugScript(writer.function, "\n".join([header, *lines, ""]), writer.arrays)


@dataclass
class _Writer:
    stem: str
    module: ModuleType
    lines: list[str] = field(default_factory=list)
    arrays: dict[str, Array] = field(default_factory=dict)
    function: str = ""
    """the function that is called last"""
    _used: set[str] = field(default_factory=set)

    def call(self, call: Call) -> None:
        """One call: a line for each argument, and one for the call."""
        names = []
        for name, value in zip(parameter_names(call, self.module), call.args, strict=False):
            names.append(self._assign(name, value))
        self._result(call.function, names)

    def steps(self, steps: Sequence[Step]) -> None:
        """Several calls in a row, as a worker makes them; the first ones where there are many."""
        names: dict[int, str] = {}
        calls = 0
        for place, step in enumerate(steps):
            match step:
                case ["call", function, places]:
                    calls += 1
                    self._result(function, [names[p] for p in places], f"result_{calls}")
                    names[place] = f"result_{calls}"
                    if calls == MOST_CALLS:
                        break
                case ["item", source, key]:
                    names[place] = f"{names[source]}[{key!r}]"
                case ["dict", keys, places]:
                    items = (f"{k!r}: {names[p]}" for k, p in zip(keys, places, strict=True))
                    names[place] = self._named(f"{{{', '.join(items)}}}")
                case ["list" | "tuple", places]:
                    names[place] = self._named(f"[{', '.join(names[p] for p in places)}]")
                case ["value" | "strided", value]:
                    names[place] = self._assign(self._parameter(steps, place), value)
                case ["random", source]:
                    names[place] = self._named(f"{names[source]}.random()")
                case ["each", source, _]:
                    names[place] = self._named(f"list({names[source]})")
                case _:
                    names[place] = "None"
        self.lines.append(f"result = {names and f'result_{calls}'}")

    def literal(self, name: str, value: Any) -> str:
        """The value as Python; a large array is looked up in the file."""
        match value:
            case np.ndarray() if value.size > LARGEST_WRITTEN or value.dtype.kind not in "fiub":
                self.arrays[name] = value
                return f'{ARRAYS}["{name}"]'
            case np.ndarray():
                return _written(value)
            case dict():
                items = (f"{k!r}: {self.literal(f'{name}_{k}', v)}" for k, v in value.items())
                return _bracketed("{", items, "}")
            case list():
                items = (self.literal(f"{name}_{i}", v) for i, v in enumerate(value))
                return _bracketed("[", items, "]")
            case tuple():
                items = (f"{self.literal(f'{name}_{i}', v)}," for i, v in enumerate(value))
                return f"({' '.join(items)})"
            case np.generic():
                return repr(value.item())
        return repr(value)

    def _parameter(self, steps: Sequence[Step], place: int) -> str:
        """What the function that gets this value calls it."""
        for step in steps:
            match step:
                case ["call", function, places] if place in places:
                    names = parameter_names(Call(function, tuple(places)), self.module)
                    return str(names[places.index(place)])
                case ["dict", keys, places] if place in places:
                    return str(keys[places.index(place)])
        return "value"

    def _assign(self, wanted: str, value: Any) -> str:
        name = self._free(wanted)
        if isinstance(value, np.random.Generator):
            self.lines.append(f"{name} = np.random.default_rng()")
            self.lines.append(f"{name}.bit_generator.state = {value.bit_generator.state!r}")
        else:
            self.lines.append(f"{name} = {self.literal(name, value)}")
        return name

    def _named(self, expression: str) -> str:
        name = self._free("value")
        self.lines.append(f"{name} = {expression}")
        return name

    def _free(self, wanted: str) -> str:
        """A name that is not used yet, and that Python allows."""
        stem = wanted if wanted.isidentifier() and not keyword.iskeyword(wanted) else "argument"
        names = (stem, *(f"{stem}_{number}" for number in range(2, 1000)))
        taken = self._used | {self.stem, "np", ARRAYS, "result", "expected"}
        name = next(name for name in names if name not in taken)
        self._used.add(name)
        return name

    def _result(self, function: str, names: Iterable[str], result: str = "result") -> None:
        self.function = function
        self.lines.append(f"{result} = {self.stem}.{function}({', '.join(names)})")


def _bracketed(opening: str, items: Iterable[str], closing: str) -> str:
    items = list(items)
    line = f"{opening}{', '.join(items)}{closing}"
    if len(line) <= 80 and "\n" not in line:
        return line
    return "\n".join([opening, *(f"    {_indented(item)}," for item in items), closing])


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")


def _written(array: Array) -> str:
    """All digits, so that the script makes the very same call."""
    if array.size == 0:
        return f"np.zeros({array.shape}, dtype={array.dtype.name!r})"
    with np.printoptions(threshold=LARGEST_WRITTEN + 1, floatmode="unique", linewidth=84):
        text = np.array2string(array, separator=", ", max_line_width=84, prefix="np.array(")
    for word in ("nan", "inf"):
        text = text.replace(word, f"np.{word}")
    kind = "" if array.dtype in (np.float64, np.int64) else f", dtype={array.dtype.name!r}"
    if array.dtype == np.float64 and not any(c in text for c in ".eni"):
        kind = ", dtype=float"
    return f"np.array({text}{kind})"
