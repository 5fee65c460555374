"""The class at a glance: its numbers, its tables in a terminal, its page."""

import io
import json
import re

import numpy as np
import pytest
from rich.console import Console

from autograder.grading.results import CheckResult, Result, TaskResult
from autograder.palette import CIVIDIS, ink_on
from autograder.report.overview.drawings import COLUMNS, heat_map, histogram, step_of
from autograder.report.overview.items import check_summaries, item_rest_correlations
from autograder.report.overview.model import (
    MisconceptionSummary,
    Overview,
    Student,
    TaskSummary,
)
from autograder.report.overview.page import class_page
from autograder.report.overview.tables import overview_tables
from autograder.report.overview.unusual import falling_behind, unusually_large
from tests.report.conftest import HOSTILE


def class_of(columns: dict[str, list[float]]) -> list[Result]:
    """A result for each row of these points of checks, of one task."""
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return [
        Result(
            student=f"s{place}",
            status="graded",
            score=sum(row.values()),
            max_score=10.0 * len(row),
            tasks=(
                TaskResult(
                    task="knit",
                    score=sum(row.values()),
                    max_score=10.0 * len(row),
                    checks=tuple(
                        CheckResult(name=name, outcome="failed", points=points, max_points=10.0)
                        for name, points in row.items()
                    ),
                ),
            ),
        )
        for place, row in enumerate(rows)
    ]


def test_an_item_is_correlated_with_the_rest_of_the_score_without_itself() -> None:
    points = np.random.default_rng(1).integers(0, 3, size=(50, 4)).astype(float)
    points[:, 3] = 2.0  # the same for all
    found = item_rest_correlations(points)
    for k in range(3):
        rest = np.delete(points, k, axis=1).sum(axis=1)
        assert found[k] == pytest.approx(np.corrcoef(points[:, k], rest)[0, 1])
    assert np.isnan(found[3])


def test_a_suspicious_check_gets_a_word() -> None:
    rng = np.random.default_rng(2)
    strength = rng.permutation(100)
    columns = {
        **{f"good{k}": np.where(strength > k, 10.0, 0.0) for k in (20, 30, 50, 70, 80)},
        "easy": np.full(100, 10.0),
        "never": np.zeros(100),
        "upside_down": np.where(strength > 60, 0.0, 10.0),
        "chance": np.where(strength % 2, 10.0, 0.0),
    }
    named = {name: column.tolist() for name, column in columns.items()}
    checks = {check.check: check for check in check_summaries(class_of(named))}
    assert {name: check.remark.partition(":")[0] for name, check in checks.items()} == {
        **dict.fromkeys(("good20", "good30", "good50", "good70", "good80"), ""),
        "easy": "nobody fails it, so it tells nobody apart",
        "never": "nobody passes it",
        "upside_down": "the best fail it more often than the others",
        "chance": "hardly goes with the rest of the score",
    }
    assert checks["good30"].failed == 31
    assert checks["good30"].mean_share == pytest.approx(0.69)
    assert checks["easy"].discrimination is None


def test_a_small_class_has_numbers_and_no_words() -> None:
    checks = check_summaries(class_of({"a": [10.0, 10.0], "b": [0.0, 10.0]}))
    assert [check.remark for check in checks] == ["", ""]


def test_a_skipped_task_counts_as_failed_and_who_could_not_be_loaded_does_not() -> None:
    two, one = class_of({"a": [10.0, 0.0]})
    [task] = one.tasks
    skipped = one.model_copy(update={"tasks": (task.model_copy(update={"checks": ()}),)})
    broken = one.model_copy(update={"status": "invalid", "tasks": ()})
    [check] = check_summaries([two, skipped, broken])
    assert (check.failed, check.mean_share) == (1, 0.5)


def test_a_check_that_had_another_weight_counts_by_its_share() -> None:
    old, new = class_of({"a": [10.0, 10.0], "b": [10.0, 0.0]})
    [task] = old.tasks
    light = tuple(c.model_copy(update={"points": 5.0, "max_points": 5.0}) for c in task.checks)
    lighter = old.model_copy(update={"tasks": (task.model_copy(update={"checks": light}),)})
    for results in ([lighter, new], [new, lighter]):
        checks = check_summaries(results)
        assert [(check.failed, check.mean_share) for check in checks] == [(0, 1.0), (1, 0.5)]


def test_who_uses_far_more_than_the_others() -> None:
    usual = {f"s{k}": 1.0 + k / 100 for k in range(20)}
    assert unusually_large(usual | {"slow": 4.0}) == {"slow"}
    assert unusually_large(usual) == set()
    assert unusually_large(dict.fromkeys(usual, 1.0) | {"slow": 9.0}) == {"slow"}
    assert unusually_large(dict.fromkeys(usual, 1.0)) == set()
    assert unusually_large({"a": 1.0, "slow": 99.0}) == set()  # too few to tell


def test_who_falls_behind_is_told_by_the_distance_to_the_class() -> None:
    shares = {f"s{k}": (0.9, 0.5) for k in range(9)}  # a hard assignment: nobody falls behind
    found = falling_behind(
        shares
        | {
            "sinks": (0.9, 0.1),
            "gone": (0.9, None),
            "never": (None, None),
            "low": (0.4, 0.1),
            "recovers": (0.2, 0.5),
        }
    )
    assert set(found) == {"sinks", "gone", "never", "low"}
    assert found["sinks"] == "40 of 100 points below the median, 40 more than before"
    assert "so far" in found["never"]
    assert falling_behind({"ada": (0.9,), "bob": (0.1,)}) == {}


def overview(count: int = 3, name: str = "ada") -> Overview:
    students = [
        Student(
            student=f"{name}{k}",
            name=HOSTILE,
            standing="graded",
            score=100.0 * k / count,
            final=100.0 * k / count,
            tasks=(40.0 * k / count, 60.0 * k / count),
            misconceptions=("knit-purls",),
            shares=(0.5, 0.1),
            behind="far below",
        )
        for k in range(count)
    ]
    return Overview(
        course="wool",
        assignment="77-knitting",
        title=f"A scarf {HOSTILE}",
        max_score=100.0,
        final_max=110.0,
        mean=50.0,
        median=50.0,
        students=(*students, Student(student="zoe", standing="absent", tasks=(None, None))),
        tasks=tuple(
            TaskSummary(task=t, title=t, max_score=m, mean_share=0.5, full=1, none=1)
            for t, m in (("cast_on", 40.0), ("knit", 60.0))
        ),
        checks=check_summaries(class_of({"a": [10.0] * 12, "b": [0.0, 10.0] * 6})),
        misconceptions=(
            MisconceptionSummary(
                id="knit-purls",
                task="knit",
                message=HOSTILE,
                students=tuple(one.student for one in students),
            ),
        ),
        assignments=("76-yarn", "77-knitting"),
    )


def test_the_page_is_one_file_that_asks_nobody_and_runs_nothing_of_a_student() -> None:
    page = class_page(overview(name="<script>alert(1)</script>"))
    assert "<script>alert" not in page
    assert not re.findall(r"https?://|@import|url\(|<link|<img|<iframe", page)
    assert "default-src 'none'" in page
    assert len(re.findall(r"<script", page)) == 2
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert data
    assert json.loads(data[1])["students"][0][0] == "<script>alert(1)</script>0"
    assert "\u202e" not in page


def test_the_page_can_be_read_by_everybody() -> None:
    page = class_page(overview())
    assert '<html lang="en">' in page
    assert [int(level) for level in re.findall(r"<h(\d)", page)] == [1, *[2] * 7]
    assert not re.findall(r"<th>|<th (?!scope)", page)
    assert page.count('role="img"') == page.count("<svg") == 2
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    for colour in CIVIDIS:
        assert contrast(colour, ink_on(colour)) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, success criterion 1.4.3."""

    def luminance(colour: str) -> float:
        rgb = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_a_page_of_ten_thousand_stays_small() -> None:
    large = overview(10_000)
    drawn = heat_map(large)
    assert drawn.columns <= COLUMNS
    assert drawn.columns * drawn.per_column >= 10_000
    page = class_page(large)
    assert len(page) < 1_500_000
    assert "and 9900 more, see the table of students" in page


def test_the_drawings_count_everybody_once() -> None:
    bars = histogram(overview(40))
    assert sum(bar.count for bar in bars) == 40
    assert [step_of(share) for share in (0.0, 0.001, 0.5, 0.999, 1.0)] == [0, 1, 5, 9, 10]


def test_a_class_of_nobody_has_a_page_and_tables() -> None:
    nobody = overview().model_copy(
        update={"students": (), "checks": (), "misconceptions": (), "mean": None, "median": None}
    )
    assert "Nobody falls behind" in class_page(nobody)
    assert printed(nobody).startswith("Tasks")


def printed(shown: Overview) -> str:
    console = Console(file=io.StringIO(), width=80, color_system=None)
    for part in overview_tables(shown):
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_tables_fit_80_columns_and_a_terminal_obeys_nothing() -> None:
    text = printed(overview(30))
    assert max(map(len, text.splitlines())) <= 80
    assert not {"\x1b", "\u202e"} & set(text)
    assert "1 submitted nothing: zoe" in text
    assert "knit: a" in text
    assert "nobody fails it" in " ".join(text.split())
    assert "and 10 more" in text
