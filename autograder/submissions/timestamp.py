"""The time of a submission, from nbgrader's `timestamp.txt`."""

import re
import warnings
from datetime import datetime
from pathlib import Path

from autograder.submissions.contents import TIMESTAMP
from autograder.submissions.safe_reading import read_file

LONGEST = 100
POSSIBLE = re.compile(r"[\w:.+\- /]+")


def read_timestamp(folder: Path) -> tuple[datetime | None, str]:
    """The time in UTC without a zone, as nbgrader stores it; None where there is none.

    The second value says why the file can't be used; it is empty otherwise.
    """
    from nbgrader.utils import parse_utc

    try:
        text = read_file(folder / TIMESTAMP, LONGEST).decode().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None, ""
    except (OSError, UnicodeDecodeError):
        return None, f"{TIMESTAMP} can't be read: the submission counts as not late."
    if not text:
        return None, ""
    # dateutil opens a file of the name of a time zone, so no path may get that far
    possible = POSSIBLE.fullmatch(text) and ".." not in text and " /" not in text
    try:
        if possible:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of an unknown zone
                return parse_utc(text), ""
    except (ValueError, ArithmeticError, TypeError, AttributeError):
        pass
    return (
        None,
        f"{TIMESTAMP} has no time in it ({text[:40]!a}): the submission counts as not late.",
    )
