"""Any text can be printed, whatever the encoding of the terminal."""

import io

import pytest

from autograder.any_encoding import NEAREST, nearest, print_anything

ENCODINGS = ["ascii", "cp1252", "cp437", "latin-1", "gbk", "utf-8"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_character_can_be_printed(encoding):
    everything = "".join(map(chr, [*range(0x3000), 0xD800, 0xDCFF, 0x1F600]))
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    print_anything(stream)
    stream.write(everything)
    stream.flush()
    assert stream.buffer.getvalue()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("∂loss/∂W1", "dloss/dW1"),
        ("ŷ − y", "y - y"),
        ("X²", "X^2"),
        ("Renée", "Renee"),
        ("Checking …", "Checking ..."),
        ("山", "?"),
        ("plain", "plain"),
    ],
)
def test_the_nearest_characters(text, printed):
    assert nearest(text) == printed


def test_what_can_be_shown_stays():
    assert "Renée ∂".encode("cp1252", errors=NEAREST) == b"Ren\xe9e d"


def test_only_writing_has_a_nearest_character():
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", errors=NEAREST)
