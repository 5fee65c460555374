"""How late a submission is and what that costs, in a sentence, with the rule."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from autograder.course import Course, LatePolicy
from autograder.pages.facts import Facts
from autograder.text import number, points_text

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


def late_sentences(facts: Facts, course: Course, policy: LatePolicy) -> list[str]:
    """What lateness costs and why; empty for a submission in time without an extension."""
    said = []
    if facts.due and facts.extension:
        end = _date(facts.due + facts.extension, course.zone)
        said.append(f"You have an extension: {_duration(facts.extension)}, until {end}.")
    if not facts.late.seconds:
        return said
    late = f"Handed in {_duration(timedelta(seconds=facts.late.seconds))} late"
    percent = policy.penalty_percent(facts.late.seconds, facts.late.started_days)
    if facts.penalty:
        said.append(f"{late}: {number(percent)} % off, {points_text(facts.penalty)}.")
    else:
        said.append(f"{late}: this costs nothing.")
    if rule := rule_of(policy):
        said.append(f"The rule: {rule}")
    return said


def rule_of(policy: LatePolicy) -> str:
    """The course's rule in a sentence; empty where lateness costs nothing."""
    if not policy.percent_per_day:
        return ""
    rule = f"{number(policy.percent_per_day)} % of the score for each started day"
    if policy.cap_percent < 100:
        rule += f", at most {number(policy.cap_percent)} %"
    if policy.grace_minutes:
        rule += f"; the first {_duration(timedelta(minutes=policy.grace_minutes))} cost nothing"
    return f"{rule}."


def _date(time: datetime, zone: ZoneInfo | None) -> str:
    there = time.replace(tzinfo=UTC).astimezone(zone or UTC)
    return f"{there:%Y-%m-%d %H:%M} {'UTC' if zone is None else there.tzname()}"


def _duration(time: timedelta) -> str:
    """The two largest units: `1 day 3 hours`, `15 minutes`."""
    left = round(time.total_seconds())
    words = []
    for size, unit in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second")):
        count, left = divmod(left, size)
        if count:
            words.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(words[:2]) or "0 minutes"
