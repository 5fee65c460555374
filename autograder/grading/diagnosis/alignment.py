"""A result laid beside the reference's: leaf by leaf, and what its shape and its container lack.

A slip of the shape (an axis too many, transposed, flattened, a list) or of the container (a key
that is missing or has another name, a tuple for a dict) leaves the numbers as they are. So it is
taken back here, and noted; what is left can be compared number by number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np

from autograder.grading.calls import Array
from autograder.grading.diagnosis.leaves import Leaf, Slip, aligned_leaf, leaves_of, short_name
from autograder.grading.diagnosis.likeness import Likeness, likeness
from autograder.grading.mismatch import Changed, Path

_LARGE = 2**53
_MOST_KEYS = 200


@dataclass
class Aligned:
    """A result in the form of the reference's: the numbers of each leaf, None where it has none."""

    leaves: list[Array | None] = field(default_factory=list)
    slips: set[Slip] = field(default_factory=set)
    foreign: bool = False
    """whether a part of it is something that can't be laid beside the reference's"""

    def without(self, right: Any) -> None:
        """This part of the result isn't there."""
        self.leaves += [None] * sum(1 for _ in leaves_of(right))


def in_same_form(value: Any, right: Any, numbers: list[Array]) -> bool:
    """Whether a result has exactly the reference's form; then `numbers` gets its leaves, flat.

    The quick way for the many results that have.
    """
    kind = type(right)
    if kind is dict:
        if type(value) is not dict or value.keys() != right.keys():
            return False
        return all(in_same_form(value[key], item, numbers) for key, item in right.items())
    if kind is tuple or kind is list:
        if type(value) not in (tuple, list) or len(value) != len(right):
            return False
        return all(map(in_same_form, value, right, [numbers] * len(right)))
    if kind is np.ndarray:
        if type(value) is not kind or value.shape != right.shape or value.dtype != right.dtype:
            return False
        numbers.append(value.ravel())
        return right.dtype.kind in "fi"
    if (kind is float and type(value) in (float, np.float64)) or (
        kind in (int, bool) and type(value) is kind and abs(value) < _LARGE
    ):
        numbers.append(np.array([value], dtype=float))
        return True
    return False


def aligned(value: Any, right: Any) -> Aligned:
    """A result in the form that the reference's has, and the slips that were taken back."""
    found = Aligned()
    _align(value, right, (), found)
    return found


def _align(value: Any, right: Any, path: Path, found: Aligned) -> None:
    if isinstance(value, Changed):
        value = value.now
    if isinstance(value, tuple) and len(value) == 1 and not isinstance(right, tuple | list):
        found.slips.add(Slip("comma", Leaf(path, np.empty(0)).place))
        [value] = value
    if value is None and right is not None and not path:
        found.slips.add(Slip("nothing"))
        found.without(right)
        return
    if isinstance(right, dict):
        _align_dict(value, right, path, found)
    elif isinstance(right, tuple | list):
        _align_sequence(value, right, path, found)
    else:
        numbers = aligned_leaf(value, right, path, found.slips)
        found.leaves.append(numbers)
        found.foreign |= numbers is None


def _align_dict(value: Any, right: Mapping[Any, Any], path: Path, found: Aligned) -> None:
    place = Leaf(path, np.empty(0)).place
    if isinstance(value, tuple | list) and len(value) == len(right):
        found.slips.add(Slip("sequence", place, type(value).__name__))
        value = dict(zip(right, value, strict=True))
    if not isinstance(value, dict):
        found.without(right)
        found.foreign = True
        return
    missing = [key for key in right if key not in value]
    extra = [key for key in islice(value, _MOST_KEYS) if key not in right]
    renamed = _renamed(missing, extra)
    for key, item in right.items():
        if key in value:
            _align(value[key], item, (*path, key), found)
        elif key in renamed:
            found.slips.add(Slip("renamed", str(key), short_name(renamed[key])))
            _align(value[renamed[key]], item, (*path, key), found)
        else:
            found.slips.add(Slip("missing", str(key)))
            found.without(item)
    for key in extra:
        if key not in renamed.values():
            found.slips.add(Slip("extra", "", short_name(key)))


def _renamed(missing: list[Any], extra: list[Any]) -> dict[Any, Any]:
    """Which extra key stands for which missing one: `dW1`, `W1_grad` for `W1`."""
    names: dict[Any, Any] = {}
    for key in missing:
        alike = [other for other in extra if _contains(str(other), str(key))]
        if len(alike) == 1:
            names[key] = alike[0]
    return names if len(set(map(str, names.values()))) == len(names) else {}


def _contains(name: str, key: str) -> bool:
    before, found, after = name.lower().partition(key.lower())
    return bool(found) and not after[:1].isdigit() and len(before) + len(after) <= 12


def _align_sequence(value: Any, right: Any, path: Path, found: Aligned) -> None:
    if isinstance(value, tuple | list) and len(value) == len(right):
        if _is_turned(value, right):
            found.slips.add(Slip("order"))
            value = value[::-1]
        for index, item in enumerate(right):
            _align(value[index], item, (*path, index), found)
        return
    place = _only_place(value, right)
    for index, item in enumerate(right):
        if index == place:
            found.slips.add(Slip("alone", str(index)))
            _align(value, item, (*path, index), found)
        else:
            found.without(item)
    found.foreign |= place is None


def _is_turned(value: Any, right: Any) -> bool:
    if len(right) != 2:
        return False
    turned = [likeness(value[0], right[1]), likeness(value[1], right[0])]
    straight = [likeness(value[0], right[0]), likeness(value[1], right[1])]
    return min(turned) > max(straight)


def _only_place(value: Any, right: Any) -> int | None:
    """Which part of a result a value is, if it is more like this one than like any other."""
    alike = [likeness(value, item) for item in right]
    best = max(alike, default=Likeness.NOTHING)
    return alike.index(best) if best and alike.count(best) == 1 else None
