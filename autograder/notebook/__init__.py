"""What a learner's notebook uses: its public checks, cells that wait for a function, and pictures.

from autograder.notebook import check, plot_boundary, plot_curves, plot_losses, when_ready
from autograder.notebook import load_digits
"""

from autograder.notebook.checks import check, when_ready
from autograder.notebook.digits import load_digits
from autograder.notebook.plots import plot_boundary, plot_curves, plot_losses
from autograder.notebook.saved_files import follow_saves

__all__ = [
    "check",
    "load_digits",
    "plot_boundary",
    "plot_curves",
    "plot_losses",
    "when_ready",
]

follow_saves()
