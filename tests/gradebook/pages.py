"""What the page of a student says, for tests that compare it with something else."""

import re
from html import unescape
from pathlib import Path

from autograder.course import Assignment, Course

SCORE = re.compile(r'<p class="score"><strong>([^<]+)</strong> of ([^<]+) points</p>')
PENALTY = re.compile(r'Late penalty</th><td class="n">−([^<]+)</td>')


def page_of(course: Course, student: str, assignment: Assignment | None = None) -> str:
    """The HTML of a student's page."""
    folder = course.feedback_dir(student, assignment or course.assignments[0])
    [page] = Path(folder).glob("*.html")
    return page.read_text(encoding="utf-8")


def score_on(page: str) -> tuple[float, float]:
    """The score that the page begins with, and the most that could be reached."""
    [(score, most)] = SCORE.findall(page)
    return float(score), float(most)


def penalty_on(page: str) -> float:
    """The points that lateness takes off; 0 where the page says nothing of it."""
    found = PENALTY.findall(page)
    return float(found[0]) if found else 0.0


def points_of(page: str, title: str) -> str:
    """What a task is said to have got: `6 of 6`."""
    _, rest = re.split(rf"<h[34] id=[^>]+>{re.escape(title)}", page)
    found = re.search(r'<p class="points[^>]*>(?:[✓✗◐] )?([0-9.]+ of [0-9.]+) points', rest)
    assert found
    return found[1]


def text_of(page: str) -> str:
    """The words of a page, without its style sheet and tags, each run of blanks as one."""
    body = page[page.index("<body") :]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())
