"""What every test run needs: one thread for NumPy, and matplotlib as it was installed."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator

import pytest

from autograder.gradebook.nbgrader_import import UNNEEDED
from tests.support.processes import no_new_processes
from tests.support.shared import Share, share_by

# Several tests run at a time: more threads would wait for each other and take twice the time.
for _library in ("OPENBLAS", "OMP", "MKL"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"

# Some tests import nbgrader before the engine does, which would hide this for a moment.
sys.modules.setdefault(UNNEEDED, None)  # type: ignore[arg-type]

_OWN = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """A matplotlib folder of this run's own.

    The user's may hold another style, or a list of fonts that was made when some were missing;
    then each formula in a notebook warns. The list is made here, once, because matplotlib says so
    on standard error where making it takes long.
    """
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    config.stash[_OWN] = os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp(prefix="matplotlib-")
    os.environ["XDG_STATE_HOME"] = os.path.join(config.stash[_OWN], "state")  # courses named
    import matplotlib.font_manager  # noqa: F401


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests come first: for one that begins last, all others would wait."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What is there now stays: no search for garbage needs to look at it again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if _OWN in config.stash:
        shutil.rmtree(config.stash[_OWN], ignore_errors=True)


@pytest.fixture(scope="session")
def share(tmp_path_factory: pytest.TempPathFactory) -> Share:
    """`share(name, make)`: a folder that is made once for all workers of a run."""
    return share_by(tmp_path_factory)


@pytest.fixture
def one_process() -> Iterator[None]:
    """Grading and feedback pages take no processes but the sandbox's: for tests of other things."""
    with no_new_processes():
        yield
