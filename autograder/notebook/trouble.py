"""An exception of the learner's own code in words, with its file and line."""

import traceback
from pathlib import Path

from autograder.message_parts import Part, read_line
from autograder.text import error_text

LONGEST_TEXT = 500


def is_in(error: BaseException, folder: Path) -> bool:
    """Whether an exception comes from a file of this folder, or from reading one."""
    return _place(error, folder) is not None


def describe(error: BaseException, folder: Path) -> tuple[Part, ...]:
    """What was raised and where, and that line: `network.py, line 12: TypeError: …`."""
    what = type(error).__name__
    if text := error_text(error, LONGEST_TEXT):
        what += f": {text}"
    place = _place(error, folder)
    if place is None:
        return (("", what),)
    file, line = place
    source = read_line(file, line).strip()
    where = (f"{file.name}, line {line}", what)
    return (where, ("", f"    {source}")) if source else (where,)


def waiting_for(todo: NotImplementedError, folder: Path) -> str:
    """What a stub says, and where it is."""
    place = _place(todo, folder)
    text = error_text(todo, LONGEST_TEXT) or "There is still something to write."
    return text if place is None else f"{text} ({place[0].name}, line {place[1]})"


def _place(error: BaseException, folder: Path) -> tuple[Path, int] | None:
    """The last place in a file of this folder; in the public checks only if there is no other."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        file = Path(error.filename)
        return (file, error.lineno) if file.parent == folder else None
    places = [
        (Path(frame.f_code.co_filename), line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if Path(frame.f_code.co_filename).parent == folder
    ]
    own = [place for place in places if not place[0].name.startswith("test_")]
    return (own or places)[-1] if places else None
