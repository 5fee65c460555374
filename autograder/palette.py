"""The colours of every picture: in the terminal's figures, in notebooks, on pages."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

# Okabe and Ito's colours: colour-blind people can tell them apart, too.
CLASS_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
CIVIDIS = (
    *("#00224e", "#083370", "#35456c", "#4f576c", "#666970", "#7d7c78"),
    *("#948e77", "#aea371", "#c8b866", "#e5cf52", "#fee838"),
)
"""eleven steps of the map cividis, from none to all; it works in black and white, too"""
MARKERS = ("o", "s", "^", "D", "v")
MINE, REFERENCE = "#D55E00", "#777777"
PALE = 0.55
"""how much white is mixed into the colours of the plane, so that the samples can be seen on it"""


def class_style(label: int) -> tuple[str, str]:
    """The colour and the marker of a class's samples."""
    return CLASS_COLOURS[label % len(CLASS_COLOURS)], MARKERS[label % len(MARKERS)]


def ink_on(colour: str) -> str:
    """Black or white, whichever can be read better on this colour (WCAG 2, relative luminance)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(colour)]
    luminance = float(np.dot([0.2126, 0.7152, 0.0722], linear))
    return "#000000" if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "#ffffff"


def colours_of(field: Array) -> Array:
    """The plane's colours: the classes' colours, mixed by the predicted probabilities.

    field: (..., K). Returns (..., 3), red, green and blue from 0 to 1.
    """
    palette = np.array([_rgb(class_style(k)[0]) for k in range(field.shape[-1])])
    certain = np.clip(np.nan_to_num(field, nan=0.5), 0.0, 1.0)
    return np.asarray(np.clip(PALE + (1 - PALE) * (certain @ palette), 0.0, 1.0))


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def curve_colours(number: int, count: int) -> tuple[str, str]:
    """The colours of one of several curves: the learner's, and the reference's.

    A single curve has a colour for each of the two; of several, each has one colour for both.
    """
    one, _ = class_style(number)
    return (MINE, REFERENCE) if count == 1 else (one, one)
