"""`python -m benchmarks.watch`: seconds from saving a module to the verdict on the terminal.

`autograder watch` runs in a pseudo-terminal, as for a learner; a save is a rename over the module,
the verdict is there when its last line has come through the terminal.
"""

import os
import pty
import re
import select
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from autograder.course import COURSE_FILE, Assignment, Course, load_course
from autograder.grading.suite import load_misconceptions, load_reference, reference_text
from autograder.learn.watch.screen import KEYS
from autograder.learn.workspace.start import start_workspace
from autograder.learn.workspace.workspace import Workspace

AIM_SECONDS = 0.3
PAUSE_SECONDS = 0.7
START_SECONDS = 60.0
LAST_LINE = re.compile(re.escape(KEYS[-1].encode()) + rb" +\(\d+\.\d+ s\)")


def save_to_verdict(
    course: Course, assignment: Assignment, each: int = 15
) -> dict[str, list[float]]:
    """Seconds for each save of right programs, classic mistakes, and files that can't be parsed.

    The last row is a student's install: the public checks, on right programs.
    """
    right = _first(each, _right(course, assignment))
    kinds = {
        "right": right,
        "mistake": _first(each, _wrong(course, assignment)),
        "unparsable": [f"{source}\n(" for source in right],
    }
    with tempfile.TemporaryDirectory(prefix="watch-benchmark-") as folder:
        workspace = start_workspace(course, Path(folder) / "self-study").workspace
        with Watched(workspace, assignment) as watched:
            seconds = {kind: [watched.save(s) for s in sources] for kind, sources in kinds.items()}
        public_side = Path(folder) / "course"
        shutil.copytree(course.root / "assignments", public_side / "assignments")
        shutil.copy(course.root / COURSE_FILE, public_side)
        workspace = start_workspace(load_course(public_side), Path(folder) / "student").workspace
        with Watched(workspace, assignment) as watched:
            return seconds | {"public": [watched.save(source) for source in right]}


class Watched:
    """`autograder watch` in a terminal of its own."""

    def __init__(self, workspace: Workspace, assignment: Assignment) -> None:
        self._module = workspace.module(assignment)
        command = [sys.executable, "-m", "autograder", "watch", assignment.name]
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.chdir(workspace.root)
            os.environ |= {"TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
            os.execv(sys.executable, command)

    def __enter__(self) -> "Watched":
        self._wait_for_verdict(START_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        os.write(self._terminal, b"q")
        os.waitpid(self._pid, 0)
        os.close(self._terminal)

    def save(self, source: str) -> float:
        """Save the module; seconds until its verdict is on the screen."""
        time.sleep(PAUSE_SECONDS)
        draft = self._module.with_suffix(".draft")
        draft.write_text(source, encoding="utf-8")
        while select.select([self._terminal], [], [], 0)[0]:
            os.read(self._terminal, 65536)  # nothing of an earlier verdict may count as this one
        began = time.perf_counter()
        draft.replace(self._module)
        self._wait_for_verdict(START_SECONDS)
        return time.perf_counter() - began

    def _wait_for_verdict(self, seconds: float) -> None:
        screen = b""
        deadline = time.monotonic() + seconds
        while not LAST_LINE.search(screen):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._terminal], [], [], left)[0]:
                raise TimeoutError(f"no verdict came; the screen shows {screen[-2000:]!r}")
            screen += os.read(self._terminal, 65536)


def _right(course: Course, assignment: Assignment) -> Iterator[str]:
    folder = course.solution_dir(assignment)
    yield (folder / assignment.module).read_text(encoding="utf-8")
    for wheat in sorted((folder / "wheats").glob("*.py")):
        yield wheat.read_bytes().decode("utf-8-sig")


def _wrong(course: Course, assignment: Assignment) -> Iterator[str]:
    """The reference with one function exchanged for a misconception, functions in turn."""
    folder = course.solution_dir(assignment)
    reference = reference_text(folder, assignment, load_reference(folder, assignment))
    queues: dict[str, list[str]] = {}
    for misconception in load_misconceptions(folder, assignment, reference):
        queue = queues.setdefault(misconception.replaces, [])
        queue.append(misconception.version.program)
    for turn in zip_longest(*queues.values()):
        yield from (program for program in turn if program is not None)


def _first(count: int, programs: Iterator[str]) -> list[str]:
    return [program for program, _ in zip(programs, range(count), strict=False)]


def main() -> int:
    """Print a line for each kind of save. Exit code 1 where one is over the aim."""
    course = load_course(Path(__file__).parents[1])
    missed = False
    for assignment in course.assignments:
        if not course.release_dir(assignment).is_dir():
            continue
        print(f"{assignment.name}: seconds from save to verdict, aim {AIM_SECONDS} (median)")
        for kind, seconds in save_to_verdict(course, assignment).items():
            median, worst = statistics.median(seconds), max(seconds)
            missed |= median > AIM_SECONDS  # the worst is a program that is slow by itself
            print(f"  {kind:<12} {len(seconds):>3} saves   median {median:.3f}   worst {worst:.3f}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
