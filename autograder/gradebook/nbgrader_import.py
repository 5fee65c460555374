"""nbgrader, imported only by those who touch the gradebook, and without the part nobody needs.

Half of the import time of nbgrader goes into `rfc3987_syntax`, which builds a grammar for the
"iri" format of JSON schemas. jsonschema takes it when it can be imported and does without when
not; no notebook schema has such a format. So it is hidden while nbgrader is imported.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Thread
from types import ModuleType

UNNEEDED = "rfc3987_syntax"


def nbgrader_api() -> ModuleType:
    """The module `nbgrader.api`. Raises ModuleNotFoundError where nbgrader isn't installed."""
    with _hidden(UNNEEDED):
        import nbgrader.api
    return nbgrader.api  # type: ignore[no-any-return]


def import_meanwhile() -> None:
    """Begin the import in the background. Raises ModuleNotFoundError as `nbgrader_api` does."""
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
