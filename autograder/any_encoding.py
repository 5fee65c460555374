"""Text for a terminal or a file that can't show every character: the nearest ones it can show.

A learner on Windows may have cp1252, a job in CI may have ASCII. What we print must come through
there too: with a `d` for a `∂`, but never as a UnicodeEncodeError.
"""

import codecs
import unicodedata
from typing import TextIO

NEAREST = "autograder.nearest"
"""the name of the error handler, for `errors=`"""
_REPLACEMENTS = {
    **{"…": "...", "·": ".", "•": "*", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"'},
    **{"→": "->", "←": "<-", "⇒": "=>", "×": "x", "−": "-", "∕": "/", "∗": "*", "≈": "~"},
    **{"≤": "<=", "≥": ">=", "≠": "!=", "±": "+-", "∞": "inf", "√": "sqrt", "½": "1/2"},
    **{"²": "^2", "³": "^3", "∂": "d", "∇": "grad", "Σ": "sum", "Π": "prod", "′": "'"},
    **{"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "eps", "η": "eta"},
    **{"λ": "lambda", "μ": "mu", "µ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma"},
    **{"✓": "+", "✗": "x", "◐": "~", "○": "o", "●": "*", "◉": "*", "█": "#", "━": "-"},
    **{"─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+"},
}


def nearest(text: str) -> str:
    """The text in ASCII, each character by the nearest that there is, or by a question mark."""
    return "".join(map(_nearest, text))


def print_anything(stream: TextIO) -> None:
    """Let a stream write any text, whatever its encoding."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:  # a notebook's own stream has none, and can show everything
        reconfigure(errors=NEAREST)


def _nearest(character: str) -> str:
    if character.isascii():
        return character
    if character in _REPLACEMENTS:
        return _REPLACEMENTS[character]
    decomposed = unicodedata.normalize("NFKD", character)
    letters = "".join(c for c in decomposed if c.isascii())
    return letters or ("" if unicodedata.combining(character) else "?")


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    """For `codecs`: in place of what can't be encoded."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return nearest(error.object[error.start : error.end]), error.end


codecs.register_error(NEAREST, _replace)
