"""An attacker who submits again and again, reads every message, and knows the engine's source.

He has written every function but one, the target. For that one he wants its answers:

- the target raises its own arguments as text, in as many rounds as that takes;
- where the reference is in the target's place, the other functions ask it for the answers to what
  he has read, and raise those;
- the target answers from the table that he has by now.
"""

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.grading import Result

FIRST = 0x4E00
"""of 2**14 letters that are printable, each one character: 14 bits"""
ARGUMENT, ANSWER = "甲", "乙"

HELPERS = '''
import struct as _struct, zlib as _zlib

def _pack(value):
    """Any arguments or answer as bytes: the structure, then the numbers."""
    numbers = []
    def walk(v):
        if isinstance(v, np.ndarray) and v.dtype.kind in "fiub":
            code = v.dtype.char if v.dtype.char in "?lB" else "f"
            numbers.append(np.ascontiguousarray(v, code).tobytes())
            return ("a", code, v.shape)
        if isinstance(v, dict):
            return {k: walk(x) for k, x in v.items()}
        if isinstance(v, (tuple, list)):
            return ("t", [walk(x) for x in v])
        if isinstance(v, (bool, int, str, type(None))):
            return ("c", v)
        if isinstance(v, np.random.Generator):
            return ("r", v.bit_generator.state)
        numbers.append(_struct.pack("<d", float(v)))
        return ("d",)
    structure = _zlib.compress(repr(walk(value)).encode(), 9)
    body = _struct.pack("<HH", len(structure), sum(map(len, numbers)))
    return body + structure + b"".join(numbers)

def _unpack(data):
    size, _ = _struct.unpack_from("<HH", data)
    structure = eval(_zlib.decompress(data[4:4 + size]).decode())
    place = 4 + size
    def build(s):
        nonlocal place
        if isinstance(s, dict):
            return {k: build(x) for k, x in s.items()}
        if s[0] == "a":
            array = np.frombuffer(data, s[1], int(np.prod(s[2])), place).reshape(s[2])
            place += array.nbytes
            return array.astype(float) if s[1] == "f" else array.copy()
        if s[0] == "t":
            return tuple(build(x) for x in s[1])
        if s[0] == "c":
            return s[1]
        if s[0] == "r":
            rng = np.random.default_rng()
            rng.bit_generator.state = s[1]
            return rng
        (number,) = _struct.unpack_from("<d", data, place)
        place += 8
        return number
    return build(structure)

class L(Exception):
    pass

def _leak(kind, number, data, have):
    """Raise what is still missing of these bytes."""
    bits = int.from_bytes(data[have:] + bytes(14), "big")
    count = 8 * (len(data) - have + 14)
    letters = [chr(0x4E00 + (bits >> (count - 14 * (i + 1)) & 0x3FFF)) for i in range(count // 14)]
    raise L(kind + chr(0x4E00 + number) + chr(0x4E00 + have) + "".join(letters))

def _like(a, b):
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.shape == b.shape and np.allclose(a, b, 1e-4, 1e-4)
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(_like(a[k], b[k]) for k in a)
    if isinstance(a, (tuple, list)):
        return isinstance(b, (tuple, list)) and len(a) == len(b) and all(map(_like, a, b))
    if isinstance(a, np.random.Generator):
        return isinstance(b, np.random.Generator) and a.bit_generator.state == b.bit_generator.state
    return a == b or (isinstance(a, float) and abs(a - b) < 1e-6)

def _spy(*args):
    packed = _pack(args)
    for question, (_, answer) in ANSWERS.items():
        if answer and _like(_unpack(question), args):
            return _unpack(answer)
    number = _zlib.crc32(packed) & 0x3FFF
    _leak("甲", number, packed, READ.get(number, 0))

def _ask(args):
    pending = [q for q, (_, answer) in ANSWERS.items() if not answer]
    if pending and globals()[TARGET].__name__ != "_spy":  # aliases are replaced, too
        turn = _zlib.crc32(_pack(args)) % len(pending)
        question = pending[turn]
        answer = _pack(globals()[TARGET](*_unpack(question)))
        _leak("乙", _zlib.crc32(question) & 0x3FFF, answer, ANSWERS[question][0])

def _asking(honest):
    def asks(*args):
        _ask(args)
        return honest(*args)
    return asks
'''


@dataclass
class Attacker:
    """What he knows by now, and the submission that he makes of it."""

    reference: str
    """which has the functions that he has written himself"""
    functions: tuple[str, ...]
    target: str
    read: dict[int, bytes] = field(default_factory=dict)
    """arguments, as far as he has them, by their checksum"""
    answers: dict[bytes, bytes] = field(default_factory=dict)
    """by whole arguments, as far as he has them"""

    def submission(self) -> bytes:
        """The next program."""
        known = {q: (len(a), a if _is_whole(a) else b"") for q, a in self.answers.items()}
        others = [name for name in self.functions if name != self.target]
        lines = [
            self.reference,
            HELPERS,
            f"TARGET = {self.target!r}",
            f"READ = { ({number: len(data) for number, data in self.read.items()})!r}",
            f"ANSWERS = {known!r}",
            *(f"{name} = _asking({name})" for name in others),
            f"{self.target} = _spy",
        ]
        return "\n".join(lines).encode()

    def study(self, result: Result) -> None:
        """Read all messages of a result."""
        for check in (check for task in result.tasks for check in task.checks):
            for kind, number, start, letters in _letters(check.message):
                data = _bytes_of(letters)
                if kind == ARGUMENT:
                    self.read[number] = _added(self.read.get(number, b""), start, data)
                    if _is_whole(whole := self.read[number]):
                        self.answers.setdefault(whole[: _length(whole)], b"")
                else:
                    for question in self.answers:
                        if _checksum(question) == number:
                            found = _added(self.answers[question], start, data)
                            self.answers[question] = found


def play(attacker: Attacker, grade: Callable[[bytes], Result], rounds: int) -> float:
    """The most points that the target's task gets in so many rounds."""
    best = 0.0
    for _ in range(rounds):
        result = grade(attacker.submission())
        (task,) = (task for task in result.tasks if task.task == attacker.target)
        best = max(best, task.score)
        attacker.study(result)
    return best


def _letters(message: str) -> list[tuple[str, int, int, str]]:
    found = re.findall(rf"L: ([{ARGUMENT}{ANSWER}])(.)(.)([一-\u8dff]*)", message)
    return [(kind, ord(n) - FIRST, ord(s) - FIRST, text) for kind, n, s, text in found]


def _bytes_of(letters: str) -> bytes:
    bits = 0
    for letter in letters:
        bits = bits << 14 | (ord(letter) - FIRST)
    spare = 14 * len(letters) % 8
    return (bits >> spare).to_bytes(14 * len(letters) // 8, "big")


def _added(data: bytes, start: int, more: bytes) -> bytes:
    return data + more if start == len(data) else data


def _length(data: bytes) -> int:
    return 4 + sum(struct.unpack_from("<HH", data)) if len(data) >= 4 else 1 << 30


def _is_whole(data: bytes) -> bool:
    return len(data) >= _length(data)


def _checksum(data: bytes) -> int:
    return zlib.crc32(data) & 0x3FFF
