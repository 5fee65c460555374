"""The class at a glance: what gradebook and recorded results say together."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import mean, median
from typing import TYPE_CHECKING

from autograder.course import Assignment, Course
from autograder.gradebook.reading import require_gradebook
from autograder.gradebook.recorded import graded_assignments, read_recorded
from autograder.grading.results import Result
from autograder.report.overview.items import check_summaries
from autograder.report.overview.model import (
    MisconceptionSummary,
    Overview,
    Student,
    TaskSummary,
)
from autograder.report.overview.model import (
    Standing as Kind,
)
from autograder.report.overview.unusual import falling_behind, unusually_large
from autograder.report.summary import scored, share

if TYPE_CHECKING:
    from autograder.gradebook.standing import Standing

Shares = Mapping[str, float | None]


def class_overview(course: Course, assignment: Assignment) -> Overview:
    """The class in one assignment, beside those before it in the course.

    Due dates and late penalties are brought up to date, as before an export. Raises CourseError
    where nothing of the assignment was ever graded.
    """
    require_gradebook(course, assignment)
    results = {s: known.result for s, known in read_recorded(course, assignment).items()}
    order = [a.name for a in course.assignments]
    earlier = [
        other
        for other in graded_assignments(course)
        if order.index(other.name) < order.index(assignment.name)
    ]
    from autograder.gradebook.book import open_gradebook

    with open_gradebook(course) as book:
        book.refresh(assignment)
        now = book.standing(assignment)
        columns = [*(_shares(book.standing(other)) for other in earlier), _shares(now)]
    shares = {str(row["student_id"]): _row_of(row, columns) for row in now.rows}
    students = tuple(_students(assignment, results, now, shares))
    judged = [one.score for one in students if one.score is not None]
    class_results = scored(results.values())
    return Overview(
        course=course.id,
        assignment=assignment.name,
        title=assignment.title,
        max_score=assignment.max_score,
        final_max=max((float(row["max_score"] or 0) for row in now.rows), default=0.0),
        mean=mean(judged) if judged else None,
        median=median(judged) if judged else None,
        students=students,
        tasks=tuple(_task_summaries(assignment, class_results)),
        checks=check_summaries(class_results),
        misconceptions=_misconceptions(class_results),
        assignments=(*(other.name for other in earlier), assignment.name),
    )


def _students(
    assignment: Assignment,
    results: Mapping[str, Result],
    now: "Standing",
    shares: Mapping[str, tuple[float | None, ...]],
) -> Iterator[Student]:
    """Everybody in the gradebook, in the order of the ids."""
    unusual = _unusual(results)
    behind = falling_behind(shares)
    overridden: dict[str, list[str]] = {}
    for override in now.overrides:
        overridden.setdefault(override.student, []).append(override.task)
    for row in sorted(now.rows, key=lambda row: str(row["student_id"])):
        student = str(row["student_id"])
        result = results.get(student)
        final = float(row["raw_score"] or 0.0)
        extra = now.extensions.get(student)
        late = now.late.get(student)
        kind = _kind(student, result, now)
        yield Student(
            student=student,
            name=" ".join(str(row[key]) for key in ("first_name", "last_name") if row[key]),
            standing=kind,
            score=result.score if result else None,
            tasks=_points(assignment, result),
            final=None if kind in ("absent", "error", "ungraded") else final,
            penalty=float(row["late_submission_penalty"] or 0.0),
            late_seconds=late.seconds if late else 0.0,
            extension_seconds=extra.total_seconds() if extra else 0.0,
            to_mark=now.unfinished.to_mark.get(student, 0),
            overridden=tuple(overridden.get(student, ())),
            misconceptions=_named(result),
            cpu_seconds=result.cpu_seconds if result else 0.0,
            peak_memory_mib=result.peak_memory_mib if result else 0.0,
            unusual=tuple(what for what, who in unusual.items() if student in who),
            shares=shares.get(student, ()),
            behind=behind.get(student, ""),
        )


def _kind(student: str, result: Result | None, now: "Standing") -> Kind:
    if student in now.unfinished.absent:
        return "absent"
    if result is None:
        return "ungraded"
    return result.status


def _unusual(results: Mapping[str, Result]) -> dict[str, set[str]]:
    graded = {s: result for s, result in results.items() if result.status == "graded"}
    return {
        "time": unusually_large({s: result.cpu_seconds for s, result in graded.items()}),
        "memory": unusually_large({s: result.peak_memory_mib for s, result in graded.items()}),
    }


def _points(assignment: Assignment, result: Result | None) -> tuple[float | None, ...]:
    if result is None or result.status != "graded":
        return tuple(None for _ in assignment.tasks)
    judged = {task.task: task.score for task in result.tasks}
    return tuple(judged.get(task.name) for task in assignment.tasks)


def _named(result: Result | None) -> tuple[str, ...]:
    named = [m.id for task in result.tasks for m in task.misconceptions] if result else []
    return tuple(dict.fromkeys(named))


def _shares(standing: "Standing") -> Shares:
    """The share of the points that each student has; None for who submitted nothing."""
    without = standing.unfinished.absent | standing.unfinished.without_score
    return {
        str(row["student_id"]): None
        if row["student_id"] in without
        else share(float(row["score"] or 0.0), float(row["max_score"] or 0.0))
        for row in standing.rows
    }


def _row_of(
    row: Mapping[str, str | float | None], columns: Sequence[Shares]
) -> tuple[float | None, ...]:
    return tuple(column.get(str(row["student_id"])) for column in columns)


def _task_summaries(assignment: Assignment, results: Sequence[Result]) -> Iterator[TaskSummary]:
    graded = [result for result in results if result.status == "graded"]
    for task in assignment.tasks:
        scores = [t.score for result in graded for t in result.tasks if t.task == task.name]
        yield TaskSummary(
            task=task.name,
            title=task.label,
            max_score=task.points,
            mean_share=mean(share(score, task.points) for score in scores) if scores else 0.0,
            full=sum(score >= task.points for score in scores),
            none=sum(score <= 0 for score in scores),
        )


def _misconceptions(results: Sequence[Result]) -> tuple[MisconceptionSummary, ...]:
    """Those that were named, most frequent first."""
    found: dict[str, tuple[str, str, set[str]]] = {}
    for result in results:
        for task in result.tasks:
            for named in task.misconceptions:
                one = found.setdefault(named.id, (task.task, named.message, set()))
                one[2].add(result.student)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1][2]), item[0]))
    return tuple(
        MisconceptionSummary(id=name, task=task, message=message, students=tuple(sorted(who)))
        for name, (task, message, who) in ordered
    )
