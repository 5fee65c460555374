"""The process that turns hostile text into HTML: one fork for each page, under limits.

Regular expressions of Markdown and of Python's lexer can take quadratic time. The kernel ends the
fork of a page that takes too long; this process says so and waits for the next page. It is started
once, since its imports take longer than a page.

Messages on standard input and output are JSON after their length.
"""

import gc
import json
import os
import re
import signal
import struct
import time
from contextlib import suppress
from typing import Any

PAGE_SECONDS = 0.3  # of processor time; the largest notebook of ours takes 0.07
PAGE_TAGS = 20_000  # nbconvert parses the whole page again, much slower than it is made
PAGE_BYTES = 48 << 20  # a pasted picture can be shown many times
MOST_NESTED = 100
MEMORY = 1 << 30
TAG = re.compile(r"<(/?)([a-z0-9]+)")
EMPTY = frozenset({"br", "hr", "img", "col"})
LENGTH = struct.Struct("<Q")

Message = dict[str, Any]


def read_message(descriptor: int) -> Message:
    """The next message; it never reads further. Raises EOFError, ValueError."""
    (size,) = LENGTH.unpack(_read(descriptor, LENGTH.size))
    message: Message = json.loads(_read(descriptor, size))
    return message


def write_message(descriptor: int, message: Message) -> None:
    """Send a message. Raises OSError where nobody reads."""
    content = json.dumps(message).encode()
    rest = memoryview(LENGTH.pack(len(content)) + content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _read(descriptor: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(descriptor, min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class _Page:
    """The rendering of one page, with what is left of its bounds."""

    def __init__(self) -> None:
        self._seconds = PAGE_SECONDS
        self._tags = PAGE_TAGS
        self._bytes = PAGE_BYTES

    def answer(self, request: Message) -> Message:
        """The HTML of a cell, or None where it can't be made within the bounds."""
        began = time.process_time()  # what setitimer returns is rounded up
        signal.setitimer(signal.ITIMER_PROF, max(self._seconds, 0.001))  # SIGPROF ends the process
        try:
            answer = _rendered(request)
            if not self._has_room_for(answer["html"]):
                answer["html"] = None
        except (Exception, RecursionError):
            answer = {"html": None}  # the cell is shown as plain text
        signal.setitimer(signal.ITIMER_PROF, 0)
        self._seconds -= time.process_time() - began
        return answer

    def _has_room_for(self, html: str) -> bool:
        self._bytes -= len(html)
        if self._bytes < 0:
            return False
        tags, nested = _measured(html)
        self._tags -= tags + html.count("&") // 10  # an entity costs a tenth of a tag
        return nested <= MOST_NESTED and self._tags >= 0


def _rendered(request: Message) -> Message:
    from autograder.pages import safe_html
    from autograder.pages.code_excerpt import excerpt

    text = request["text"]
    match request["kind"]:
        case "markdown":
            return {"html": safe_html.markdown(text, request["attachments"])}
        case "answer":
            return {"html": safe_html.answer(text, request["attachments"])}
        case "code":
            return {"html": safe_html.code(text, request["language"])}
        case "excerpt":
            html, numbers = excerpt(text, request["names"], request["marked"])
            return {"html": safe_html.clean(html), "numbers": numbers}
    return {"html": safe_html.clean(text)}


def _measured(html: str) -> tuple[int, int]:
    """How many tags clean HTML has, and how deeply they are nested."""
    tags = depth = deepest = 0
    for tag in TAG.finditer(html):
        tags += 1
        if tag[2] not in EMPTY:
            depth += -1 if tag[1] else 1
            deepest = max(deepest, depth)
    return tags, deepest


def _serve_page() -> None:
    """Answer until the next page begins, or nobody asks any more."""
    _limit_memory()
    page = _Page()
    while "page" not in (request := read_message(0)):
        write_message(1, page.answer(request))


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        pass  # the time limit is what matters


def warm_up() -> None:
    """Import and compile what a page needs, so that each page has its seconds for itself."""
    text = "$a$ `b`\n\n```python\nimport a\n```\n\n| a |\n|---|\n| b |\n"
    for kind in ("markdown", "answer"):
        _rendered({"kind": kind, "text": text, "attachments": {}})
    _rendered({"kind": "code", "text": "import a", "language": "ipython3"})
    _rendered({"kind": "excerpt", "text": "def a(): pass", "names": ["a"], "marked": []})


def main() -> None:
    """Serve page after page. The first message begins the first one."""
    warm_up()
    gc.freeze()  # so that a fork does not copy all objects to look at them
    read_message(0)
    while True:
        child = os.fork()
        if not child:
            try:
                _serve_page()
            except (EOFError, OSError):
                os._exit(2)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 2:
            return
        if os.WIFSIGNALED(status) or os.WEXITSTATUS(status):
            write_message(1, {"died": True})
            read_message(0)  # the next page


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        main()
