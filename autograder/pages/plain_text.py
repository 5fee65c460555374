"""Text as it is, as HTML: what is shown where nothing else can be."""

from html import escape


def plain(source: str) -> str:
    """Any text as it is, for which nothing has to be understood."""
    return f'<pre style="white-space: pre-wrap">{escape(source, quote=False)}</pre>'
