"""The time of a submission, from nbgrader's `timestamp.txt`."""

import re
import warnings
from datetime import datetime
from pathlib import Path

from autograder.submissions.folder import TIMESTAMP, read_plain

LONGEST = 100
FITTING = re.compile(r"[\w:.+\- /]+")


def read_timestamp(folder: Path) -> tuple[datetime | None, str]:
    """The time in UTC without a zone, as nbgrader stores it; None where there is none.

    The text beside it says why a time that is there can't be used; it is empty otherwise.
    """
    from nbgrader.utils import parse_utc

    try:
        text = read_plain(folder / TIMESTAMP, LONGEST).decode().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None, ""
    except (OSError, UnicodeDecodeError):
        return None, f"{TIMESTAMP} can't be read: the submission counts as not late."
    if not text:
        return None, ""
    fitting = FITTING.fullmatch(text) and ".." not in text and " /" not in text
    try:
        if fitting:  # dateutil looks a zone's name up as a file
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a zone that it doesn't know
                return parse_utc(text), ""
    except (ValueError, ArithmeticError, TypeError, AttributeError):
        pass
    return None, f"{TIMESTAMP} holds no time ({text[:40]!a}): the submission counts as not late."
