"""`compare`: the comparison of the hidden checks, for public ones; its message has the numbers."""

from types import ModuleType
from typing import Any

from autograder.grading.compare import expect
from autograder.grading.feedback.explain import explain_mismatch, numbers_of
from autograder.grading.mismatch import Mismatch
from autograder.message_parts import joined
from autograder.number_tables import laid_out

WIDTH = 76


class Different(AssertionError):  # noqa: N818 - an outcome of a check, not an error
    """A public example has another result; as text, all that can be said without the call."""

    def __init__(self, mismatch: Mismatch) -> None:
        super().__init__(mismatch.name)
        self.mismatch = mismatch

    def __str__(self) -> str:
        nothing_known = ModuleType("unknown")
        words = explain_mismatch(self.mismatch, [], nothing_known, title="")
        numbers = laid_out(numbers_of(self.mismatch, [], nothing_known), WIDTH)
        return "\n".join([joined(part for part in words if part[1]), *numbers])


def compare(
    what: str,
    got: Any,
    expected: Any,
    *,
    rtol: float = 1e-6,
    atol: float = 1e-9,
    extra_keys: bool = False,
) -> None:
    """Compare a result with the expected one: type, shape, then values.

    `what` is what the learner calls the value: `grads["W1"]`. The other arguments are those of the
    hidden checks' `expect`. Raises Different.
    """
    __tracebackhide__ = True  # pytest then shows the line of the check
    try:
        expect(got, expected, rtol=rtol, atol=atol, extra_keys=extra_keys, name=what)
    except Mismatch as mismatch:
        raise Different(mismatch) from None
