"""The class at a glance as one HTML file: no network, and nothing in it that a student can run.

The table of students is drawn by the page's own script, a part at a time, so ten thousand of them
open at once. Every text goes through the template's escaping or into the page as JSON.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.html_template import policy_hash, template_environment
from autograder.palette import CIVIDIS, ink_on
from autograder.report.overview.drawings import heat_map, histogram, step_of
from autograder.report.overview.model import Overview
from autograder.text import number, one_line

HERE = Path(__file__).parent
MOST_LISTED = 100
"""names in a list; the table of students has all"""


def class_page(overview: Overview) -> str:
    """The page."""
    environment = template_environment(HERE)
    environment.filters |= {"number": number, "line": one_line, "step": step_of}
    style = (HERE / "page.css").read_text(encoding="utf-8") + _colours()
    script = (HERE / "page.js").read_text(encoding="utf-8")
    return environment.get_template("page.html.j2").render(
        overview=overview,
        histogram=histogram(overview),
        heat_map=heat_map(overview),
        groups=overview.groups(),
        data=_data(overview),
        style=style,
        script=script,
        style_hash=policy_hash(style),
        script_hash=policy_hash(script),
        most_listed=MOST_LISTED,
    )


def _colours() -> str:
    """A class for each step of the map: its background with a colour that can be read on it."""
    rules = [
        f".c{step} {{ background: {colour}; color: {ink_on(colour)}; fill: {colour}; }}"
        for step, colour in enumerate(CIVIDIS)
    ]
    return "\n".join([*rules, ""])


def _data(overview: Overview) -> Mapping[str, Any]:
    """What the script draws the table of students from: a short list for each of them."""
    groups = overview.groups()
    mistakes = [one.id for one in overview.misconceptions]
    place_of = {name: place for place, name in enumerate(mistakes)}
    reasons: dict[str, list[int]] = {}
    for place, students in enumerate(groups.values()):
        for student in students:
            reasons.setdefault(student, []).append(place)
    return {
        "points": [task.max_score for task in overview.tasks],
        "most": overview.max_score,
        "groups": list(groups),
        "mistakes": mistakes,
        "students": [
            [
                one_line(one.student),
                one_line(one.name),
                one.score,
                one.final,
                list(one.tasks),
                reasons.get(one.student, []),
                [place_of[name] for name in one.misconceptions if name in place_of],
            ]
            for one in overview.students
        ],
    }
