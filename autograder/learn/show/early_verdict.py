"""The verdict of `check` on a terminal, while names and lines of mistakes are still looked for."""

from collections.abc import Callable
from threading import Timer
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.text import Text

from autograder.learn.checks.verdict import PATIENCE_SECONDS, Verdict


class EarlyVerdict:
    """Shows a verdict after a moment; it disappears when the block ends, for the final one."""

    def __init__(self, console: Console, show: Callable[[Verdict], None]) -> None:
        """`show` prints a verdict to `console`."""
        self._console = console
        self._show = show
        self._live: Live | None = None
        self._timer: Timer | None = None

    def __enter__(self) -> "EarlyVerdict":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._live is not None:
            self._live.stop()

    def __call__(self, verdict: Verdict) -> None:
        """The verdict is there; show it where the search takes longer than a moment."""
        if self._console.is_terminal:
            self._timer = Timer(PATIENCE_SECONDS, self._begin, [verdict])
            self._timer.start()

    def _begin(self, verdict: Verdict) -> None:
        with self._console.capture() as captured:
            self._show(verdict)
            self._console.print("Looking for the cause …", style="dim")
        text = Text.from_ansi(captured.get())
        self._live = Live(text, console=self._console, transient=True, auto_refresh=False)
        self._live.start(refresh=True)
