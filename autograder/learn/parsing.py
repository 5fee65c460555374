"""Why and where a learner's file can't be parsed. It is only compiled here, and never run."""

import warnings
from dataclasses import dataclass


@dataclass(frozen=True)
class ParseFault:
    """The first place that Python can't read; no numbers where Python gives none."""

    line: int | None = None
    column: int | None = None
    """both from 1"""


def parse_fault(source: bytes | str) -> ParseFault | None:
    """Why a file can't be parsed; None where it can."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "module", "exec")
    except SyntaxError as error:
        return ParseFault(error.lineno, error.offset)
    except (ValueError, RecursionError, MemoryError):
        return ParseFault()
    return None
