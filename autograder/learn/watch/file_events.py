"""When a learner saves a module, and whether what lies there is whole."""

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
"""how long a file that can't be parsed is given to be written to its end"""


async def saves(workspace: Workspace, stop: asyncio.Event) -> AsyncIterator[Assignment]:
    """The assignments whose module changed, each time one did.

    The folders are watched, not the files: many editors write a new file and rename it over.
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


def looks_whole(module: Path) -> bool:
    """Whether the file is there and can be parsed; a save in progress often is not."""
    try:
        source = module.read_bytes()
    except OSError:
        return False
    return bool(source.strip()) and broken_line(source) is None


async def settled(module: Path, changed: asyncio.Event) -> None:
    """Wait until a file that is being written is whole, or nothing more comes."""
    while not looks_whole(module):
        changed.clear()
        try:
            await asyncio.wait_for(changed.wait(), SETTLE_SECONDS)
        except TimeoutError:
            return
