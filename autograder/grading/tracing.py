"""A script of a hidden check, recorded as steps that a worker can take.

A check may need several calls in a row: a training loop, the same call twice, a look at an argument
afterwards. It is written as a function, `def script(module, *args)`. That function never leaves
this process. It runs here, on a module that only records; the calls and their arguments go to the
worker, in order. So a learner's program sees what it is called with, and nothing of the check.

A step is a list whose first item is a word. It makes one value, and later steps name that value by
its place:

    ["value", data]            ["dict", keys, places]     ["call", function, places]
    ["strided", array]         ["list", places]           ["item", place, key]
    ["each", place, copies]    ["tuple", places]          ["distinct", place, place]
    ["random", place]
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import numpy as np

from autograder.grading.calls import Call
from autograder.grading.mismatch import Changed, Path
from autograder.sandbox.inside.variants import fresh
from autograder.sandbox.wire.format import Opaque

Step = list[Any]


class ScriptError(Exception):
    """A script that cannot be recorded: a mistake of the check."""


def each(batches: Iterable[Any], *, copies: bool = True) -> Any:
    """The items of an iterator as a list; a script can't loop over what isn't there yet.

    With `copies`, each item is copied at once, so that an iterator may use its memory again.
    """
    if isinstance(batches, Deferred):
        return batches._tape.step(["each", batches._place, copies], batches._place)
    return [fresh(item) if copies else item for item in batches]


def distinct(one: Any, other: Any) -> Any:
    """Whether two values of a script are two objects; one of them is the result of a call."""
    for value in (one, other):
        if isinstance(value, Deferred):
            places = [value._tape.place_of(one), value._tape.place_of(other)]
            return value._tape.step(["distinct", *places], *places)
    return one is not other


class _NotGiven(Exception):  # noqa: N818 - an answer, not an error
    """A value of a script that comes from the learner's own functions."""


@dataclass
class Trace:
    """The steps of a script, and how its result is made of their values."""

    steps: list[Step]
    last_uses: list[int]
    """for each value, the last step that uses it; for a wanted one, the number of steps"""
    wanted: list[int]
    """places of the values that the worker sends back, as they are after the last step"""
    functions: list[str]
    """names of the functions that are called, each once"""
    _result: Any = None

    def filled(self, values: Sequence[Any]) -> Any:
        """What the script returns, with these values in the wanted places.

        An argument that is different afterwards is a `Changed`, however small the change.
        """
        return _filled(self._result, iter(values))

    def values_in(self, result: Any) -> list[Any]:
        """The values in the wanted places of what the script has returned: `filled`, backwards."""
        return list(_values_in(self._result, result))


def call_behind(call: Call, path: Path) -> tuple[Call, Path] | None:
    """The one call of a script that this place of its result comes from, and the place in *its*
    result; None where it got what an earlier call returned, or there is no such call.
    """
    if call.script is None:
        return None
    tape = _Tape()
    given = [_RngProxy(tape, a) if isinstance(a, np.random.Generator) else a for a in call.args]
    value, left = call.script(_ModuleTracer(tape), *given), list(path)
    while left and not isinstance(value, Deferred):
        try:
            value = value[left.pop(0)]
        except (KeyError, IndexError, TypeError):
            return None
    place = tape.place_of(value) if isinstance(value, Deferred) else None
    return None if place is None else tape.call_at(place, tuple(left))


def only_call(call: Call) -> Call:
    """The one call that a script makes, with what it printed; the script where it makes others."""
    if call.script is None:
        return call
    tape = _Tape()
    given = [_RngProxy(tape, a) if isinstance(a, np.random.Generator) else a for a in call.args]
    call.script(_ModuleTracer(tape), *given)
    places = [place for place, step in enumerate(tape.steps) if step[0] == "call"]
    found = tape.call_at(places[0], ()) if len(places) == 1 else None
    return replace(found[0], printed=call.printed, steps=call.steps) if found else call


def trace(script: Callable[..., Any], args: Sequence[Any]) -> Trace:
    """Record what a script does with these arguments.

    Raises ScriptError where it looks at a result, or returns something that no call got or gave.
    """
    tape = _Tape()
    given = [_RngProxy(tape, arg) if isinstance(arg, np.random.Generator) else arg for arg in args]
    result = script(_ModuleTracer(tape), *given)
    wanted: list[int] = []
    template = tape.template(result, wanted)
    for place in wanted:
        tape.last_uses[place] = len(tape.steps)
    functions = dict.fromkeys(step[1] for step in tape.steps if step[0] == "call")
    return Trace(tape.steps, tape.last_uses, wanted, list(functions), template)


class Deferred:
    """A value that only the worker will have. It can be indexed and passed to a call."""

    __array_ufunc__ = None
    __slots__ = ("_place", "_tape")

    def __init__(self, tape: "_Tape", place: int) -> None:
        self._tape = tape
        self._place = place

    def __getitem__(self, key: Any) -> "Deferred":
        return self._tape.step(["item", self._place, key], self._place)

    def _not_yet(self, *_: Any) -> NoReturn:
        raise ScriptError(
            "a script looks at the result of a call, which isn't there yet: it may index it, pass "
            "it to another call, and return it (`each` makes a list of an iterator's items)"
        )

    __iter__ = __len__ = __bool__ = __float__ = __int__ = __array__ = __contains__ = _not_yet
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = _not_yet


class _RngProxy:
    """A generator among the arguments: the worker draws from it, not the script."""

    def __init__(self, tape: "_Tape", generator: np.random.Generator) -> None:
        self._tape = tape
        self.generator = generator

    def random(self) -> Deferred:
        """The next number, after all the numbers that were drawn before."""
        place = self._tape.place_of(self.generator)
        return self._tape.step(["random", place], place)


class _ModuleTracer:
    """The module as a script sees it: every attribute is a function, every call is a step."""

    def __init__(self, tape: "_Tape") -> None:
        self._tape = tape

    def __getattr__(self, name: str) -> Callable[..., Deferred]:
        tape = self._tape

        def call(*args: Any) -> Deferred:
            places = [tape.place_of(arg) for arg in args]
            return tape.step(["call", name, places], *places)

        setattr(self, name, call)  # a training loop asks for it again and again
        return call


@dataclass
class _Tape:
    """The steps that have been recorded so far."""

    steps: list[Step] = field(default_factory=list)
    last_uses: list[int] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)
    """by id: one object stays one object in the worker"""
    _kept: list[Any] = field(default_factory=list)
    """the objects themselves, so that Python gives none of these ids to another one"""

    def step(self, step: Step, *places: int) -> Deferred:
        """Add a step that uses the values at these places. Returns its own value."""
        place = len(self.steps)
        self.steps.append(step)
        self.last_uses.append(place)
        for used in places:
            self.last_uses[used] = place
        return Deferred(self, place)

    def place_of(self, value: Any) -> int:
        """The place of a value; a value that is new is sent first."""
        if type(value) is Deferred:
            return value._place
        place = self._places.get(id(value))
        if place is None:
            if type(value) is _RngProxy:
                return self.place_of(value.generator)
            place = self._places[id(value)] = self._sent(value)._place
            self._kept.append(value)
        return place

    def _sent(self, value: Any) -> Deferred:
        if type(value) is dict:
            places = [self.place_of(item) for item in value.values()]
            return self.step(["dict", list(value), places], *places)
        if type(value) in (list, tuple):
            places = [self.place_of(item) for item in value]
            return self.step([type(value).__name__, places], *places)
        if isinstance(value, np.ndarray) and not value.flags.forc:
            return self.step(["strided", value])
        return self.step(["value", value])

    def call_at(self, place: int, path: Path) -> tuple[Call, Path] | None:
        """The call whose result holds the value of this place, and where."""
        match self.steps[place]:
            case ["item", source, key]:
                return self.call_at(source, (key, *path))
            case ["each", source, _]:
                return self.call_at(source, path)
            case ["call", name, places]:
                with suppress(_NotGiven):
                    return Call(name, tuple(map(self._given, places))), path
        return None

    def _given(self, place: int) -> Any:
        """The data of a place, which the check itself made. Raises _NotGiven."""
        match self.steps[place]:
            case ["value", np.random.Generator()] if self._times_used(place) > 1:
                raise _NotGiven  # an earlier call has drawn from it
            case ["value" | "strided", data]:
                return data
            case ["dict", keys, places]:
                return dict(zip(keys, map(self._given, places), strict=True))
            case ["list" | "tuple" as kind, places]:
                return (list if kind == "list" else tuple)(map(self._given, places))
        raise _NotGiven

    def _times_used(self, place: int) -> int:
        calls = [step for step in self.steps if step[0] in ("call", "random")]
        return sum(place in step[2] if step[0] == "call" else step[1] == place for step in calls)

    def template(self, value: Any, wanted: list[int]) -> Any:
        """The result with a gap for each value of the worker; `wanted` gets their places."""
        if isinstance(value, Deferred) or id(value) in self._places:
            wanted.append(self.place_of(value))
            return _Gap(None if isinstance(value, Deferred) else value)
        if type(value) is dict:
            return {key: self.template(item, wanted) for key, item in value.items()}
        if type(value) in (list, tuple):
            return type(value)(self.template(item, wanted) for item in value)
        raise ScriptError(
            f"a script returns {value!r:.60}, which no call of the learner's got or gave"
        )


@dataclass(frozen=True)
class _Gap:
    """The place of a value of the worker; `argument` is what it was when it was passed."""

    argument: Any


def _filled(template: Any, values: Iterator[Any]) -> Any:
    if isinstance(template, _Gap):
        return _with_changes(next(values), template.argument)
    if isinstance(template, dict):
        return {key: _filled(item, values) for key, item in template.items()}
    return type(template)(_filled(item, values) for item in template)


def _values_in(template: Any, result: Any) -> Iterator[Any]:
    if isinstance(template, _Gap):
        yield result
    elif isinstance(template, dict):
        for key, item in template.items():
            yield from _values_in(item, result[key])
    else:
        for item, part in zip(template, result, strict=True):
            yield from _values_in(item, part)


def _with_changes(now: Any, before: Any) -> Any:
    """An argument after the calls; each part that is different now is a `Changed`.

    What a dict has gained is left as it is.
    """
    if before is None or isinstance(before, np.random.Generator | Deferred):
        return now
    if isinstance(now, Opaque):  # part of an answer that was too large to send
        return now
    if isinstance(before, dict) and isinstance(now, dict):
        return {key: _with_changes(item, before.get(key)) for key, item in now.items()}
    if isinstance(before, list | tuple) and isinstance(now, list | tuple):
        if len(before) == len(now):
            return type(now)(map(_with_changes, now, before))
        return Changed(now)
    same_kind = type(now) is type(before) and np.shape(now) == np.shape(before)
    return now if same_kind and np.array_equal(now, before) else Changed(now)
