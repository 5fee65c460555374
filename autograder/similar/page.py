"""The pairs as one HTML file: both programs side by side, no network, no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.html_template import policy_hash, template_environment
from autograder.similar.comparison import NO_VERDICT, Comparison, Pair, Side
from autograder.text import visible

HERE = Path(__file__).parent
LARGEST_CODE = 4 << 20
"""characters of programs on a page; a browser shows so much at once"""
MOST_LINES = 1500
LONGEST_LINE = 300
MOST_NAMES = 200


@dataclass(frozen=True)
class Shown:
    """One program as the page has it."""

    name: str
    lines: Sequence[tuple[int, bool, str]]
    """number, whether the other program has it too, text"""
    cut: bool
    shared: int


def similar_page(comparison: Comparison) -> str:
    """The page."""
    environment = template_environment(HERE)
    style = (HERE / "page.css").read_text(encoding="utf-8")
    return environment.get_template("page.html.j2").render(
        comparison=comparison,
        pairs=list(_shown(comparison.pairs)),
        no_verdict=NO_VERDICT,
        most_names=MOST_NAMES,
        percent=percent,
        style=style,
        style_hash=policy_hash(style),
    )


def percent(likeness: float) -> str:
    """A likeness for a person; only what is all the same is 100 %."""
    return f"{min(round(100 * likeness), 99) if likeness < 1 else 100}\N{NO-BREAK SPACE}%"


def _shown(pairs: Sequence[Pair]) -> Iterator[tuple[str, tuple[Shown, Shown] | None]]:
    """The likeness and both programs of each pair; no programs once the page is full."""
    left = LARGEST_CODE
    for pair in pairs:
        first, second = map(_side, pair.sides)
        left -= sum(len(text) + 60 for one in (first, second) for _, _, text in one.lines)
        yield percent(pair.likeness), (first, second) if left >= 0 else None


def _side(side: Side) -> Shown:
    lines = side.source.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
    shared = set(side.shared_lines)
    return Shown(
        name=side.name,
        lines=[
            (number, number in shared, visible(line, LONGEST_LINE))
            for number, line in enumerate(lines[:MOST_LINES], 1)
        ],
        cut=len(lines) > MOST_LINES,
        shared=len(shared),
    )
