"""Moodle's grading worksheet: who a participant is, and when they submitted.

View all submissions → Download grading worksheet. The setting "Offline grading worksheet" of the
assignment has to be on.
"""

from collections.abc import Mapping
from pathlib import Path

from autograder.errors import CourseError
from autograder.lms.roster_file import read_table
from autograder.lms.uploads import Owner

IDENTIFIER = "identifier"
PARTICIPANT = "Participant "
SUBMITTED = "last modified (submission)"


def read_worksheet(path: Path) -> tuple[Mapping[str, Owner], Mapping[str, str]]:
    """Owner and time of submission by the participant's number.

    Raises CourseError where it is no worksheet.
    """
    owners: dict[str, Owner] = {}
    times: dict[str, str] = {}
    for row in read_table(path):
        number = row.get(IDENTIFIER, "").removeprefix(PARTICIPANT)
        if not number.isdigit():
            raise CourseError(
                f"{path}: this is not Moodle's grading worksheet, whose column Identifier has "
                "texts such as 'Participant 123'"
            )
        owners[number] = Owner(
            name=row.get("full name", ""), email=row.get("email address", ""), lms_user_id=number
        )
        times[number] = "" if row.get(SUBMITTED, "-") == "-" else row[SUBMITTED]
    return owners, times
