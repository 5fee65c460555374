"""Markdown, code and outputs from a submission, as HTML that can do nothing on a page.

nbgrader's templates put a text cell on the page without cleaning it, and nbconvert's cleaning
removes every paragraph and table. What is here may take long with hostile text, so
`renderer.py` lets a process with limits do it.
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import nh3
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.token import STANDARD_TYPES

from autograder.pages.formulas import CLOSE, OPEN, Formulas, plain, without_places

TAGS = {
    *("a", "abbr", "acronym", "b", "blockquote", "code", "em", "i", "li", "ol", "strong", "ul"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "span", "pre", "img"),
    *("del", "ins", "kbd", "mark", "s", "samp", "small", "sub", "sup", "u", "var"),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("details", "summary", "dl", "dt", "dd"),
}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ATTRIBUTES = {
    "*": {"class", "title", "alt", "style", "colspan", "rowspan", "align"},
    "a": {"href"},
    "img": {"src"},
}
# A page's style sheets give a meaning to many classes (a dialog over all, a verdict of ours), so
# only those of highlighted code and of a table of pandas are kept.
STUDENT_CLASSES = frozenset({"highlight", "anchor-link", "dataframe", *STANDARD_TYPES.values()})
OUTPUT_CLASSES = STUDENT_CLASSES | {"autograder-feedback", "tex2jax_ignore"}
STYLES = {"text-align", "font-weight", "white-space"}
SCHEMES = {"http", "https", "mailto", "data"}  # `data` for pictures alone, see `_allowed`
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
FILE_NAME = re.compile(r"(?!\.)[\w\-][\w\-./]*")
WITHOUT_WORDS = re.compile(r"<img\b(?![^>]{0,500}\balt\s*=)", re.IGNORECASE)
"""a picture that a screen reader would spell"""
IGNORED_IN_ADDRESSES = re.compile(r"[\x00-\x20]+")  # by browsers
ATTACHMENT = "attachment:"
MOST_PICTURE_BYTES = 32 << 20  # in one cell, where a picture counts each time that it is shown
MOST_IN_AN_ANSWER = 150_000  # the same on the page that a student gets


def clean(
    markup: str, classes: frozenset[str] = STUDENT_CLASSES, *, for_own_page: bool = False
) -> str:
    """The markup without everything that could act, load or hide something.

    A page of our own has headings of its own and needs no other file.
    """

    def allowed(tag: str, name: str, value: str) -> str | None:
        if OPEN in value or CLOSE in value:
            return None
        if name == "class":
            return " ".join(word for word in value.split() if word in classes) or None
        if for_own_page and name == "src" and not PICTURE.fullmatch(value):
            return None
        return _allowed(name, value)

    return nh3.clean(
        markup,
        tags=TAGS - HEADINGS if for_own_page else TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=allowed,
        url_schemes=SCHEMES,
        filter_style_properties=STYLES,
    )


def markdown(source: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
    """A text cell as HTML, its pasted pictures included. Formulas are MathML."""
    renderer = _Renderer(escape=False, attachments=dict(attachments))
    html = MarkdownWithMath(renderer=renderer).render(without_places(source))
    return renderer.formulas.put_back(clean(html))


def answer(source: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
    """A text cell for the page that a student gets, which needs no other file and no script.

    Headings are bold lines, as the page has its own.
    """
    renderer = _AnswerRenderer(escape=False, attachments=dict(attachments))
    html = MarkdownWithMath(renderer=renderer).render(without_places(source))
    described = WITHOUT_WORDS.sub('<img alt=""', html)
    return renderer.formulas.put_back(clean(described, for_own_page=True))


def code(source: str, language: str) -> str:
    """A code cell as HTML."""
    return clean(Highlight2HTML(pygments_lexer=language)(source))


class _Renderer(IPythonRenderer):  # type: ignore[misc]
    """nbconvert's own, which stops at a picture that isn't there, and shows one without an end.

    A formula that isn't understood is left to MathJax, which nbgrader's pages load.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.formulas = Formulas()
        self._picture_bytes = 0

    def block_math(self, body: str) -> str:
        return self.formulas.place(body, self.as_written(body, "$$"), block=True)

    def inline_math(self, body: str) -> str:
        return self.formulas.place(body, self.as_written(body, "$"), block=False)

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def as_written(self, formula: str, mark: str) -> str:
        """A formula that isn't understood."""
        return f"{mark}{self.escape_html(formula)}{mark}"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture, or its name where it is of a kind that isn't shown.

        Raises ValueError where a cell shows too much.
        """
        name = url.removeprefix(ATTACHMENT)
        if url.startswith(ATTACHMENT) and not self.attachments.get(name):
            return f"<em>[the picture {escape(name)} can't be shown]</em>"
        html = str(super().image(text, url, title))
        self._picture_bytes += len(html)
        if self._picture_bytes > MOST_PICTURE_BYTES:
            raise ValueError("too many pictures")
        return html


class _AnswerRenderer(_Renderer):
    """For a page of its own: no other file, and no script that shows formulas."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._size = 0

    def as_written(self, formula: str, mark: str) -> str:
        return plain(formula)

    def heading(self, text: str, level: int, **_: Any) -> str:
        return f"<p><strong>{text}</strong></p>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        attached = self.attachments.get(url.removeprefix(ATTACHMENT), {})
        if not url.startswith(ATTACHMENT):
            return f"<em>[the picture {escape(url)} is in your own folder]</em>"
        self._size += sum(map(len, attached.values()))
        if self._size > MOST_IN_AN_ANSWER:
            return "<em>[a picture too large for this page; it is in your notebook]</em>"
        return super().image(text, url, title)


def _allowed(name: str, value: str) -> str | None:
    """The attribute's value; None for a picture from elsewhere, and a link that is a document."""
    if name == "src":
        is_file = FILE_NAME.fullmatch(value) and ".." not in value
        return value if is_file or PICTURE.fullmatch(value) else None
    if name == "href":
        address = IGNORED_IN_ADDRESSES.sub("", value)
        return None if address.lower().startswith("data:") else value
    return value
