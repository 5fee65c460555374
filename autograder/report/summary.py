"""Numbers about a class, from its results."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.grading.results import Result

BANDS = 10


def share(score: float | None, max_score: float) -> float:
    """A score as a fraction of the possible points, in [0, 1]; no score counts as 0."""
    return min(max((score or 0.0) / max_score, 0.0), 1.0) if max_score > 0 else 0.0


def band(fraction: float) -> int:
    """The tenth of a fraction: 0 for 0 to 9.99 %, …, 9 for 90 to 100 %."""
    return min(int(fraction * BANDS + 1e-9), BANDS - 1)


def bands(shares: Iterable[float]) -> list[int]:
    """How many shares are in each tenth."""
    counts = [0] * BANDS
    for fraction in shares:
        counts[band(fraction)] += 1
    return counts


def scored(results: Iterable["Result"]) -> list["Result"]:
    """The results that have a score: all except those where the grader itself failed."""
    return [result for result in results if result.status != "error"]


def task_shares(results: Sequence["Result"], task: str) -> list[float]:
    """For each result the fraction of the task's points; 0 where there was nothing to judge."""
    found = []
    for result in results:
        of_task = [t for t in result.tasks if t.task == task]
        found.append(share(of_task[0].score, of_task[0].max_score) if of_task else 0.0)
    return found


def named_misconceptions(results: Iterable["Result"]) -> list[tuple[str, int]]:
    """The misconceptions that were named, each with its number of students, most frequent first."""
    counts: Counter[str] = Counter()
    for result in results:
        counts.update({m.id for task in result.tasks for m in task.misconceptions})
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
