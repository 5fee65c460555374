"""nbgrader, imported only by what works with the gradebook, and without a part that takes long.

Half of nbgrader's import time goes into `rfc3987_syntax`, which builds a grammar for the "iri"
format of JSON schemas. jsonschema uses it when it can be imported and works without it. No notebook
schema has such a format, so the module is hidden while nbgrader is imported.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Thread
from typing import Any, Protocol

UNNEEDED = "rfc3987_syntax"


class NbgraderApi(Protocol):
    """The part of `nbgrader.api` that we use: its tables, as SQLAlchemy's mapped classes.

    nbgrader has no types, so the columns of a table are `Any`.
    """

    Base: Any
    Gradebook: Any
    Assignment: Any
    Notebook: Any
    Student: Any
    SubmittedAssignment: Any
    SubmittedNotebook: Any
    Grade: Any
    Comment: Any


def nbgrader_api() -> NbgraderApi:
    """The module `nbgrader.api`. Raises ModuleNotFoundError where nbgrader isn't installed."""
    with _hidden(UNNEEDED):
        import nbgrader.api
    return nbgrader.api  # type: ignore[no-any-return]


def import_in_background() -> None:
    """Begin the import. Raises ModuleNotFoundError as `nbgrader_api` does."""
    if find_spec("nbgrader") is None:
        raise ModuleNotFoundError("No module named 'nbgrader'", name="nbgrader")
    Thread(target=nbgrader_api, daemon=True).start()


@contextmanager
def _hidden(name: str) -> Iterator[None]:
    """Let the import of a module fail that is not imported yet."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.modules.pop(name, None)
