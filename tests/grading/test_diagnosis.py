"""Naming mistakes by search: one, two, a factor, a sign, a slip of form; never a wrong one."""

import types
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from autograder.course import load_course
from autograder.grading.calls import Call
from autograder.grading.diagnosis import diagnose
from autograder.grading.diagnosis.candidates import Candidate, generic
from autograder.grading.diagnosis.likeness import Likeness, likeness
from autograder.grading.diagnosis.naming import Finding, Role, in_company
from autograder.grading.diagnosis.search import Budget, OutOfBudget, Search
from autograder.grading.edits import ReferenceText
from autograder.grading.misconceptions import read_misconceptions
from autograder.grading.suite import load_misconceptions, load_reference, reference_text
from autograder.sandbox import CallTimeout, StudentError

ROOT = Path(__file__).parents[2]

REFERENCE = '''\
import numpy as np


def backward(y, cache, params):
    """Find the gradient. y: (N, K). Returns grads."""
    X, a1, a2 = cache["X"], cache["a1"], cache["a2"]
    d_z2 = 2 / y.size * (a2 - y) * a2 * (1 - a2)
    d_z1 = d_z2 @ params["W2"].T * a1 * (1 - a1)
    return {
        "W1": X.T @ d_z1,
        "b1": d_z1.sum(axis=0),
        "W2": a1.T @ d_z2,
        "b2": d_z2.sum(axis=0),
    }


def loss(y_hat, y):
    """Measure the loss."""
    return float(np.mean((y_hat - y) ** 2))
'''

BACKWARD = """\
wrong-sign:
  fails: all
  edit: {a2 - y: y - a2}
  message: The sign is wrong. Turn it round.

missing-mean:
  fails: all
  edit: {2 / y.size: 2}
  message: The mean is missing. Look for it.

missing-two:
  fails: all
  edit: {2 / y.size: 1 / y.size}
  message: The two is missing. Differentiate.

no-hidden-slope:
  fails: all
  edit: {" * a1 * (1 - a1)": ""}
  message: The output layer is right, but the slope of the hidden layer is missing. Look there.

no-output-slope:
  fails: all
  edit: {" * a2 * (1 - a2)": ""}
  message: The slope of the output is missing. Look there.

slope-of-double:
  fails: all
  edit: {a2 * (1 - a2): 2 * a2 * (1 - 2 * a2), a1 * (1 - a1): 2 * a1 * (1 - 2 * a1)}
  message: You double the activations.

bias-mean:
  fails: all
  edit: {d_z1.sum: d_z1.mean, d_z2.sum: d_z2.mean}
  message: The biases are means. Add up.

bias-keeps-axis:
  fails: all
  edit: {d_z1.sum(axis=0): "d_z1.sum(axis=0, keepdims=True)",
         d_z2.sum(axis=0): "d_z2.sum(axis=0, keepdims=True)"}
  message: The biases keep an axis. Drop it.

raises:
  fails: all
  edit: {'["W2"].T': '["W2"]'}
  message: The weights are not turned. Turn them.
"""

LOSS = """\
sum:
  fails: all
  edit: {mean: sum}
  message: The mean is a sum. Divide.

absolute:
  fails: all
  edit: {(y_hat - y) ** 2: np.abs(y_hat - y)}
  message: The error is absolute. Square it.

clips:
  fails: edges
  edit: {y_hat -: "np.clip(y_hat, 0.01, 0.99) -"}
  also:
    - {y_hat -: "np.clip(y_hat, 0.1, 0.9) -"}
  message: You clip. Don't.
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    module = types.ModuleType("network")
    exec(REFERENCE, vars(module))
    text = ReferenceText(REFERENCE, folder / "network.py", module)
    known = []
    for name, entries in (("backward", BACKWARD), ("loss", LOSS)):
        path = folder / f"{name}.yml"
        path.write_text(entries)
        known += read_misconceptions(path, text)
    return text, known


def arguments(N, D, H, K, seed=0):
    rng = np.random.default_rng(seed)
    cache = {"X": rng.normal(size=(N, D)), "a1": rng.random((N, H)), "a2": rng.random((N, K))}
    return rng.random((N, K)), cache, {"W2": rng.normal(size=(H, K))}


SIZES = ((7, 3, 5, 4), (6, 2, 4, 3))


@pytest.fixture
def told(course):
    """What is told of a program: the reference with some texts replaced."""
    text, known = course

    def told(*changes, function="backward", calls=None, sizes=SIZES):
        source = REFERENCE
        for old, new in changes:
            assert source.count(old) == 1, old
            source = source.replace(old, new)
        program = types.ModuleType("program")
        exec(source, vars(program))
        made = []
        for size in sizes:
            args = arguments(*size) if function == "backward" else arguments(*size)[::2][:1]
            if function == "loss":
                y, cache, _ = arguments(*size)
                args = cache["a2"], y
            call = Call(function, args)
            try:
                call.value = call.run_on(program)
            except Exception as error:
                call.fault = StudentError(type(error).__name__, str(error), filename="p.py")
            made.append(call)
        own = [m for m in known if m.replaces == function]
        return diagnose({"all": made}, own, text.module)

    return told


def ids(results):
    return [found.id.removeprefix("backward-").removeprefix("loss-") for found in results]


SIGN, MEAN = ("a2 - y", "y - a2"), ("2 / y.size", "2")
SLOPE = (" * a1 * (1 - a1)", "")


def test_a_single_mistake_is_named_as_itself(told):
    assert ids(told(SLOPE)) == ["no-hidden-slope"]
    assert ids(told(MEAN)) == ["missing-mean"]
    assert told(SLOPE)[0].message.startswith("The output layer is right, but")


def test_what_is_right_is_never_named(told):
    assert told() == ()
    assert told(("2 / y.size * (a2 - y)", "(a2 - y) / (y.size / 2)")) == ()


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ((SLOPE, MEAN), ["no-hidden-slope", "missing-mean"]),
        ((MEAN, SIGN), ["wrong-sign", "missing-mean"]),
        ((SIGN, SLOPE), ["wrong-sign", "no-hidden-slope"]),
        ((SIGN, SLOPE, MEAN), ["wrong-sign", "no-hidden-slope", "missing-mean"]),
        ((SLOPE, (" * a2 * (1 - a2)", "")), ["no-hidden-slope", "no-output-slope"]),
    ],
)
def test_two_and_three_are_named_the_sign_first_and_the_factor_last(told, changes, names):
    assert ids(told(*changes)) == names


def test_a_sentence_stays_true_beside_another_mistake(told):
    first, _ = told(SLOPE, MEAN)
    assert first.message == "The slope of the hidden layer is missing. Look there."


def test_a_factor_that_nobody_wrote_down_is_told_in_sizes(told):
    [factor] = told(("2 / y.size", "2 / len(y)"))
    assert factor.id == "backward-factor"
    assert "too large by a factor of y.shape[1]." in factor.message
    slope, factor = told(SLOPE, ("2 / y.size", "2 / len(y) ** 2"))
    assert (slope.id, factor.id) == ("backward-no-hidden-slope", "backward-factor")
    assert "too small by a factor of y.shape[0]/y.shape[1]." in factor.message


def test_a_constant_without_a_reason_is_told_alone_only(told):
    assert ids(told(("2 / y.size", "3.7 / y.size"))) == ["constant-factor"]
    assert "no-hidden-slope" not in ids(told(SLOPE, ("2 / y.size", "3.7 / y.size")))


def test_slips_of_form_compose_with_the_rest(told):
    kept = ("d_z1.sum(axis=0)", "d_z1.sum(axis=0, keepdims=True)")
    assert ids(told(kept)) == ["form-axis-more"]
    assert "b1 has one axis too many" in told(kept)[0].message
    assert ids(told(kept, ("d_z2.sum(axis=0)", "d_z2.sum(axis=0)[None]"))) == ["bias-keeps-axis"]
    renamed = [(f'"{key}":', f'"d{key}":') for key in ("W1", "b1", "W2", "b2")]
    assert ids(told(*renamed, MEAN)) == ["form-renamed", "missing-mean"]
    dropped = ('"b2": d_z2.sum(axis=0),', "")
    assert ids(told(dropped, SLOPE)) == ["no-hidden-slope", "form-missing"]
    turned = ("X.T @ d_z1", "(X.T @ d_z1).T")
    assert ids(told(turned, SIGN)) == ["wrong-sign", "form-transposed"]


def test_other_containers(told):
    whole = REFERENCE[REFERENCE.index("return {") : REFERENCE.index("    }\n") + 5]
    values = whole.replace("return {", "return tuple({") + ".values())"
    assert ids(told((whole, values))) == ["form-sequence"]
    assert ids(told((whole, whole + ","))) == ["form-comma"]
    assert ids(told((whole, whole.replace("return", "grads =")))) == ["form-nothing"]


def test_a_mistake_in_one_part_of_the_result_only(told):
    [found] = told(("d_z1.sum(axis=0)", "d_z1.mean(axis=0)"))
    assert found.id == "backward-bias-mean"
    assert found.message.endswith("This shows in b1 only.")


def test_a_mistake_of_several_places_in_one_of_them_only(told):
    [found] = told(("* a2 * (1 - a2)", "* 2 * a2 * (1 - 2 * a2)"))
    assert found.id == "backward-slope-of-double"
    assert found.message.endswith("You do so in one place only.")


def test_a_generic_edit_names_its_family(told):
    [found] = told(("(1 - a1)", "(1 + a1)"))
    assert found.id == "backward-generic-operator"
    assert "One operation" in found.message


def test_a_generic_edit_beside_a_known_mistake(told):
    assert set(ids(told(("(1 - a1)", "(1 + a1)"), SIGN))) == {"wrong-sign", "generic-operator"}


def test_the_same_slip_in_two_parts_of_the_result_is_one_mistake(told):
    [found] = told(
        ("d_z1.sum(axis=0)", "d_z1.max(axis=0)"), ("d_z2.sum(axis=0)", "d_z2.max(axis=0)")
    )
    assert found.id == "backward-generic-reduction"
    assert found.message.endswith("You do so in two places.")


@pytest.mark.parametrize(
    ("value", "right", "much"),
    [
        (np.ones((2, 3)), {"W": 1.0}, Likeness.NOTHING),
        ({"W": np.ones(3)}, {"b": np.ones(3)}, Likeness.KIND),
        (np.ones((2, 3)), np.ones((2, 4)), Likeness.KIND),
        (np.arange(6.0).reshape(3, 2), np.ones((2, 3)), Likeness.SIZES),
        ({"W": -2 * np.arange(3), "b": 5.0}, {"W": np.arange(3), "b": 1.0}, Likeness.SIZES),
        (-2 * np.arange(6.0), np.arange(6.0), Likeness.DIRECTION),
        (np.full(3, np.nan), np.ones(3), Likeness.SIZES),
        ("3", 3.0, Likeness.NOTHING),
    ],
)
def test_how_much_a_value_looks_like_a_part_of_the_result(value, right, much):
    assert likeness(value, right) == much


def test_one_array_in_place_of_a_pair_is_the_one_that_it_looks_like(course):
    text, known = course

    def pair(module, y, cache, params):
        grads = module.backward(y, cache, params)
        return grads["W1"], grads["W2"]

    call = Call("", arguments(7, 3, 5, 4), pair)
    call.value = call.run_on(text.module)[1]
    own = [m for m in known if m.replaces == "backward"]
    assert ids(diagnose({"all": [call]}, own, text.module)) == ["form-alone"]


def test_what_fits_nothing_is_not_named(told):
    assert told(("(1 - a1)", "(1 - a1) ** 3 + np.sin(a1)")) == ()
    assert told((REFERENCE[REFERENCE.index("return {") :].split("\n\n\n")[0], "return 5")) == ()


def test_the_same_exception(told):
    assert ids(told(('params["W2"].T', 'params["W2"]'))) == ["raises"]
    assert told(('params["W2"].T', 'params["W3"].T')) == ()


def test_a_call_that_did_not_come_back_is_no_evidence(course):
    text, known = course
    call = Call("backward", arguments(7, 3, 5, 4), fault=CallTimeout("backward", 1))
    assert diagnose({"all": [call]}, known[:3], text.module) == ()
    assert diagnose({}, known, text.module) == ()


def test_single_numbers_need_a_factor_with_a_reason(told):
    mean = "np.mean((y_hat - y) ** 2)"
    assert ids(told((mean, "np.sum((y_hat - y) ** 2)"), function="loss")) == ["sum"]
    assert told((mean, "0.37 * np.mean((y_hat - y) ** 2)"), function="loss", sizes=SIZES[:1]) == ()
    both = told((mean, "np.sum(np.abs(y_hat - y)) / len(y)"), function="loss")
    assert ids(both) == ["absolute", "factor"]
    assert "y.shape[1]" in both[1].message or "y_hat.shape[1]" in both[1].message


def test_other_ways_to_make_the_same_mistake(told):
    clipped = ("(y_hat - y)", "(np.clip(y_hat, 0.1, 0.9) - y)")
    assert ids(told(clipped, function="loss")) == ["clips"]


def test_two_that_fit_equally_are_not_told_apart(course, tmp_path):
    text, _ = course
    path = tmp_path / "loss.yml"
    path.write_text(LOSS + "total:\n  fails: all\n  edit: {mean: sum}\n  message: A total.\n")
    twins = read_misconceptions(path, text)
    y, cache, _ = arguments(7, 3, 5, 4)
    call = Call("loss", (cache["a2"], y), value=float(np.sum((cache["a2"] - y) ** 2)))
    assert diagnose({"all": [call]}, twins, text.module) == ()


def test_a_script_is_taken_apart_call_by_call(course):
    """A factor of the sizes is another one in each call that a script makes."""
    text, known = course

    def both(module, one, other):
        return {"one": module.backward(*one), "another": module.backward(*other)}

    program = types.ModuleType("program")
    exec(REFERENCE.replace("2 / y.size", "2").replace(*SLOPE), vars(program))
    call = Call("", (arguments(7, 3, 5, 4), arguments(2, 3, 4, 6)), both)
    call.value = call.run_on(program)
    own = [m for m in known if m.replaces == "backward"]
    assert ids(diagnose({"all": [call]}, own, text.module)) == ["no-hidden-slope", "missing-mean"]


def test_the_budget_counts_trials(monkeypatch, course, told):
    budget = Budget(units=2)
    budget.spend(2)
    with pytest.raises(OutOfBudget):
        budget.spend(1)
    monkeypatch.setattr("autograder.grading.diagnosis.Budget", lambda: Budget(units=5))
    assert told(SLOPE, MEAN) == ()


@pytest.mark.parametrize(
    "result", ["np.zeros_like(X)", "dict(W1=0 * X, b1=0 * X, W2=0 * a1, b2=0 * a2)", "X"]
)
def test_where_numbers_tell_nothing_no_pairs_are_tried(monkeypatch, told, result):
    """One number everywhere, or nothing of the right kind, can't tell two mistakes apart."""
    monkeypatch.setattr(Search, "_table", property(lambda self: pytest.fail("pairs are tried")))
    body = REFERENCE[REFERENCE.index("return {") :].split("\n\n\n")[0]
    assert set(ids(told((body, f"return {result}")))) <= {"form-missing"}


def test_generic_messages_quote_no_line_of_the_reference(course):
    text, _ = course
    for name in ("backward", "loss"):
        for candidate in generic(text, name):
            for line in REFERENCE.splitlines():
                code = line.strip()
                assert len(code) < 30 or code not in candidate.message


MORE = ("bias_is_wrong", "It ", "They ", "In the wrong", "Z ", "A itself", "Out ")


@pytest.mark.parametrize("name", ["01", "02", "03", "04"])
def test_every_message_is_true_and_whole_beside_another_one(name):
    course = load_course(ROOT)
    assignment = course.assignment(name)
    folder = course.require_solution_dir(assignment)
    text = reference_text(folder, assignment, load_reference(folder, assignment))
    for m in load_misconceptions(folder, assignment, text):
        candidate = Candidate(m.id, m.message, m.version, m.beside)
        said = in_company(Finding(m.id, m.message, Role.FORMULA, candidate))
        assert not said.startswith(("It ", "They ", "In the wrong", "Z ", "A itself", "Out ")), said
        for claim in ("is right,", "are right,", "is right and", "nearly right", "has the right"):
            assert claim not in said, said


def test_what_a_file_may_say(course, tmp_path):
    text, known = course
    assert [len(m.variants) for m in known if m.id == "loss-clips"] == [1]
    path = tmp_path / "loss.yml"
    path.write_text(
        dedent("""\
        sum:
          fails: all
          edit: {mean: sum}
          also: {mean: max}
          message: A sum.
        """)
    )
    with pytest.raises(Exception, match=r"loss.yml:4: sum: also is a list of edits"):
        read_misconceptions(path, text)
