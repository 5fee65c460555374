"""When a learner saves a module, and whether the file is complete."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import Change, awatch

from autograder.course import Assignment
from autograder.learn.parsing import broken_line
from autograder.learn.workspace.workspace import Workspace

STEP_MS = 15
"""changes that come closer together than this are one save"""
LONGEST_SAVE_MS = 200
SETTLE_SECONDS = 0.12
"""how long to wait for the rest of a file that can't be parsed"""


async def saves(workspace: Workspace, stop: asyncio.Event) -> AsyncIterator[Assignment]:
    """The assignment of each module that changes, each time.

    The folders are watched, not the files: many editors write a new file and give it the old name.
    """
    modules = {workspace.module(a).name: a for a in workspace.assignments()}
    folders = {workspace.folder(a).name: a for a in workspace.assignments()}

    def of_an_assignment(change: Change, path: str) -> bool:
        file = Path(path)
        assignment = modules.get(file.name)
        return assignment is not None and folders.get(file.parent.name) is assignment

    async for changes in awatch(
        *(workspace.folder(a) for a in workspace.assignments()),
        watch_filter=of_an_assignment,
        step=STEP_MS,
        debounce=LONGEST_SAVE_MS,
        stop_event=stop,
        recursive=False,
    ):
        for name in sorted({Path(path).name for _, path in changes}):
            yield modules[name]


def looks_complete(module: Path) -> bool:
    """Whether the file exists and can be parsed; a file that is being saved often can't."""
    try:
        source = module.read_bytes()
    except OSError:
        return False
    return bool(source.strip()) and broken_line(source) is None


async def completed(module: Path, changed: asyncio.Event) -> None:
    """Wait until a file that is being saved is complete, or doesn't change any more."""
    while not looks_complete(module):
        changed.clear()
        try:
            await asyncio.wait_for(changed.wait(), SETTLE_SECONDS)
        except TimeoutError:
            return
