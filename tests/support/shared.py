"""Folders that are expensive to make: made once in a run, whichever worker of pytest needs one."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

Share = Callable[[str, Callable[[Path], None]], Path]


def share_by(factory: pytest.TempPathFactory) -> Share:
    """`share(name, make)`: the folder that `make(folder)` has filled, here or in another worker.

    Copy what is to be changed: everyone sees the same folder.
    """
    of_this_process = factory.getbasetemp()
    of_the_run = of_this_process.parent if "PYTEST_XDIST_WORKER" in os.environ else of_this_process

    def share(name: str, make: Callable[[Path], None]) -> Path:
        place = of_the_run / "shared" / name
        place.parent.mkdir(exist_ok=True)
        with place.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = place.with_suffix(".done")
            if not done.exists():
                place.mkdir()
                make(place)
                done.touch()
        return place

    return share
