"""The roster beside the folders in `submitted/`: who is only on one side, who is there twice."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.roster import folded
from autograder.gradebook.students import Person
from autograder.submissions.folder import list_submissions
from autograder.text import listed, one_line


def roster_differences(course: Course, people: Sequence[Person]) -> Iterator[str]:
    """One line for each kind of difference, for each assignment that has submissions."""
    known = {person.id for person in people}
    submitted: set[str] = set()
    for assignment in course.assignments:
        try:
            students = {s.student for s in list_submissions(course, assignment)}
        except CourseError:
            continue  # nothing submitted yet
        submitted |= students
        if unknown := sorted(students - known):
            yield f"{assignment.name}: not in the roster: {listed(map(one_line, unknown))}"
        if absent := sorted(known - students):
            yield f"{assignment.name}: nothing submitted: {listed(map(one_line, absent))}"
    yield from _twice(known | submitted, people)


def _twice(ids: set[str], people: Sequence[Person]) -> Iterator[str]:
    """Ids, names and email addresses that may be one person's."""
    alike: dict[str, set[str]] = defaultdict(set)
    for one in ids:
        alike[f"id {folded(one)}"].add(one)
    for person in people:
        for kind, value in (("name", person.name), ("email", person.email)):
            if value:
                alike[f"{kind} {folded(value)}"].add(person.id)
    for group in sorted({tuple(sorted(group)) for group in alike.values() if len(group) > 1}):
        yield f"perhaps one person: {', '.join(map(one_line, group))}"
