"""Text for a person to read: a learner's program may have chosen the words, so make them harmless.

The result is plain text. Whoever puts it into HTML or a spreadsheet still has to escape it.
"""

import re
import unicodedata
from collections.abc import Iterable

LONGEST_MESSAGE = 2000
LONGEST_LINE = 300
MOST_NAMES = 10
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def clean(text: str, limit: int = LONGEST_MESSAGE) -> str:
    """The text without control and invisible characters and memory addresses, at most `limit` long.

    Line breaks stay; tabs become spaces.
    """
    cut = text[: 4 * limit].expandtabs(4)
    if not cut.isascii() or not cut.isprintable():
        cut = "".join(c for c in cut if c in " \n" or unicodedata.category(c)[0] not in "CZ")
    cut = _ADDRESS.sub("", cut)
    return _shortened(cut, limit)


def one_line(text: str, limit: int = LONGEST_LINE) -> str:
    """The text cleaned, on one line, each run of blanks as one."""
    return _shortened(" ".join(clean(text, 4 * limit).split()), limit)


def visible(text: str, limit: int = 500) -> str:
    """The text on one line with all its blanks; a character that can't be seen becomes a blank."""
    return _shortened("".join(c if c.isprintable() else " " for c in text[: limit + 1]), limit)


def brief(text: str, limit: int) -> str:
    """The text on one line, at most `limit` bytes in UTF-8: what a program may say of its own.

    Bytes, because one character can carry as much as two bytes.
    """
    shown = visible(text, limit)
    if len(shown.encode(errors="replace")) <= limit:
        return shown
    return shown.encode(errors="replace")[: limit - 3].decode(errors="ignore") + "…"


def error_text(error: BaseException, limit: int = LONGEST_MESSAGE) -> str:
    """What an exception says, cleaned; empty where a learner's own exception fails at that, too."""
    try:
        text = str((error.msg or "") if isinstance(error, SyntaxError) else error)
    except Exception:
        return ""
    return clean(text, limit)


def number(value: float) -> str:
    """A score as a person writes it: 85, 7.5, 33.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def points_text(value: float) -> str:
    """So many points: `1 point`, `2.5 points`."""
    return f"{number(value)} point{'' if value == 1 else 's'}"


def score_text(score: float, max_score: float) -> str:
    """What was earned of how much: 7.5/10."""
    return f"{number(score)}/{number(max_score)}"


def listed(names: Iterable[str]) -> str:
    """The names in a line: `ada, bob and 7 more`."""
    first, *others = names
    shown = [first, *others[: MOST_NAMES - 1]]
    more = len(others) + 1 - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
