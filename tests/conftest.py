"""What every test run needs: matplotlib as it was installed, whatever this machine remembers."""

import os
import shutil
import tempfile

import pytest

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
    import matplotlib.font_manager  # noqa: F401


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if _OWN in config.stash:
        shutil.rmtree(config.stash[_OWN], ignore_errors=True)
