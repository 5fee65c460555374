"""`expect`: the one comparison that hidden checks use, in the trusted process.

What comes from a learner's program is data of any type, shape and size. Comparing it raises
`Mismatch` or nothing, never warns, and does no work that a reply's size decides.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from autograder.grading.describe import kind_of, listing, shape_of
from autograder.text import one_line

Kind = Literal["changed", "type", "structure", "shape", "dtype", "finite", "value"]
Path = tuple[int | str, ...]

_observers: list[Callable[[float], None]] = []


@dataclass(frozen=True)
class Changed:
    """Stands for an argument that is not what was handed in any more."""

    now: Any


class Mismatch(AssertionError):  # noqa: N818 - an outcome of a check, not an error
    """What a learner's function gave is not what is expected at that place.

    `got` and `want` are the two values at `path` inside what `expect` was given, which is `root`
    and `want_root`. `came` and `expected` say in words what differs; for the kind "value" they are
    empty, because that difference is best described by who knows the call (see `explain`).
    """

    def __init__(
        self, kind: Kind, path: Path, got: Any, want: Any, *, came: str = "", expected: str = ""
    ) -> None:
        super().__init__(kind, path)
        self.kind = kind
        self.path = path
        self.got = got
        self.want = want
        self.came = came
        self.expected = expected
        self.name = ""
        self.root: Any = None
        self.want_root: Any = None

    def __str__(self) -> str:
        place = named_place(self.name.split(","), self.path)
        if self.kind == "value":
            return f"{place}: not the expected value"
        return f"{place}: got {self.came}, expected {self.expected}"


def named_place(names: list[str], path: Path) -> str:
    """The place in the learner's terms: `cache["z1"]` for (1, "z1") of `y_hat, cache`."""
    names = [name.strip() for name in names]
    if len(names) > 1 and path and isinstance(path[0], int) and path[0] < len(names):
        root, path = names[path[0]], path[1:]
    elif path and isinstance(path[0], str) and " " in path[0]:
        root, path = path[0], path[1:]  # a phrase says more than "the result"
    else:
        root = names[0] if len(names) == 1 and names[0] else "the result"
    return root + "".join(f"[{step}]" if isinstance(step, int) else f'["{step}"]' for step in path)


@dataclass(frozen=True)
class _Tolerance:
    rtol: float
    atol: float
    extra_keys: bool


def expect(
    got: Any,
    want: Any,
    *,
    rtol: float = 1e-6,
    atol: float = 1e-9,
    extra_keys: bool = False,
    name: str = "",
) -> None:
    """Compare what a learner's function gave with what it should have given.

    Goes along the structure of `want`, type before shape before dtype before values:
    a tuple or list wants a tuple or list of that length; a dict wants exactly its keys (with
    `extra_keys` at least them); an array wants an array of that very shape and dtype; a float wants
    a Python number, a NumPy scalar or a 0-d array. Values may differ by `atol + rtol·|want|`.

    `name` is what the learner calls the value, `"y_hat, cache"` for the items of a pair. It need
    not be given for the direct result of a call, whose names the reference's `return` tells.

    Raises Mismatch, which names the place and the kind of difference.
    """
    try:
        _compare(got, want, (), _Tolerance(rtol, atol, extra_keys))
    except Mismatch as mismatch:
        mismatch.root, mismatch.want_root, mismatch.name = got, want, name
        raise


def observe_errors(observer: Callable[[float], None]) -> Callable[[], None]:
    """Tell `observer` the largest error of each comparison, as a multiple of its tolerance.

    Returns the function that ends it. Errors that have no size (a wrong shape) are not told.
    """
    _observers.append(observer)
    return lambda: _observers.remove(observer)


def _compare(got: Any, want: Any, path: Path, tolerance: _Tolerance) -> None:
    if isinstance(got, Changed):
        came, expected = "changed by your function", "what was handed in, untouched"
        raise Mismatch("changed", path, got.now, want, came=came, expected=expected)
    if isinstance(want, np.ndarray) and want.ndim > 0:
        _compare_array(got, want, path, tolerance)
    elif isinstance(want, dict):
        _compare_dict(got, want, path, tolerance)
    elif isinstance(want, tuple | list):
        _compare_sequence(got, want, path, tolerance)
    elif isinstance(want, bool | np.bool_):
        _compare_exactly(got, bool(want), path, (bool, np.bool_))
    elif isinstance(want, str):
        _compare_exactly(got, want, path, (str,))
    elif want is None:
        _compare_exactly(got, want, path, (type(None),))
    elif isinstance(want, int | float | np.integer | np.floating | np.ndarray):
        _compare_number(got, float(want), path, tolerance)
    else:
        raise TypeError(f"expect cannot compare with {kind_of(want)}")


def _compare_sequence(
    got: Any, want: tuple[Any, ...] | list[Any], path: Path, tolerance: _Tolerance
) -> None:
    if not isinstance(got, tuple | list) or len(got) != len(want):
        raise Mismatch("type", path, got, want, came=kind_of(got), expected=kind_of(want))
    for index, (got_item, want_item) in enumerate(zip(got, want, strict=True)):
        _compare(got_item, want_item, (*path, index), tolerance)


def _compare_dict(got: Any, want: dict[str, Any], path: Path, tolerance: _Tolerance) -> None:
    if not isinstance(got, dict):
        expected = kind_of(want) if want else "a dict"
        raise Mismatch("type", path, got, want, came=kind_of(got), expected=expected)
    missing = [key for key in want if key not in got]
    extra = [] if tolerance.extra_keys else [key for key in got if key not in want]
    if missing or extra:
        wrong = [f"without {listing(map(repr, missing))}"] if missing else []
        if extra:
            wrong.append(f"with {listing(one_line(repr(key), 40) for key in extra)} too many")
        came = f"a dict {' and '.join(wrong)}"
        raise Mismatch("structure", path, got, want, came=came, expected=kind_of(want))
    for key, want_item in want.items():
        _compare(got[key], want_item, (*path, key), tolerance)


def _compare_exactly(got: Any, want: Any, path: Path, types: tuple[type, ...]) -> None:
    if not isinstance(got, types):
        raise Mismatch("type", path, got, want, came=kind_of(got), expected=kind_of(want))
    if got != want:
        raise Mismatch("value", path, got, want)


def _compare_number(got: Any, want: float, path: Path, tolerance: _Tolerance) -> None:
    number = _as_number(got)
    if number is None:
        expected = "a single number (a float)"
        raise Mismatch("type", path, got, want, came=kind_of(got), expected=expected)
    if not np.isfinite(number) and np.isfinite(want):
        raise Mismatch("finite", path, got, want, came=str(number), expected="a finite number")
    allowed = tolerance.atol + tolerance.rtol * abs(want)
    if math.isfinite(number - want) and allowed > 0:  # a training run has hundreds of numbers
        within = _observed(abs(number - want) / allowed)
    else:
        within = _within(np.float64(number), np.float64(want), tolerance)
    if not within:
        raise Mismatch("value", path, number, want)


def _as_number(got: Any) -> float | None:
    if isinstance(got, np.ndarray) and got.ndim == 0:
        got = got[()]
    if isinstance(got, bool) or not isinstance(got, int | float | np.integer | np.floating):
        return None
    try:
        return float(got)
    except OverflowError:
        return float("inf")


def _compare_array(got: Any, want: np.ndarray[Any, Any], path: Path, tolerance: _Tolerance) -> None:
    if not isinstance(got, np.ndarray):
        raise Mismatch("type", path, got, want, came=kind_of(got), expected=kind_of(want))
    if got.shape != want.shape:
        came, expected = f"the shape {shape_of(got)}", shape_of(want)
        raise Mismatch("shape", path, got, want, came=came, expected=expected)
    if not _fits_dtype(got.dtype, want.dtype):
        came, expected = f"the dtype {one_line(str(got.dtype), 40)}", str(want.dtype)
        raise Mismatch("dtype", path, got, want, came=came, expected=expected)
    if want.dtype.kind != "f":
        if not np.array_equal(got, want):
            raise Mismatch("value", path, got, want)
    elif not _within(got, want, tolerance):
        bad = ~np.isfinite(got) & np.isfinite(want)
        if bad.any():
            came = f"{_which_not_finite(got[bad])} in {bad.sum()} of {bad.size} places"
            raise Mismatch("finite", path, got, want, came=came, expected="finite numbers")
        raise Mismatch("value", path, got, want)


def _fits_dtype(got: np.dtype[Any], want: np.dtype[Any]) -> bool:
    """float64 means float64; an integer of any width is as good as another."""
    return got == want if want.kind not in "iu" else got.kind in "iu"


def _which_not_finite(values: np.ndarray[Any, Any]) -> str:
    nan = np.isnan(values)
    return "nan" if nan.all() else "nan and inf" if nan.any() else "inf"


def _within(got: Any, want: Any, tolerance: _Tolerance) -> bool:
    """Whether |got − want| ≤ atol + rtol·|want| everywhere; equal infinities and nans agree."""
    if got.size == 0:
        return True
    with np.errstate(all="ignore"):
        error = np.abs(got - want)
        multiple = error / (tolerance.atol + tolerance.rtol * np.abs(want))
        largest = float(multiple.max())
        if np.isnan(largest):
            same = (got == want) | (np.isnan(got) & np.isnan(want))
            largest = float(np.where(same, 0.0, np.nan_to_num(multiple, nan=np.inf)).max())
    return _observed(largest)


def _observed(multiple: float) -> bool:
    """Whether an error, as a multiple of its tolerance, is within it; observers are told."""
    for observer in _observers:
        observer(multiple)
    return multiple <= 1.0
