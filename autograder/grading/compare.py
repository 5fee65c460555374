"""`expect`: the one comparison that hidden checks use, in the trusted process.

A learner's program may return data of any type, shape and size. The comparison raises `Mismatch` or
nothing, never warns, and its work does not depend on the size of the reply.
"""

import math
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from autograder.grading.describe import keys_of, kind_of, listing, shape_of
from autograder.grading.mismatch import NO_SIZE, Changed, Mismatch, Path
from autograder.text import one_line


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
    """Compare what a learner's function returned with what it should return.

    Follows the structure of `want`, type before shape before dtype before values:
    a tuple or list wants a tuple or list of that length; a dict wants exactly its keys (with
    `extra_keys` at least them); an array wants an array of that very shape and dtype; a float wants
    a Python number, a NumPy scalar or a 0-d array. Values may differ by `atol + rtol·|want|`.

    `name` is what the learner calls the value, `"y_hat, cache"` for the items of a pair. It can be
    left out for the direct result of a call: the reference's `return` gives the names.

    Raises Mismatch, which names the place and the kind of difference.
    """
    error = NO_SIZE
    try:
        error = _compare(got, want, (), _Tolerance(rtol, atol, extra_keys))
    except Mismatch as first:
        # What changes its arguments makes other results wrong, too: that is what to look at first.
        mismatch = _changed(got, want, ()) or first
        mismatch.root, mismatch.want_root, mismatch.name = got, want, name
        mismatch.rtol, mismatch.atol = rtol, atol
        error = mismatch.error
        raise mismatch from None
    finally:
        if (largest := _measuring.get()) is not None:
            largest.add(error)


def expect_either(got: Any, want: Any, *others: Any, **options: Any) -> None:
    """Compare as `expect` does, with several results that are all right, such as two conventions.

    Raises the Mismatch with the first one where none fits.
    """
    try:
        expect(got, want, **options)
    except Mismatch:
        if not any(fits(got, other, **options) for other in others):
            raise


def fits(got: Any, want: Any, **options: Any) -> bool:
    """Whether `expect` finds no difference."""
    try:
        expect(got, want, **options)
    except Mismatch:
        return False
    return True


class LargestError:
    """The largest error of the comparisons that `expect` makes inside a `with` statement."""

    def __init__(self) -> None:
        self._error = NO_SIZE

    def __enter__(self) -> Self:
        self._token = _measuring.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _measuring.reset(self._token)

    def add(self, error: float) -> None:
        """Count the error of one more comparison."""
        self._error = max(self._error, error)

    @property
    def size(self) -> float | None:
        """As a multiple of its tolerance; None where no error has one (a wrong shape has none)."""
        return None if self._error == NO_SIZE else self._error


_measuring: ContextVar[LargestError | None] = ContextVar("measuring", default=None)


def _changed(got: Any, want: Any, path: Path) -> Mismatch | None:
    """The first argument that the learner's function has changed, wherever it is expected."""
    if isinstance(got, Changed):
        return Mismatch("changed", path, got.now, want, "changed by your function", "unchanged")
    pairs: Iterable[tuple[Any, Any, Any]] = ()
    if isinstance(got, dict) and isinstance(want, dict):
        pairs = ((key, got[key], want[key]) for key in want if key in got)
    elif isinstance(got, tuple | list) and isinstance(want, tuple | list):
        pairs = ((i, *pair) for i, pair in enumerate(zip(got, want, strict=False)))
    found = (_changed(item, wanted, (*path, key)) for key, item, wanted in pairs)
    return next(filter(None, found), None)


def _compare(got: Any, want: Any, path: Path, tolerance: _Tolerance) -> float:
    """The largest error, as a multiple of its tolerance. Raises Mismatch."""
    if isinstance(got, Changed):
        raise Mismatch("changed", path, got.now, want, "changed by your function", "unchanged")
    if isinstance(want, np.ndarray) and want.ndim > 0:
        return _compare_array(got, want, path, tolerance)
    if isinstance(want, dict):
        return _compare_dict(got, want, path, tolerance)
    if isinstance(want, tuple | list):
        return _compare_sequence(got, want, path, tolerance)
    if isinstance(want, bool | np.bool_):
        return _compare_exactly(got, bool(want), path, (bool, np.bool_))
    if isinstance(want, str):
        return _compare_exactly(got, want, path, (str,))
    if want is None:
        return _compare_exactly(got, want, path, (type(None),))
    if isinstance(want, int | float | np.integer | np.floating | np.ndarray):
        return _compare_number(got, float(want), path, tolerance)
    raise TypeError(f"expect cannot compare with {kind_of(want)}")


def _wrong_type(path: Path, got: Any, want: Any, want_text: str = "") -> Mismatch:
    return Mismatch("type", path, got, want, kind_of(got), want_text or kind_of(want))


def _compare_sequence(
    got: Any, want: tuple[Any, ...] | list[Any], path: Path, tolerance: _Tolerance
) -> float:
    if not isinstance(got, tuple | list) or len(got) != len(want):
        raise _wrong_type(path, got, want)
    error = NO_SIZE
    for index, (got_item, want_item) in enumerate(zip(got, want, strict=True)):
        item_error = _compare(got_item, want_item, (*path, index), tolerance)
        error = item_error if item_error > error else error  # in a long list, faster than max
    return error


def _compare_dict(got: Any, want: dict[str, Any], path: Path, tolerance: _Tolerance) -> float:
    if not isinstance(got, dict):
        raise _wrong_type(path, got, want, kind_of(want) if want else "a dict")
    missing = [key for key in want if key not in got]
    extra = [] if tolerance.extra_keys else [key for key in got if key not in want]
    if missing or extra:
        wrong = [f"without {listing(map(repr, missing))}"] if missing else []
        if extra:
            keys = "key" if len(extra) == 1 else "keys"
            wrong.append(f"with the extra {keys} {keys_of(extra)}")
        found = f"a dict {' and '.join(wrong)}"
        raise Mismatch("structure", path, got, want, found, kind_of(want))
    error = NO_SIZE
    for key, want_item in want.items():
        error = max(error, _compare(got[key], want_item, (*path, key), tolerance))
    return error


def _compare_exactly(got: Any, want: Any, path: Path, types: tuple[type, ...]) -> float:
    if not isinstance(got, types):
        raise _wrong_type(path, got, want)
    if got != want:
        raise Mismatch("value", path, got, want)
    return NO_SIZE


def _compare_number(got: Any, want: float, path: Path, tolerance: _Tolerance) -> float:
    number = _as_number(got)
    if number is None:
        raise _wrong_type(path, got, want, "a single number (a float)")
    if not np.isfinite(number) and np.isfinite(want):
        raise Mismatch("finite", path, got, want, str(number), "a finite number")
    allowed = tolerance.atol + tolerance.rtol * abs(want)
    if math.isfinite(number - want) and allowed > 0:  # a training run has hundreds of numbers
        error = abs(number - want) / allowed
    else:
        error = _error_of(np.float64(number), np.float64(want), tolerance)
    if error <= 1:
        return error
    raise Mismatch("value", path, number, want, error=error)


def _as_number(got: Any) -> float | None:
    if isinstance(got, np.ndarray) and got.ndim == 0:
        got = got[()]
    if isinstance(got, bool) or not isinstance(got, int | float | np.integer | np.floating):
        return None
    try:
        return float(got)
    except OverflowError:
        return float("inf")


def _compare_array(
    got: Any, want: np.ndarray[Any, Any], path: Path, tolerance: _Tolerance
) -> float:
    if not isinstance(got, np.ndarray):
        raise _wrong_type(path, got, want)
    if got.shape != want.shape:
        found = f"the shape {shape_of(got)}"
        raise Mismatch("shape", path, got, want, found, shape_of(want))
    if not _fits_dtype(got.dtype, want.dtype):
        found = f"the dtype {one_line(str(got.dtype), 40)}"
        raise Mismatch("dtype", path, got, want, found, str(want.dtype))
    if want.dtype.kind != "f":
        if not np.array_equal(got, want):
            raise Mismatch("value", path, got, want)
        return NO_SIZE
    error = _error_of(got, want, tolerance)
    if error <= 1:
        return error
    bad = ~np.isfinite(got) & np.isfinite(want)
    if not bad.any():
        raise Mismatch("value", path, got, want, error=error)
    found = f"{_which_not_finite(got[bad])} in {bad.sum()} of {bad.size} places"
    raise Mismatch("finite", path, got, want, found, "finite numbers", error)


def _fits_dtype(got: np.dtype[Any], want: np.dtype[Any]) -> bool:
    """float64 means float64; an integer of any width is as good as another."""
    return got == want if want.kind not in "iu" else got.kind in "iu"


def _which_not_finite(values: np.ndarray[Any, Any]) -> str:
    nan = np.isnan(values)
    return "nan" if nan.all() else "nan and inf" if nan.any() else "inf"


def _error_of(got: Any, want: Any, tolerance: _Tolerance) -> float:
    """The largest |got − want| / (atol + rtol·|want|); equal infinities and nans have none."""
    if got.size == 0:
        return NO_SIZE
    with np.errstate(all="ignore"):
        error = np.abs(got - want)
        multiple = error / (tolerance.atol + tolerance.rtol * np.abs(want))
        largest = float(multiple.max())
        if np.isnan(largest):
            same = (got == want) | (np.isnan(got) & np.isnan(want))
            largest = float(np.where(same, 0.0, np.nan_to_num(multiple, nan=np.inf)).max())
    return largest
