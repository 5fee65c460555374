"""An exception of the learner's own code, told in a sentence with its file and line."""

import traceback
from pathlib import Path

from autograder.message_parts import Part, read_line


def is_in(error: BaseException, folder: Path) -> bool:
    """Whether an exception comes from a file of this folder, or from reading one."""
    return _place(error, folder) is not None


def describe(error: BaseException, folder: Path) -> tuple[Part, ...]:
    """What was raised and where, and that line: `network.py, line 12: TypeError: …`."""
    what = type(error).__name__
    if text := _text(error):
        what += f": {text}"
    place = _place(error, folder)
    if place is None:
        return (("", what),)
    file, line = place
    source = read_line(file, line).strip()
    where = (f"{file.name}, line {line}", what)
    return (where, ("", f"    {source}")) if source else (where,)


def waiting_for(todo: NotImplementedError, folder: Path) -> str:
    """What a stub says, and where it stands."""
    place = _place(todo, folder)
    said = _text(todo) or "Something is still to be written."
    return said if place is None else f"{said} ({place[0].name}, line {place[1]})"


def _place(error: BaseException, folder: Path) -> tuple[Path, int] | None:
    """The last place in a file of this folder, the public checks aside where there is another."""
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


def _text(error: BaseException) -> str:
    try:
        text = str((error.msg or "") if isinstance(error, SyntaxError) else error)
    except Exception:  # an exception of the learner's own may fail at that, too
        return ""
    return text if len(text) <= 500 else text[:500] + " …"
