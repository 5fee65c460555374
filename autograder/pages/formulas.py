"""LaTeX formulas as MathML, which browsers show without any script.

Formulas are taken out of a text before it is cleaned, as our cleaning knows no MathML, and put back
afterwards. What the library returns is looked at once more: it may hold nothing but MathML.
"""

import re
from html import escape, unescape
from xml.etree import ElementTree

from math_core import LatexError, LatexToMathML

LONGEST = 2000
"""characters of a formula; the library calls itself for each bracket"""
MOST = 400
"""formulas in a text"""
TAGS = {
    *("math", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom"),
    *("mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup"),
    *("mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
}
ATTRIBUTES = {
    *("accent", "accentunder", "columnlines", "display", "displaystyle", "fence", "form", "height"),
    *("largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits"),
    *("rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width", "depth"),
    "style",
}
STYLE = re.compile(r"[a-z0-9 :;,.%-]*")  # no colour, which the page's background may not fit
NAMED = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)[A-Za-z]+;")
"""a character by a name that XML doesn't know"""
OPEN, CLOSE = "\ue000", "\ue001"
"""around the number of a formula that was taken out; no attribute may have them"""
PLACE = re.compile(f"{OPEN}([0-9]+){CLOSE}")
CONVERTER = LatexToMathML()


class Formulas:
    """The formulas of a text, each with a place in it."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def place(self, latex: str, otherwise: str, *, block: bool) -> str:
        """What stands in the text until the formula is put back.

        `otherwise` is the HTML for one that can't be understood.
        """
        html = mathml(latex, block=block) if len(self._found) < MOST else None
        if html is None:
            return otherwise
        self._found.append(html)
        return f"{OPEN}{len(self._found) - 1}{CLOSE}"

    def put_back(self, html: str) -> str:
        """The cleaned text with its formulas, each once: a student may write places, too."""
        left = dict(enumerate(self._found))
        return PLACE.sub(lambda place: left.pop(int(place[1]), ""), html)


def without_places(text: str) -> str:
    """A text in which nobody has written a place."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def mathml(latex: str, *, block: bool) -> str | None:
    """The formula as MathML; None where it can't be understood."""
    if len(latex) > LONGEST:
        return None
    try:
        found = str(CONVERTER.convert_with_local_state(latex.strip(), displaystyle=block))
    except LatexError:
        return None
    html = NAMED.sub(lambda name: unescape(name[0]), found)
    return html if _is_mathml(html) else None


def plain(latex: str) -> str:
    """The formula as it was written."""
    return f"<code>{escape(latex.strip(), quote=False)}</code>"


def _is_mathml(html: str) -> bool:
    try:
        tree = ElementTree.fromstring(html)
    except ElementTree.ParseError:
        return False
    return all(
        node.tag in TAGS
        and node.attrib.keys() <= ATTRIBUTES
        and STYLE.fullmatch(node.get("style", ""))
        for node in tree.iter()
    )
