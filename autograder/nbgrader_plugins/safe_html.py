"""Markdown and outputs from a submission, as HTML that does nothing on the page it stands on.

These take the place of nbconvert's filters of the same purpose: nbgrader's templates put a text
cell on the page without cleaning it, and nbconvert's own cleaning lets no paragraph or table pass.
"""

import re
from typing import Any

import bleach  # type: ignore[import-untyped]
from bleach.css_sanitizer import CSSSanitizer  # type: ignore[import-untyped]
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

TAGS = frozenset(bleach.ALLOWED_TAGS) | {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "span", "pre", "img"),
    *("del", "ins", "kbd", "mark", "s", "samp", "small", "sub", "sup", "u", "var"),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("details", "summary", "dl", "dt", "dd"),
}
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
FILE_NAME = re.compile(r"(?!\.)[\w\-][\w\-./]*")


def clean_html(markup: str | bytes) -> str:
    """The markup with everything taken out that could act, load or hide something."""
    text = markup.decode(errors="replace") if isinstance(markup, bytes) else str(markup)
    return bleach.clean(  # type: ignore[no-any-return]
        text,
        tags=TAGS,
        attributes=_may_stay,
        protocols={"http", "https", "mailto", "data"},
        css_sanitizer=CSSSanitizer(
            allowed_css_properties=["text-align", "font-weight", "white-space"]
        ),
        strip=True,
    )


@pass_context
def markdown_to_clean_html(context: Any, source: str) -> str:
    """A text cell as HTML, its pasted pictures included."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments)
    return clean_html(MarkdownWithMath(renderer=renderer).render(source))


def _may_stay(tag: str, name: str, value: str) -> bool:
    if name == "src":
        return tag == "img" and bool(PICTURE.fullmatch(value) or _is_file_beside(value))
    if name == "href":
        return tag == "a" and not value.strip().lower().startswith("data:")
    return name in {"class", "title", "alt", "style", "colspan", "rowspan", "align"}


def _is_file_beside(value: str) -> bool:
    return bool(FILE_NAME.fullmatch(value)) and ".." not in value
