"""Student ids for a class of any size."""

PEOPLE = (
    "ada alan alonzo amalie andrey barbara bernhard blaise carl chen claude daphne david dorothy "
    "edsger emmy ernst evelyn frances frank george geoffrey grace hedy henri hypatia ingrid jean "
    "joan john katherine kurt leonhard leslie lise marie mary maryam maría-josé niklaus noether "
    "olga peter pierre radia rosalind shafi sofia sophie søren srinivasa stefan terence teuvo "
    "ulam wang yann yoshua zhu"
).split()


def student_id(place: int) -> str:
    """The id of the member at that place, 0 first; every place has its own."""
    name, again = PEOPLE[place % len(PEOPLE)], place // len(PEOPLE)
    return name if again == 0 else f"{name}-{again + 1}"
