"""How much more time a student gets, from what an instructor writes."""

from datetime import datetime, timedelta

from autograder.course import Assignment, Course
from autograder.course.model import LAST_YEAR
from autograder.errors import CourseError
from autograder.text import one_line


def extra_time(
    course: Course, assignment: Assignment, *, days: int | None, until: str | None
) -> timedelta:
    """The time after the due date: so many days, or until a moment.

    A moment without an offset is one of the course's time zone. Raises CourseError where the
    assignment has no due date, or the time can't be understood or is before the due date.
    """
    if assignment.due is None:
        raise CourseError(f"{assignment.name} has no due date, so nobody is late")
    if (days is None) == (until is None):
        raise CourseError("how much time? Give --days N or --until TIME")
    if until is None:
        return _bounded(assignment.due, days or 0)
    try:
        moment = datetime.fromisoformat(until)
    except ValueError:
        raise CourseError(
            f"--until {one_line(until)}: this is not a time such as 2027-02-03T18:00"
        ) from None
    if moment.tzinfo is None:
        if course.zone is None:
            raise CourseError(
                f"--until {one_line(until)}: of which time zone? Add its offset, such as +01:00, "
                "or write time_zone: into course.yml"
            )
        moment = moment.replace(tzinfo=course.zone)
    if moment.year > LAST_YEAR:
        raise CourseError(f"--until {one_line(until)}: this is after the year {LAST_YEAR}")
    if moment < assignment.due:
        raise CourseError(f"--until {one_line(until)}: this is before the due date")
    return moment - assignment.due


def _bounded(due: datetime, days: int) -> timedelta:
    try:
        extra = timedelta(days=days)
        far = (due + extra).year > LAST_YEAR
    except OverflowError:
        far = True
    if far:
        raise CourseError(f"--days {days}: this is after the year {LAST_YEAR}")
    return extra
