"""The process that reads hostile programs: copydetect's tokens and winnowing, under limits.

A request on standard input is a JSON list of programs. The answers are lines of JSON, one for each
program in order: its fingerprints, or why there are none. Nothing of a program is executed.
"""

import ast
import io
import json
import signal
import sys
import warnings
from bisect import bisect_right
from contextlib import suppress
from itertools import accumulate
from typing import Any

from copydetect import CodeFingerprint

from autograder.child_processes import limit_processor_time

LENGTH = 20
"""of a fingerprint, in characters after names became V and strings S: about one statement"""
WINDOW = 4
"""of so many neighbours one is kept: what two programs share over LENGTH + WINDOW is found"""
SECONDS = 2.0
"""of processor time for one program; an ordinary one takes 0.02"""
MOST_FINGERPRINTS = 4000
MOST_PLACES = 8
"""lines that are told of one fingerprint: a program may repeat itself"""
MEMORY = 2 << 30
SECONDS_FOR_IMPORTS = 30


class _TooSlow(Exception):  # noqa: N818
    pass


def fingerprints(source: str) -> list[tuple[int, int, int]]:
    """Hash, first line and last line of each fingerprint. Raises ValueError for too many."""
    text, lines = _in_one_style(source)
    found = CodeFingerprint("", LENGTH, WINDOW, language="python", fp=io.StringIO(text))
    if len(found.hashes) > MOST_FINGERPRINTS:
        raise ValueError("it is far longer than a module of this assignment")
    starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    at, removed = found.offsets.T.tolist()

    def place_of(filtered: int) -> tuple[int, int]:
        before = max(bisect_right(at, filtered) - 1, 0)
        return lines[min(bisect_right(starts, filtered + removed[before]), len(lines)) - 1]

    return [
        (int(value), place_of(int(place))[0], place_of(int(place) + LENGTH - 1)[1])
        for value, places in found.hash_idx.items()
        for place in places[:MOST_PLACES]
    ]


def _in_one_style(source: str) -> tuple[str, list[tuple[int, int]]]:
    """The program as Python itself writes it, and for each line the lines that it had before.

    So a formatter, or brackets that change nothing, don't hide a copy. A program with a syntax
    error stays as it is.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            before = ast.parse(source)
            for node in ast.walk(before):  # the lexer keeps these two names
                if isinstance(node, ast.Name) and node.id in ("self", "cls"):
                    node.id = "me"
                elif isinstance(node, ast.arg) and node.arg in ("self", "cls"):
                    node.arg = "me"
            text = ast.unparse(before)
            after = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source, [(number, number) for number in range(1, source.count("\n") + 2)]
    lines = [(0, 0)] * (text.count("\n") + 2)
    for old, new in zip(ast.walk(before), ast.walk(after), strict=False):
        if isinstance(old, ast.stmt) and isinstance(new, ast.stmt):
            body = getattr(old, "body", None)
            last = max(old.lineno, body[0].lineno - 1) if body else old.end_lineno or old.lineno
            end = new.lineno if body else new.end_lineno or new.lineno
            lines[new.lineno : end + 1] = [(old.lineno, last)] * (end + 1 - new.lineno)
    known = [lines[1]]
    for one in lines[2:]:
        known.append(one if one[0] else known[-1])  # an empty line, a decorator, an else
    return text, [one if one[0] else (1, 1) for one in known]


def _answer(source: str) -> dict[str, Any]:
    try:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        return {"fingerprints": fingerprints(source)}
    except _TooSlow:
        return {"why": f"reading it took more than {SECONDS:.0f} s"}
    except ValueError as error:
        return {"why": str(error)}
    except (Exception, RecursionError) as error:
        return {"why": f"it can't be read ({type(error).__name__})"}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _end_slow(signum: int, frame: object) -> None:
    raise _TooSlow


def _limit_memory() -> None:
    import resource

    with suppress(OSError, ValueError):  # macOS has no such limit; the time limit is there
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Answer the one request; the first line says that everything could be imported."""
    print(json.dumps({"ready": True}), flush=True)
    sources = json.load(sys.stdin)
    signal.signal(signal.SIGPROF, _end_slow)
    limit_processor_time(SECONDS_FOR_IMPORTS + int(2 * SECONDS) * len(sources))
    _limit_memory()
    for source in sources:
        print(json.dumps(_answer(source)), flush=True)


if __name__ == "__main__":
    main()
