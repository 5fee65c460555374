"""The filters of nbgrader's templates, which put what a student wrote on a page.

They replace nbconvert's own, on feedback pages and in the formgrader, whose server must not stop.
All work is done in another process with limits for each page. Where they are reached, the rest of
the page's cells are plain text.
"""

import atexit
import select
import subprocess
import sys
from contextlib import suppress
from threading import Lock
from typing import Any

from jinja2 import pass_context

from autograder.nbgrader_plugins.render_worker import Message, read_message, write_message
from autograder.nbgrader_plugins.safe_html import OUTPUT_CLASSES, clean, plain

LONGEST_CELL = 200_000  # characters; a longer one is plain text without a try
PLAIN_CHARACTERS = 4_000_000  # on one page
PLAIN_ENTITIES = 100_000  # such as &lt;, which nbconvert parses slowly
MOST_TAGS_OF_OURS = 3000  # in an output; cleaning so many takes some milliseconds
WALL_SECONDS = 60.0  # for one cell; far more than the limit of processor time
WORKER = "autograder.nbgrader_plugins.render_worker"


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
    with _lock:
        return _renderer.render(context.get("nb"), {"text": source, **request})


class _Renderer:
    """The process that renders, and the page that it is at."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._page: Any = None
        self._spent = False
        self._characters = PLAIN_CHARACTERS
        self._entities = PLAIN_ENTITIES

    def render(self, page: Any, request: Message) -> str:
        """A cell's HTML; plain text where a limit is reached."""
        if page is None or page is not self._page:
            if self._process and self._process.poll() is not None:
                self.close()  # it ended between two pages, which is not this page's doing
            self._page, self._spent = page, not self._send({"page": True})
            self._characters, self._entities = PLAIN_CHARACTERS, PLAIN_ENTITIES
        source = request["text"]
        if not self._spent and len(source) <= LONGEST_CELL:
            answer = self._answer() if self._send(request) else {}
            self._spent = "html" not in answer
            html: str | None = answer.get("html")
            if html is not None:
                return html
        return self._plain(source)

    def _plain(self, source: str) -> str:
        html = plain(source)
        self._characters -= len(source)
        self._entities -= html.count("&")
        if self._characters < 0 or self._entities < 0:
            return plain(f"({len(source)} characters are only in the notebook's file)")
        return html

    def close(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    assert pipe
                    pipe.close()
        self._process = None

    def _send(self, message: Message) -> bool:
        if self._process is None:
            if "page" not in message:
                return False
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", WORKER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
        assert self._process.stdin
        try:
            write_message(self._process.stdin.fileno(), message)
        except OSError:
            self.close()
            return False
        return True

    def _answer(self) -> Message:
        """The answer; an empty one where the page, or the whole process, has died."""
        assert self._process
        assert self._process.stdout
        descriptor = self._process.stdout.fileno()
        try:
            if select.select([descriptor], [], [], WALL_SECONDS)[0]:
                return read_message(descriptor)
        except (EOFError, OSError, ValueError):
            pass
        self.close()
        return {}


_renderer = _Renderer()
_lock = Lock()
atexit.register(_renderer.close)
