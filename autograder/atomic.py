"""Writing a file in one step: a reader, or a crash, finds the old content or the new, never a part.

Both functions write a draft in the same folder first. They raise OSError, and leave no draft then.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

READABLE = 0o666  # less what the umask takes away, as for any new file


def replace_file(path: Path, content: bytes) -> None:
    """Write a file, over the old one where there is one."""
    with _draft(path, content, READABLE) as draft:
        draft.replace(path)


def create_file(path: Path, content: bytes, mode: int = READABLE) -> None:
    """Write a file where there is none; the first of two processes wins."""
    with _draft(path, content, mode) as draft, suppress(FileExistsError):
        os.link(draft, path)


@contextmanager
def _draft(path: Path, content: bytes, mode: int) -> Iterator[Path]:
    draft = path.with_name(f".{path.name}.{token_hex(4)}")  # threads write at the same time, too
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(draft, flags, mode), "wb") as file:
            file.write(content)
        yield draft
    finally:
        draft.unlink(missing_ok=True)
