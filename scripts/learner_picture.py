"""Make `docs/images/watch.svg`, the screen of a learner: `make picture` (needs tmux).

It is a real one: `autograder start` and `autograder watch` run in a terminal of 80 x 24, and a file
with two mistakes is saved: no brackets in `sigmoid`, and no mean in `backward`.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "watch.svg"
COLUMNS, LINES = 80, 24
SECONDS = 60
MISTAKES = {
    "np.where(z >= 0, 1 / (1 + e), e / (1 + e))": "1 / 1 + np.exp(-z)",
    "2 / y.size * (a2 - y)": "2 * (a2 - y)",
}
# A dark window can be read on a light page and on a dark one. Contrast of each colour: 5 or more.
THEME = TerminalTheme(
    background=(24, 28, 36),
    foreground=(222, 226, 234),
    normal=[
        (24, 28, 36),
        (244, 122, 122),
        (134, 204, 126),
        (232, 196, 104),
        (128, 178, 250),
        (210, 154, 240),
        (108, 206, 214),
        (222, 226, 234),
    ],
)
# rich's own template names fonts on a CDN
SVG = """\
<svg class="{unique_id}-terminal" viewBox="0 0 {width} {height}" role="img"
xmlns="http://www.w3.org/2000/svg"><title>autograder watch, after a save</title>
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace;
font-size: {char_height}px; line-height: {line_height}px; font-variant-ligatures: none }}
.{unique_id}-title {{ font-family: sans-serif; font-size: 18px; font-weight: bold }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g></svg>
"""


def wrong_program() -> str:
    """The reference of 02-network with the two mistakes."""
    module = ROOT / "solutions" / "02-network" / "network.py"
    source = module.read_text(encoding="utf-8")
    for right, wrong in MISTAKES.items():
        assert right in source, f"{right!r} is no longer in {module}"
        source = source.replace(right, wrong)
    return source


def main() -> None:
    """Start, watch, save, and turn the screen into a picture."""
    tmux = ["tmux", "-L", f"picture-{os.getpid()}"]
    program = str(Path(sys.executable).parent / "autograder")
    with tempfile.TemporaryDirectory(prefix="learner-") as folder:
        subprocess.run([program, "start", folder], check=True, stdout=subprocess.DEVNULL)
        size = ["-x", str(COLUMNS), "-y", str(LINES)]
        watch = ["env", "COLORTERM=truecolor", program, "watch", "02"]
        subprocess.run([*tmux, "new-session", "-d", *size, "-c", folder, *watch], check=True)
        try:
            _screen_with(tmux, "sigmoid")
            Path(folder, "02-network", "network.py").write_text(wrong_program(), encoding="utf-8")
            screen = _screen_with(tmux, "Perhaps")
        finally:
            subprocess.run([*tmux, "kill-server"], check=False)
    PICTURE.write_text(picture(screen), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1000:.0f} KB")


def _screen_with(tmux: list[str], text: str) -> str:
    """The terminal's content with its colours, once it shows `text` and the keys below it."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        seen = subprocess.run(
            [*tmux, "capture-pane", "-e", "-p"], check=True, capture_output=True, text=True
        ).stdout
        plain = Text.from_ansi(seen).plain
        if text in plain and " quit" in plain:
            return seen.rstrip("\n")
        time.sleep(0.1)
    raise SystemExit(f"the screen did not show {text!r} in {SECONDS} seconds")


def picture(screen: str) -> str:
    """The screen as SVG."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, color_system="truecolor")
        console.print(Text.from_ansi(screen), soft_wrap=True)
        return console.export_svg(
            title="autograder watch", theme=THEME, code_format=SVG, unique_id="watch"
        )


if __name__ == "__main__":
    main()
