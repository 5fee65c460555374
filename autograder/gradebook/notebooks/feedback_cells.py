"""The feedback on a task, as a notebook's output: HTML and the same as plain text, then the score.

All text that a student's program may have chosen is escaped, inside an element that MathJax
ignores. Only elements that our HTML filter allows are used.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from autograder.course import Assignment, Task
from autograder.grading.results import CheckResult, Result, TaskResult
from autograder.message_parts import NEXT, joined
from autograder.number_tables import laid_out
from autograder.text import number

MARKS = {"passed": "✓", "failed": "✗", "skipped": "–", "timeout": "✗", "crashed": "✗"}
WORDS = {"skipped": "not run", "timeout": "out of time", "crashed": "crashed"}
WIDTH = 72
"""characters of a line of numbers"""
FOLLOW_THROUGH = (
    "The points count although an earlier function is wrong: here our version of it was used in "
    "place of yours, so that one mistake costs its points once."
)


def outputs(assignment: Assignment, result: Result) -> dict[str, list[dict[str, Any]]]:
    """The outputs of each task's cell, by the task's name."""
    judged = {task.task: task for task in result.tasks}
    return {task.name: _output(task, judged.get(task.name), result) for task in assignment.tasks}


def score_of(task: Task, result: Result) -> float:
    """The score of a task; 0 where there was nothing to judge."""
    return next((judged.score for judged in result.tasks if judged.task == task.name), 0.0)


def mistakes_in(judged: TaskResult) -> list[str]:
    """What is said about the mistakes that explain the result of a task."""
    told = list(judged.mistakes_told)
    return [f"A known mistake: {told[0]}"] if len(told) == 1 else told


def _output(task: Task, judged: TaskResult | None, result: Result) -> list[dict[str, Any]]:
    score = judged.score if judged else 0.0
    lines = list(_lines(task, judged, result))
    html = "".join(line for line, _ in lines)
    return [
        {
            "output_type": "display_data",
            "data": {
                "text/html": f'<div class="autograder-feedback tex2jax_ignore">{html}</div>',
                "text/plain": "\n".join(plain for _, plain in lines),
            },
            "metadata": {},
        },
        {
            "output_type": "execute_result",
            "execution_count": None,
            "data": {"text/plain": repr(float(score))},
            "metadata": {},
        },
    ]


def _lines(task: Task, judged: TaskResult | None, result: Result) -> Iterator[tuple[str, str]]:
    """Each paragraph as HTML and as plain text."""
    score = judged.score if judged else 0.0
    head = f"{task.label}: {number(score)} of {number(task.points)} points"
    yield f"<p><strong>{escape(head)}</strong></p>", head
    if judged is None or not judged.checks:
        yield _block(result.message)
        return
    for check in judged.checks:
        yield _check(check, advice=not judged.misconceptions)
    for told in mistakes_in(judged):
        yield _sentence(told)
    if judged.follow_through:
        yield _sentence(FOLLOW_THROUGH)


def _check(check: CheckResult, *, advice: bool) -> tuple[str, str]:
    """A check; general advice is left out where the misconception itself is named."""
    points = f"{number(check.points)} of {number(check.max_points)}"
    word = WORDS.get(check.outcome)
    points = f"{word}, {points}" if word else points
    mark, title = MARKS[check.outcome], check.title or check.name
    html = f"<div>{mark} <strong>{escape(title)}</strong> ({points})"
    plain = f"{mark} {title} ({points})"
    parts = check.parts_below_title
    message = joined(part for part in parts if advice or part[0] != NEXT)
    message = "\n".join(filter(None, [message, *_example(check)]))
    if message and check.outcome != "passed":
        html += _wrapped(message)
        plain += "".join(f"\n    {line}" for line in message.splitlines())
    return f"{html}</div>", plain


def _example(check: CheckResult) -> Iterator[str]:
    """Of a public check: what the functions printed, and the numbers."""
    for call, text in check.printed:
        yield f"{call} printed:\n{text}"
    yield from laid_out(check.numbers, WIDTH)


def _sentence(text: str) -> tuple[str, str]:
    return f"<p>{escape(text)}</p>", text


def _block(text: str) -> tuple[str, str]:
    return _wrapped(text), text


def _wrapped(text: str) -> str:
    return f'<pre style="white-space: pre-wrap">{escape(text)}</pre>'
