"""The files of misconceptions: what an entry says, and every mistake with its file and line."""

import types
from textwrap import dedent

import pytest

from autograder.errors import CourseError
from autograder.grading.edits import ReferenceText
from autograder.grading.misconceptions import misconception_files, read_misconceptions

SOURCE = '''\
def mean_of(x, y):
    """The mean of x * y."""
    total = sum(a * b for a, b in zip(x, y))
    return total / len(x)
'''


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "misconceptions").mkdir()
    return tmp_path


@pytest.fixture
def read(folder):
    """Read a text as `misconceptions/mean_of.yml`."""
    module = types.ModuleType("means")
    exec(SOURCE, vars(module))
    reference = ReferenceText(SOURCE, folder / "means.py", module)

    def read(text):
        path = folder / "misconceptions" / "mean_of.yml"
        path.write_text(dedent(text), encoding="utf-8")
        return read_misconceptions(path, reference)

    return read


def entry(name="wrong", fails="values", what="edit: {a * b: a}", message="No. Yes."):
    return f"{name}:\n  fails: {fails}\n  {what}\n  message: {message}\n"


def test_an_entry(read, folder):
    plus, sums = read("""\
        # ── Values ──
        plus-for-times:
          fails: [values, shapes]
          edit: {a * b: a + b, "/ len(x)": "/ len(y)"}
          message: "You add: look at
            the operation."

        is-sum:
          fails: values
          body: |
            total = 0
            for a in x:
                total += a
            return total
          message: 2
        """)
    assert (plus.id, plus.replaces) == ("mean-of-plus-for-times", "mean_of")
    assert (plus.fails, sums.fails) == (("values", "shapes"), ("values",))
    assert (plus.message, sums.message) == ("You add: look at the operation.", "2")
    assert (plus.function([1, 2], [3, 5]), sums.function([1, 2], [3, 5])) == (5.5, 3)
    assert plus.version.origin == f"{folder}/misconceptions/mean_of.yml:2"
    assert "    return total / len(y)\n" in plus.version.program


@pytest.mark.parametrize("value", ["2", '"2"', "2  # a comment", "|\n      2\n"])
def test_every_value_is_text(read, value):
    [wrong] = read(f"two:\n  fails: values\n  edit:\n    a * b: {value}\n  message: No.\n")
    assert wrong.function([1, 1], [1, 1]) == 2


def test_an_empty_replacement_takes_the_place_away(read):
    for empty in ('""', ""):
        [wrong] = read(entry(what=f"edit: {{' / len(x)': {empty}}}"))
        assert wrong.function([1, 2], [3, 5]) == 13


MISTAKES = [
    (
        entry() + entry(what="edit: {a: b}"),
        5,
        "'wrong' is here a second time (first on line 1)",
    ),
    ("wrong: x + y\n", 1, "here `key: value` pairs are expected"),
    ("- wrong\n", 1, "here `key: value` pairs are expected"),
    ("wrong: {fails: values\n", 2, "this isn't YAML"),
    (entry(message="No: yes."), 4, "this isn't YAML: mapping values are not allowed"),
    (entry(name="Wrong_one"), 1, "'Wrong_one' can't be a misconception's name"),
    (
        entry(what="edits: {a * b: a}"),
        3,
        "unknown key 'edits', did you mean 'edit'? (allowed: fails,",
    ),
    (entry(what="edit: {a * b: a}\n  edit: {len(x): 1}"), 4, "'edit' is here a second time"),
    ("wrong:\n  fails: values\n  edit: {a * b: a}\n", 1, "wrong: message is missing"),
    ("wrong:\n  edit: {a * b: a}\n  message: No.\n", 1, "wrong: fails is missing"),
    (entry(message=""), 4, "wrong: message is empty"),
    (entry(fails="[]"), 2, "wrong: fails is empty"),
    (entry(fails="{values: 1}"), 2, "here a text is expected"),
    (entry(what="before: import math"), 1, "wrong: neither edit nor body"),
    (entry(what="edit: {a * b: a}\n  body: return 1"), 1, "wrong: an edit and a body; keep one"),
    (entry(what="edit: {}"), 3, "wrong: edit is empty"),
    (entry(what='edit: {"": a}'), 3, "wrong: edit is empty"),
    (entry(what="edit: a * b"), 3, "here `key: value` pairs are expected"),
    (entry(what="edit: {a * b: [a]}"), 3, "here a text is expected"),
    (
        entry(what="edit:\n    a * b: a\n    x * y: x"),
        5,
        "wrong: in mean_of of means.py, `x * y` isn't there; look at what the reference has now",
    ),
    (
        entry(what="edit: {total: x}"),
        3,
        "wrong: in mean_of of means.py, `total` stands there more than once (lines 3, 4); "
        "give more of the line",
    ),
    (entry(what="edit: {a * b: a, a * b for: a for}"), 3, "wrong: two places overlap"),
    ("include: other.yml\n", 1, "other.yml: there is no such file to include"),
    ("include: {without: [a]}\n", 1, "include: which file?"),
    ("include: {file: mean_of.yml}\n", 1, "mean_of.yml includes this file in turn"),
    ("include: {file: shared.yml, with: [a]}\n", 1, "unknown key 'with', did you mean 'without'?"),
    ("include:\n  file: shared.yml\n  without: [sum]\n", 1, "has no misconception sum, did you"),
    ("include: shared.yml\n" + entry(name="sums"), 2, "sums is in"),
]


@pytest.mark.parametrize(("text", "line", "told"), MISTAKES)
def test_a_mistake_is_told_with_file_and_line(read, folder, text, line, told):
    (folder / "misconceptions" / "shared.yml").write_text(entry(name="sums"))
    with pytest.raises(CourseError) as caught:
        read(text)
    assert str(caught.value).startswith(f"{folder}/misconceptions/mean_of.yml:{line}: ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_all_places_that_are_gone_are_told_at_once(read):
    with pytest.raises(CourseError) as caught:
        read(
            entry("a", what="edit: {old: new}") + entry("b") + entry("c", what="edit: {past: new}")
        )
    assert [line.partition(":")[2][:4] for line in str(caught.value).splitlines()] == [
        "3: a",
        "11: ",
    ]


def test_a_file_that_is_not_utf_8(read, folder):
    read("")
    (folder / "misconceptions" / "mean_of.yml").write_bytes(b"# ok\n# \xff\n")
    with pytest.raises(CourseError, match=r"mean_of\.yml:2: this isn't UTF-8 text"):
        misconception_files(folder)


def test_an_included_file(read, folder):
    (folder / "other").mkdir()
    (folder / "other" / "base.yml").write_text(entry("base", fails="[old, same]"))
    (folder / "other" / "shared.yml").write_text(
        "include: {file: base.yml, checks: {old: middle}}\n"
        + entry("one", fails="middle")
        + entry("two")
    )
    found = read(
        "include:\n  file: ../other/shared.yml\n  without: [two]\n  checks: {middle: new}\n"
        + entry("mine")
    )
    assert [(m.id, m.fails) for m in found] == [
        ("mean-of-base", ("new", "same")),
        ("mean-of-one", ("new",)),
        ("mean-of-mine", ("values",)),
    ]
    assert found[0].version.origin == f"{folder}/other/base.yml:1"
    assert misconception_files(folder) == [
        folder / "misconceptions" / "mean_of.yml",
        folder / "other" / "shared.yml",
        folder / "other" / "base.yml",
    ]


def test_a_place_that_an_included_file_asks_for_in_vain_is_told_there(read, folder):
    (folder / "shared.yml").write_text(entry(what="edit: {old: new}"))
    with pytest.raises(
        CourseError, match=rf"^{folder}/shared\.yml:3: .* of means\.py, `old` isn't"
    ):
        read("include: ../shared.yml\n")


def test_files_that_include_each_other_are_listed_once_each(folder):
    one, other = folder / "misconceptions" / "mean_of.yml", folder / "other.yml"
    one.write_text("include: ../other.yml\n")
    other.write_text("include: misconceptions/mean_of.yml\n")
    assert misconception_files(folder) == [one, other]
