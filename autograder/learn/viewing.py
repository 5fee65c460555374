"""Open a picture in the viewer of the learner's own system, where there is a screen."""

import os
import sys
from pathlib import Path

import click


def view(file: Path) -> bool:
    """Open the file, without waiting. False where there is no screen to open a window on."""
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    return click.launch(str(file)) == 0
