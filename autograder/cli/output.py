"""What a command writes for another program."""

import sys
from pathlib import Path

STANDARD_OUTPUT = Path("-")


def write_text(text: str, file: Path) -> None:
    """Write a text to a file or to standard output, always as UTF-8."""
    if file == STANDARD_OUTPUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    else:
        file.write_text(text, encoding="utf-8", newline="\n")
