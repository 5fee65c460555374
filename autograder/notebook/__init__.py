"""What a learner's notebook uses: its public checks, cells that wait for a function, and pictures.

from autograder.notebook import check, plot_boundary, plot_curves, plot_losses, when_ready
from autograder.notebook import colour, load_digits, play, plot_training, progress
"""

from autograder.notebook.checks import check, when_ready
from autograder.notebook.digits import load_digits
from autograder.notebook.play import play
from autograder.notebook.plots import (
    colour,
    plot_boundary,
    plot_curves,
    plot_losses,
    plot_training,
)
from autograder.notebook.progress import progress
from autograder.notebook.saved_files import follow_saves

__all__ = [
    "check",
    "colour",
    "load_digits",
    "play",
    "plot_boundary",
    "plot_curves",
    "plot_losses",
    "plot_training",
    "progress",
    "when_ready",
]

follow_saves()
