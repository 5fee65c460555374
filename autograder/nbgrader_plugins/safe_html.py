"""Markdown and outputs from a submission, as HTML that can do nothing on the page that shows it.

These filters replace nbconvert's own: nbgrader's templates put a text cell on the page without
cleaning it, and nbconvert's cleaning removes every paragraph and table.
"""

import re
from typing import Any

import nh3
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

TAGS = {
    *("a", "abbr", "acronym", "b", "blockquote", "code", "em", "i", "li", "ol", "strong", "ul"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "span", "pre", "img"),
    *("del", "ins", "kbd", "mark", "s", "samp", "small", "sub", "sup", "u", "var"),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("details", "summary", "dl", "dt", "dd"),
}
ATTRIBUTES = {
    "*": {"class", "title", "alt", "style", "colspan", "rowspan", "align"},
    "a": {"href"},
    "img": {"src"},
}
STYLES = {"text-align", "font-weight", "white-space"}
SCHEMES = {"http", "https", "mailto", "data"}  # `data` for pictures alone, see `_allowed`
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
FILE_NAME = re.compile(r"(?!\.)[\w\-][\w\-./]*")
IGNORED_IN_ADDRESSES = re.compile(r"[\x00-\x20]+")  # by browsers


def clean_html(markup: str | bytes) -> str:
    """The markup without everything that could act, load or hide something."""
    text = markup.decode(errors="replace") if isinstance(markup, bytes) else str(markup)
    return nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes=SCHEMES,
        filter_style_properties=STYLES,
    )


@pass_context
def markdown_to_clean_html(context: Any, source: str) -> str:
    """A text cell as HTML, its pasted pictures included."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments)
    return clean_html(MarkdownWithMath(renderer=renderer).render(source))


def _allowed(tag: str, name: str, value: str) -> str | None:
    """The attribute's value; None for a picture from elsewhere, and a link that is a document."""
    if name == "src":
        is_file = FILE_NAME.fullmatch(value) and ".." not in value
        return value if is_file or PICTURE.fullmatch(value) else None
    if name == "href":
        address = IGNORED_IN_ADDRESSES.sub("", value)
        return None if address.lower().startswith("data:") else value
    return value
