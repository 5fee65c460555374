"""`python -m benchmarks [quick]`: every figure beside its aim. Exit code 1 where one is missed."""

import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from autograder.course import Assignment, Course
from autograder.demo.sample import Member
from benchmarks.breakdown import milliseconds_by_part
from benchmarks.classes import honest_members, new_course
from benchmarks.floor import right_program
from benchmarks.ours import grade
from benchmarks.stock import StockCourse
from benchmarks.watch import AIM_SECONDS, save_to_verdict


@dataclass(frozen=True)
class Sizes:
    """How many submissions each part takes."""

    stock: tuple[int, int]
    ours: tuple[int, int]
    broken_down: int


FULL = Sizes(stock=(4, 24), ours=(100, 2000), broken_down=100)
QUICK = Sizes(stock=(1, 5), ours=(20, 120), broken_down=20)
REPEATS = 3


@dataclass
class Bench:
    """Our course, stock nbgrader's, and the class that hands in to both."""

    course: Course
    assignment: Assignment
    lesson: StockCourse
    checks_alone: StockCourse
    members: Sequence[Member]
    sizes: Sizes
    missed: int = 0

    def line(self, what: str, value: str, aim: str = "", met: bool | None = None) -> None:
        """Print one figure, with its aim and whether it is met."""
        verdict = "" if met is None else "met" if met else "MISSED"
        self.missed += met is False
        print(f"  {what:<48} {value:>14}  {aim:<22} {verdict}".rstrip(), flush=True)

    def heading(self, text: str) -> None:
        """Print the title of a group of figures."""
        print(f"\n{text}", flush=True)

    def milliseconds_of(self, stock: StockCourse) -> float:
        """Milliseconds that one more submission costs stock nbgrader."""

        def seconds(count: int) -> float:
            stock.hand_in(self.members[:count])
            return stock.autograde()

        return 1000 * slope(seconds, *self.sizes.stock)


def main() -> int:
    """Run all parts, one after the other."""
    sizes = QUICK if "quick" in sys.argv[1:] else FULL
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as scratch:
        course, assignment = new_course(Path(scratch) / "ours")
        members = honest_members(course, assignment, sizes.ours[1])
        lesson, checks_alone = (
            StockCourse(Path(scratch) / name, course, assignment, lesson=name == "lesson")
            for name in ("lesson", "checks-alone")
        )
        bench = Bench(course, assignment, lesson, checks_alone, members, sizes)
        print(
            f"{assignment.name} on {psutil.cpu_count()} cores, Python {platform.python_version()}, "
            f"load {psutil.getloadavg()[0]:.1f} before"
        )
        speed_and_memory(bench)
        cold_start(bench)
        breakdown(bench)
        watch(bench)
    return int(bench.missed > 0)


def speed_and_memory(bench: Bench) -> None:
    """Marginal time against stock nbgrader's; time and memory from a small to a large class."""
    lesson = bench.milliseconds_of(bench.lesson)
    checks_alone = bench.milliseconds_of(bench.checks_alone)
    few, many = bench.sizes.ours
    grade(bench.course, bench.assignment, bench.members[:1])  # makes the gradebook
    at_few = grade(bench.course, bench.assignment, bench.members[:few], memory=True)
    at_many = grade(bench.course, bench.assignment, bench.members[:many], memory=True)
    ours = 1000 * (at_many.seconds - at_few.seconds) / (many - few)
    bench.heading("One more submission (slope between a small and a large class)")
    bench.line(f"autograder grade, {few} to {many} submissions", f"{ours:.1f} ms")
    bench.line("nbgrader autograde, the notebook handed in", f"{lesson:.0f} ms")
    bench.line("ratio", f"1/{lesson / ours:.0f}", "1/40 (goal 1/100)", lesson >= 40 * ours)
    bench.line("nbgrader autograde, a notebook of checks alone", f"{checks_alone:.0f} ms")
    bench.line("ratio", f"1/{checks_alone / ours:.0f}")
    bench.heading("From a small class to a large one")
    each_few, each_many = 1000 * at_few.seconds / few, 1000 * at_many.seconds / many
    bench.line(f"ms for each of {few}, start included", f"{each_few:.1f} ms")
    bench.line(
        f"ms for each of {many}, start included",
        f"{each_many:.1f} ms",
        f"at most {each_few:.1f} ms",
        each_many <= each_few,
    )
    growth = at_many.peak_rss_mib / at_few.peak_rss_mib
    bench.line(f"peak RSS of all processes, {few}", f"{at_few.peak_rss_mib:.0f} MiB")
    bench.line(f"peak RSS of all processes, {many}", f"{at_many.peak_rss_mib:.0f} MiB")
    bench.line("growth", f"{growth:.2f}", "at most 1.30", growth <= 1.3)


def cold_start(bench: Bench) -> None:
    """The first score with an existing gradebook, against stock nbgrader's own start."""
    bench.checks_alone.hand_in(bench.members[:1])
    bench.checks_alone.autograde()
    theirs = min(bench.checks_alone.export() for _ in range(REPEATS))
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as scratch:
        course, assignment = new_course(Path(scratch) / "one")  # a gradebook of one student, too
        grade(course, assignment, bench.members[:1])
        ours = min(grade(course, assignment, bench.members[:1]).seconds for _ in range(REPEATS))
    bench.heading(f"Cold start to the first score (best of {REPEATS})")
    bench.line("nbgrader export, gradebook of one student", f"{theirs:.2f} s")
    bench.line(
        "autograder grade, one submission, to its end",
        f"{ours:.2f} s",
        f"at most {theirs:.2f} s",
        ours <= theirs,
    )


def breakdown(bench: Bench) -> None:
    """Where the time goes."""
    chosen = bench.members[: bench.sizes.broken_down]
    parts = milliseconds_by_part(bench.course, bench.assignment, chosen)
    total = sum(parts.values())
    bench.heading(f"Where the time goes: one stream, mean of {len(chosen)} submissions")
    for part, milliseconds in parts.items():
        bench.line(part, f"{milliseconds:.2f} ms", f"{100 * milliseconds / total:.0f} %")
    bench.line("all of it, on one of the cores", f"{total:.2f} ms")
    floor, ours = right_program(bench.course, bench.assignment, bench.sizes.broken_down)
    bench.heading("A right program, one stream")
    bench.line("the same checks in one process, nothing else", f"{floor:.1f} ms")
    bench.line("ours", f"{ours:.1f} ms")
    bench.line("ratio", f"{ours / floor:.1f}", "at most 1.8", ours <= 1.8 * floor)


def watch(bench: Bench) -> None:
    """How long a learner waits for the verdict on what was saved."""
    bench.heading("autograder watch: from the save to the verdict on the screen (median, worst)")
    for kind, seconds in save_to_verdict(bench.course, bench.assignment).items():
        middle, worst = statistics.median(seconds), max(seconds)
        bench.line(
            f"{kind}, {len(seconds)} saves",
            f"{middle:.2f} s {worst:.2f} s",
            f"at most {AIM_SECONDS} s",
            middle <= AIM_SECONDS,  # the worst is a program that is slow by itself
        )


def slope(seconds: Callable[[int], float], small: int, large: int) -> float:
    """Seconds for one more, from the time that `small` and that `large` submissions take."""
    return (seconds(large) - min(seconds(small) for _ in range(2))) / (large - small)


if __name__ == "__main__":
    sys.exit(main())
