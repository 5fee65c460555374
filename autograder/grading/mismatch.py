"""`Mismatch`: one difference between what a learner's function returned and what is expected."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Kind = Literal["changed", "type", "structure", "shape", "dtype", "finite", "value"]
Path = tuple[int | str, ...]

NO_SIZE = -math.inf
"""the error of what is not compared as a number; less than every error that has a size"""


@dataclass(frozen=True)
class Changed:
    """In place of an argument that the learner's function has changed."""

    now: Any


class Mismatch(AssertionError):  # noqa: N818 - an outcome of a check, not an error
    """A learner's function returned something else than is expected at this place.

    `got` and `want` are the two values at `path` inside the arguments of `expect`, which are `root`
    and `want_root`. `got_text` and `want_text` say in words what differs; for the kind "value" they
    are empty, because the one who knows the call can describe that difference best (see `explain`).
    `error` is the largest error as a multiple of its tolerance, where it has a size.
    """

    def __init__(
        self,
        kind: Kind,
        path: Path,
        got: Any,
        want: Any,
        got_text: str = "",
        want_text: str = "",
        error: float = NO_SIZE,
    ) -> None:
        super().__init__(kind, path)
        self.kind = kind
        self.path = path
        self.got = got
        self.want = want
        self.got_text = got_text
        self.want_text = want_text
        self.error = error
        self.name = ""
        self.root: Any = None
        self.want_root: Any = None
        self.rtol = self.atol = 0.0

    def wrong_entries(self) -> Any:
        """Which entries of the result are wrong; only for results of the expected shape."""
        kinds = np.asarray(self.got).dtype.kind + np.asarray(self.want).dtype.kind
        if self.kind == "shape" or not set(kinds) <= set("fiu"):
            return False
        with np.errstate(all="ignore"):
            close = np.isclose(self.got, self.want, self.rtol, self.atol, equal_nan=True)
        return ~close

    def __str__(self) -> str:
        place = named_place(self.name.split(","), self.path)
        if self.kind == "value":
            return f"{place}: not the expected value"
        return f"{place}: got {self.got_text}, expected {self.want_text}"


def named_place(names: list[str], path: Path) -> str:
    """The place in the learner's terms: `cache["z1"]` for (1, "z1") of `y_hat, cache`.

    A check may return a dict whose keys are phrases: "the first result", or "one sample" for the
    case that it is about.
    """
    names = [name.strip() for name in names]
    root = names[0] if len(names) == 1 and names[0] else "the result"
    case = ""
    if len(names) > 1 and path and isinstance(path[0], int) and path[0] < len(names):
        root, path = names[path[0]], path[1:]
    elif phrase := phrase_in(path):
        path = path[1:]
        if phrase.startswith("the "):
            root = phrase
        else:
            case = f" ({phrase})"
    steps = (f"[{step}]" if isinstance(step, int) else f'["{step}"]' for step in path)
    return f"{root}{''.join(steps)}{case}"


def phrase_in(path: Path) -> str:
    """The phrase that a place begins with; empty where it begins with none."""
    return path[0] if path and isinstance(path[0], str) and " " in path[0] else ""
