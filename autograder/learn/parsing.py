"""Whether a learner's file can be parsed. It is only compiled here, and never run."""

import warnings


def broken_line(source: bytes | str) -> int | None:
    """The first line that Python can't parse, as far as it says; None where it can parse all."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "module", "exec")
    except SyntaxError as error:
        return error.lineno or 1
    except (ValueError, RecursionError, MemoryError):
        return 1
    return None
