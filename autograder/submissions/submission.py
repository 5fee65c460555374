"""A student's submission, from the folder on disk to the row in the gradebook."""

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Submission:
    """One student's work for one assignment.

    It starts as a folder (`folder.list_submissions`), gets a fingerprint (`contents.fingerprinted`)
    and a source (`module.read_module`). The source is read last and given to the grader only, so a
    class of thousands needs little memory.
    """

    student: str
    source: bytes = field(default=b"", repr=False)
    """the module's bytes; empty until they are read, or where they can't be"""
    invalid_reason: str = ""
    """why there is nothing to grade, as a sentence for the student; empty for a valid submission"""
    folder: Path = Path(os.devnull)
    """`submitted/STUDENT/NAME`"""
    fingerprint: str = ""
    """a hash of everything that the result depends on"""

    @property
    def contents(self) -> Path:
        """The folder to read from: an empty place where the folder is a file or a link."""
        real = os.path.isdir(self.folder) and not os.path.islink(self.folder)
        return self.folder if real else Path(os.devnull)

    @property
    def sha256(self) -> str:
        """The digest of the module's bytes, empty where none could be read."""
        return hashlib.sha256(self.source).hexdigest() if self.source else ""
