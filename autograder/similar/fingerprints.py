"""The fingerprints of programs, found in a process of its own: students wrote the programs."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from autograder.child_processes import ONE_THREAD
from autograder.errors import CourseError
from autograder.text import one_line

AT_A_TIME = 200
"""programs for one process: what one may hold up, and how much is in memory"""
WORKER = "autograder.similar.fingerprint_worker"

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Fingerprints:
    """Those of one program, one line of each array for one place in it."""

    hashes: Array
    first: Array
    """the lines where they begin, from 1"""
    last: Array

    @property
    def values(self) -> frozenset[int]:
        """Each hash once."""
        return frozenset(self.hashes.tolist())

    def lines(self, hashes: frozenset[int]) -> list[int]:
        """The numbers of the lines where these fingerprints are, in order."""
        chosen = np.isin(self.hashes, list(hashes))
        places = zip(self.first[chosen].tolist(), self.last[chosen].tolist(), strict=True)
        return sorted({line for first, last in places for line in range(first, last + 1)})


def require_copydetect() -> None:
    """Raises CourseError where the extra is not installed, or this system can't limit a process."""
    if find_spec("copydetect") is None:
        raise CourseError(
            'this command needs copydetect, which is not installed: pip install "nn-autograder'
            '[similar]"'
        )
    if sys.platform == "win32":
        raise CourseError("this command needs Linux or macOS, which can limit a process")


def fingerprints_of(sources: Sequence[str]) -> Iterator[Fingerprints | str]:
    """For each program its fingerprints, or why there are none, in the order of the sources.

    The numbers of two calls can't be compared. A program that ends the process costs itself alone.
    Raises CourseError where the process can't start.
    """
    # the same for the same class, and known to nobody who has one program of it
    seed = str(int.from_bytes(_digest(sources)[:4], "big"))
    left = list(sources)
    while left:
        asked = left[:AT_A_TIME]
        answers = list(_answers(asked, seed))
        yield from answers
        left = left[len(answers) :]
        if len(answers) < len(asked):
            yield "reading it took more time or memory than it may"
            left = left[1:]


def _digest(sources: Sequence[str]) -> bytes:
    return hashlib.sha256(json.dumps(list(sources)).encode()).digest()


def _answers(sources: Sequence[str], seed: str) -> Iterator[Fingerprints | str]:
    """The answers of one process, as far as it came."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", WORKER],
        input=json.dumps(sources).encode(),
        capture_output=True,
        env={**os.environ, **ONE_THREAD, "PYTHONHASHSEED": seed, "MPLBACKEND": "agg"},
        check=False,
    )
    ready, *lines = done.stdout.splitlines() or [b""]
    if not ready:
        last_words = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise CourseError(f"the process that reads programs can't start: {one_line(last_words)}")
    for line in lines:
        try:
            answer = json.loads(line)
        except ValueError:  # it ended in the middle of a line
            return
        yield _understood(answer)


def _understood(answer: dict[str, Any]) -> Fingerprints | str:
    if "why" in answer:
        return str(answer["why"])
    rows = np.array(answer["fingerprints"], dtype=np.int64).reshape(-1, 3)
    return Fingerprints(rows[:, 0], rows[:, 1].astype(np.int32), rows[:, 2].astype(np.int32))
