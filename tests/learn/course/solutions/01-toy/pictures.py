"""One picture: what is learned is a line."""

import numpy as np


def line(module):
    """A line that is doubled"""
    grid = np.linspace(0, 1, 5)
    field = np.array([np.outer(grid, grid) / 2, module.double(np.outer(grid, grid)) / 2])
    return {
        "curves": {"loss": np.asarray(module.double(np.array([3.0, 2.0, 1.0])))},
        "boundary": {
            "points": np.array([[0.25, 0.25], [0.75, 0.75]]),
            "labels": np.array([0, 1]),
            "extent": (0.0, 1.0, 0.0, 1.0),
            "steps": np.array([0, 2]),
            "field": field,
        },
    }
