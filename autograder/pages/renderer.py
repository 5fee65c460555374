"""The process that turns hostile text into HTML, seen from the one that needs the HTML.

All work is done in that other process, with limits for each page. Where they are reached, the rest
of the page is plain text.
"""

import atexit
import select
import subprocess
import sys
from contextlib import suppress
from functools import cache
from threading import RLock
from typing import Any

from autograder.child_processes import end_session
from autograder.pages.plain_text import plain
from autograder.pages.render_worker import Message, read_message, write_message

LONGEST_CELL = 200_000  # characters; a longer one is plain text without a try
PLAIN_CHARACTERS = 4_000_000  # on one page
PLAIN_ENTITIES = 100_000  # such as &lt;, which nbconvert parses slowly
WALL_SECONDS = 60.0  # for one cell; far more than the limit of processor time
WORKER = "autograder.pages.render_worker"


@cache
def shared_renderer() -> "Renderer":
    """The one for all pages of this process: its start takes longer than a page."""
    renderer = Renderer()
    atexit.register(renderer.close)
    return renderer


class Renderer:
    """The process that renders, and the page that it is at."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._page: Any = None
        self._spent = False
        self._characters = PLAIN_CHARACTERS
        self._entities = PLAIN_ENTITIES

    def render(self, page: Any, request: Message) -> str:
        """A cell's HTML; plain text where a limit is reached. Each page is an object of its own."""
        with self._lock:
            html: str | None = self.ask(page, request).get("html")
            return self._plain(request["text"]) if html is None else html

    def ask(self, page: Any, request: Message) -> Message:
        """The process's answer about a part of a page; an empty one where a limit is reached."""
        with self._lock:
            return self._asked(page, request)

    def _asked(self, page: Any, request: Message) -> Message:
        if page is None or page is not self._page:
            if self._process and self._process.poll() is not None:
                self.close()  # it ended between two pages, which is not this page's doing
            self._page, self._spent = page, not self._send({"page": True})
            self._characters, self._entities = PLAIN_CHARACTERS, PLAIN_ENTITIES
        if self._spent or len(request["text"]) > LONGEST_CELL:
            return {}
        answer = self._answer() if self._send(request) else {}
        self._spent = "html" not in answer
        return answer

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
            end_session(self._process)
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
                start_new_session=True,  # so that its forks end with it
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
