"""Words that a student wrote outside of the answer cells: the person who marks has to see them.

Editors let a student answer in a new cell, delete the answer cell, split or merge cells, or write
into a cell that nbgrader locks; some lose nbgrader's metadata. What is new is found line by line,
as splitting and merging change no line. A notebook that can't be read at all is shown as text.
"""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy

from autograder.gradebook.notebooks.released import Cell, source_of

HEADING = "**From other cells of this notebook, as nothing was written in this one:**"
LONGEST_TEXT = 100_000  # characters of a file that is no notebook
PICTURE_DATA = re.compile(r"[A-Za-z0-9+/=]{500,}")
FENCES = re.compile(r"`{3,}")


def lines_in(cells: Iterable[Cell]) -> frozenset[str]:
    """All lines of the cells, each run of blanks as one."""
    return frozenset(line for cell in cells for line in _lines(cell))


def says_more(cell: Cell, released: frozenset[str]) -> bool:
    """Whether a cell has a line that is not among the released ones."""
    return any(line not in released for line in _lines(cell))


def answer_with(answer: Cell, others: Sequence[Cell]) -> None:
    """Put copies of other cells into an answer cell, below its own text."""
    texts = [answer["source"], HEADING]
    pictures = dict(answer.get("attachments", {}))
    for number, cell in enumerate(others):
        text = cell["source"] if cell["cell_type"] == "markdown" else _fenced(cell["source"])
        for name, picture in cell.get("attachments", {}).items():
            new = f"{number}-{name}"  # editors call every pasted picture image.png
            text = text.replace(f"attachment:{name}", f"attachment:{new}")
            pictures[new] = deepcopy(picture)
        texts.append(text)
    answer["source"] = "\n\n".join(texts)
    if pictures and answer["cell_type"] == "markdown":
        answer["attachments"] = pictures


def answer_with_file(answer: Cell, what: str, content: bytes) -> None:
    """Put the text of a file that is no notebook into an answer cell, below its own text."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    text = PICTURE_DATA.sub(lambda data: f"({len(data[0])} characters)", text)
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]}\n({len(text) - LONGEST_TEXT} more characters in the file)"
    answer["source"] = "\n\n".join([answer["source"], f"**{what}. Its text:**", _fenced(text)])


def _fenced(text: str) -> str:
    longest = max(map(len, FENCES.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _lines(cell: Cell) -> Iterable[str]:
    lines = (" ".join(line.split()) for line in source_of(cell).splitlines())
    return (line for line in lines if line)
