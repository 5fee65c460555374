"""Which student of the roster a file of a download belongs to. Nothing is guessed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from autograder.gradebook.students import Person
from autograder.lms.uploads import Owner


class Matching:
    """Finds the student of the roster for the owner of a file.

    `worksheet` is Moodle's grading worksheet, where the instructor has one: it says who a
    participant's number is.
    """

    def __init__(self, people: Iterable[Person], worksheet: Mapping[str, Owner]) -> None:
        self._worksheet = worksheet
        self._by: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for person in people:
            for kind, value in (
                ("id", person.id),
                ("lms_user_id", person.lms_user_id),
                ("email", person.email.casefold()),
                ("name", _plain(person.name)),
            ):
                if value:
                    self._by[kind][value].add(person.id)

    def student(self, owner: Owner, by_name: bool) -> str | None:
        """The student's id; None where no student, or more than one, fits.

        A name counts only where the LMS gives whole names, as Moodle does.
        """
        listed = self._worksheet.get(owner.lms_user_id)
        for one in filter(None, (listed, owner)):
            found = (
                self._only("lms_user_id", one.lms_user_id if listed is None else "")
                or self._only("email", one.email.casefold())
                or self._only("id", one.id)
                or self._only("lms_user_id", one.id)
                or (self._only("name", _plain(one.name)) if by_name else None)
            )
            if found:
                return found
        return None

    def _only(self, kind: str, value: str) -> str | None:
        found = self._by[kind].get(value, set()) if value else set()
        return next(iter(found)) if len(found) == 1 else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
