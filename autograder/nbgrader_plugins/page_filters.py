"""The filters of nbgrader's templates, which put what a student wrote on a page.

They replace nbconvert's own, in the formgrader, whose server must not stop, and on the feedback
pages of ordinary notebooks.
"""

from typing import Any

from jinja2 import pass_context

from autograder.pages.renderer import shared_renderer
from autograder.pages.safe_html import OUTPUT_CLASSES, clean

MOST_TAGS_OF_OURS = 3000  # in an output; cleaning so many takes some milliseconds


@pass_context
def markdown_to_clean_html(context: Any, source: str) -> str:
    """A text cell as HTML, its pasted pictures included."""
    attachments = context.get("cell", {}).get("attachments", {})
    return _rendered(context, source, kind="markdown", attachments=attachments)


@pass_context
def highlight_code(context: Any, source: str, **_: Any) -> str:
    """A code cell as HTML, in the notebook's language."""
    metadata = (context.get("nb") or {}).get("metadata", {})
    about = metadata.get("language_info", {})
    language = about.get("pygments_lexer") or about.get("name") or "ipython3"
    return _rendered(context, source, kind="code", language=language)


@pass_context
def clean_html(context: Any, markup: str | bytes) -> str:
    """Markup without everything that could act, load or hide something.

    An output is feedback of ours, which is short and shown whatever else is on the page; a raw cell
    is the student's.
    """
    text = markup.decode(errors="replace") if isinstance(markup, bytes) else str(markup)
    if context.get("output") is not None and text.count("<") <= MOST_TAGS_OF_OURS:
        return clean(text, OUTPUT_CLASSES)
    return _rendered(context, text, kind="clean")


def unchanged(html: str) -> str:
    """In place of nbconvert's `strip_files_prefix`, which may take quadratic time."""
    return html


def _rendered(context: Any, source: str, **request: Any) -> str:
    return shared_renderer().render(context.get("nb"), {"text": source, **request})
