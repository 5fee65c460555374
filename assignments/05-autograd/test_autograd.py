"""Checks to run while you work: a few small examples for each function, with known results.

In the notebook: `check("unbroadcast")`. In a terminal: `autograder check`, or plain `pytest`.
The grading runs similar checks with other numbers and other sizes.
"""

import autograd
import numpy as np

try:
    from autograder.examples import compare
except ModuleNotFoundError:  # plain pytest, where the kit is not installed

    def compare(what, got, expected, rtol=1e-6, atol=1e-9):
        """The same comparison, with NumPy's words."""
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol, err_msg=what)


def compare_pair(what, got, expected_a, expected_b):
    """Compare the two gradients of an operation with two arguments."""
    is_pair = isinstance(got, tuple | list) and len(got) == 2
    assert is_pair, f"{what} should return two gradients: return grad_a, grad_b"
    compare(f"grad_a of {what}", got[0], np.array(expected_a))
    compare(f"grad_b of {what}", got[1], np.array(expected_b))


def check_kept(name, *arguments):
    """Whether a call of a function changes its arguments."""
    before = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    getattr(autograd, name)(*arguments)
    for number, (argument, kept) in enumerate(zip(arguments, before, strict=True), start=1):
        compare(f"argument {number} of {name}, after the call,", argument, kept)


# ── unbroadcast ──────────────────────────────────────────────────────────────────────────────

ONES_TO_SIX = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def test_unbroadcast_new_axis():
    """A bias of shape (3,) was copied into both rows: the rows are added up"""
    got = autograd.unbroadcast(ONES_TO_SIX.copy(), (3,))
    compare("unbroadcast(grad, (3,))", got, np.array([5.0, 7.0, 9.0]))


def test_unbroadcast_axis_of_size_one():
    """A column of shape (2, 1) was copied into three columns: they are added up"""
    got = autograd.unbroadcast(ONES_TO_SIX.copy(), (2, 1))
    compare("unbroadcast(grad, (2, 1))", got, np.array([[6.0], [15.0]]))


def test_unbroadcast_number():
    """A single number, shape (), was copied into all entries"""
    compare("unbroadcast(grad, ())", autograd.unbroadcast(ONES_TO_SIX.copy(), ()), np.array(21.0))


def test_unbroadcast_several_axes():
    """Several axes of size 1, and new axes together with one of size 1"""
    got = autograd.unbroadcast(ONES_TO_SIX.copy(), (1, 1))
    compare("unbroadcast(grad, (1, 1))", got, np.array([[21.0]]))
    grad = np.stack([ONES_TO_SIX, 10 * ONES_TO_SIX])  # (2, 2, 3)
    got = autograd.unbroadcast(grad, (2, 1))
    compare("unbroadcast(grad, (2, 1)), where grad is (2, 2, 3),", got, np.array([[66.0], [165.0]]))


def test_unbroadcast_nothing():
    """Where nothing was copied, nothing is added up"""
    got = autograd.unbroadcast(ONES_TO_SIX.copy(), (2, 3))
    compare("unbroadcast(grad, (2, 3))", got, ONES_TO_SIX)


def test_unbroadcast_keeps_its_argument():
    """unbroadcast does not change grad"""
    grad = np.stack([ONES_TO_SIX, 10 * ONES_TO_SIX])
    autograd.unbroadcast(grad, (2, 1))
    compare("grad after the call", grad, np.stack([ONES_TO_SIX, 10 * ONES_TO_SIX]))


# ── The six VJPs ─────────────────────────────────────────────────────────────────────────────

COLUMN, ROW = np.array([[2.0], [-1.0]]), np.array([1.0, 2.0, -1.0])
A = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])
GRAD = np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 4.0]])


def test_vjp_add_values():
    """Two arrays of one shape: each entry of a and b changes one entry of the sum"""
    got = autograd.vjp_add(GRAD.copy(), A.copy(), A + 1)
    compare_pair("vjp_add(grad, a, b)", got, GRAD, GRAD)


def test_vjp_add_bias():
    """A bias is added to every row, so its gradient is a sum over the rows"""
    got = autograd.vjp_add(GRAD.copy(), A.copy(), np.array([1.0, 0.0, -1.0]))
    compare_pair("vjp_add, where b is a bias,", got, GRAD, [0.0, 2.5, 7.0])


def test_vjp_add_both():
    """A row plus a column: both were copied, each along its own axis"""
    got = autograd.vjp_add(GRAD.copy(), ROW.copy(), COLUMN.copy())
    compare_pair("vjp_add, of a row and a column,", got, [0.0, 2.5, 7.0], [[6.0], [3.5]])


def test_vjp_add_keeps_its_arguments():
    """vjp_add changes no argument"""
    check_kept("vjp_add", GRAD.copy(), A.copy(), A + 1)


def test_vjp_multiply_values():
    """Two arrays of one shape: the slope of each factor is the other factor"""
    b = np.array([[2.0, 3.0, -1.0], [1.0, 0.5, -2.0]])
    got = autograd.vjp_multiply(GRAD.copy(), A.copy(), b)
    expected_a = [[2.0, 6.0, -3.0], [-1.0, 0.25, -8.0]]
    compare_pair("vjp_multiply(grad, a, b)", got, expected_a, [[1, -4, 9], [-0.5, 2, -4]])


def test_vjp_multiply_number():
    """One number times an array: its gradient is a sum over all entries"""
    got = autograd.vjp_multiply(GRAD.copy(), A.copy(), np.array(2.0))
    compare_pair("vjp_multiply, where b is a number,", got, 2 * GRAD, 3.5)


def test_vjp_multiply_both():
    """A row times a column: both were copied, each along its own axis"""
    got = autograd.vjp_multiply(GRAD.copy(), ROW.copy(), COLUMN.copy())
    compare_pair("vjp_multiply, of a row and a column,", got, [3.0, 3.5, 2.0], [[2.0], [-4.0]])


def test_vjp_multiply_keeps_its_arguments():
    """vjp_multiply changes no argument"""
    check_kept("vjp_multiply", GRAD.copy(), A.copy(), A + 1)


def test_vjp_matmul_values():
    """a (2, 3) times b (3, 2): each gradient has the shape of its argument"""
    b = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]])
    got = autograd.vjp_matmul(np.array([[1.0, 2.0], [-1.0, 3.0]]), A.copy(), b)
    expected_a = [[5.0, -2.0, 5.0], [5.0, -3.0, 0.0]]
    expected_b = [[0.5, 3.5], [-6.0, 8.0], [4.0, 3.0]]
    compare_pair("vjp_matmul(grad, a, b)", got, expected_a, expected_b)


def test_vjp_matmul_single_row():
    """One sample: the gradient of a is an array with one row"""
    b = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]])
    got = autograd.vjp_matmul(np.array([[1.0, 2.0]]), A[:1].copy(), b)
    expected_b = [[1.0, 2.0], [-2.0, -4.0], [3.0, 6.0]]
    compare_pair("vjp_matmul, where a has one row,", got, [[5.0, -2.0, 5.0]], expected_b)


def test_vjp_matmul_square():
    """Square arrays: the shapes don't say which one is transposed"""
    a, b = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
    got = autograd.vjp_matmul(np.array([[1.0, 0.0], [2.0, 1.0]]), a, b)
    expected_a, expected_b = [[1.0, 3.0], [4.0, 10.0]], [[1.0, 0.0], [0.0, -1.0]]
    compare_pair("vjp_matmul, of square arrays,", got, expected_a, expected_b)


def test_vjp_matmul_keeps_its_arguments():
    """vjp_matmul changes no argument"""
    check_kept("vjp_matmul", np.array([[1.0, 2.0], [-1.0, 3.0]]), A.copy(), A.T.copy())


def test_vjp_sigmoid_values():
    """At 0 the slope of σ is ¼; far from 0 it is nearly 0"""
    got = autograd.vjp_sigmoid(np.array([4.0, 4.0, 4.0]), np.array([0.0, 1.0, -30.0]))
    compare("vjp_sigmoid(grad, a)", got, np.array([1.0, 0.7864477329, 0.0]))


def test_vjp_sigmoid_far_out():
    """Far from 0, on both sides, the slope is 0 and not nan"""
    got = autograd.vjp_sigmoid(np.array([1.0, 1.0]), np.array([-300.0, 300.0]))
    compare("vjp_sigmoid(grad, a)", got, np.array([0.0, 0.0]))


def test_vjp_sigmoid_keeps_its_arguments():
    """vjp_sigmoid changes no argument"""
    check_kept("vjp_sigmoid", GRAD.copy(), A.copy())


def test_vjp_log_values():
    """The slope of ln is large near 0"""
    got = autograd.vjp_log(np.array([1.0, 3.0, -1.0]), np.array([0.5, 1.0, 4.0]))
    compare("vjp_log(grad, a)", got, np.array([2.0, 3.0, -0.25]))


def test_vjp_log_small():
    """A small argument: the slope is exact there, too"""
    got = autograd.vjp_log(np.array([1.0, -2.0]), np.array([0.05, 0.08]))
    compare("vjp_log(grad, a)", got, np.array([20.0, -25.0]))


def test_vjp_log_keeps_its_arguments():
    """vjp_log changes no argument"""
    check_kept("vjp_log", GRAD.copy(), np.abs(A))


def test_vjp_mean_values():
    """Each of six entries counts one sixth"""
    got = autograd.vjp_mean(np.array(3.0), A.copy())
    compare("vjp_mean(grad, a)", got, np.full((2, 3), 0.5))


def test_vjp_mean_other_axes():
    """The mean of four numbers in a row, and of one number alone"""
    compare("vjp_mean(grad, a)", autograd.vjp_mean(np.array(2.0), np.arange(4.0)), np.full(4, 0.5))
    got = autograd.vjp_mean(np.array(3.0), np.array(5.0))
    compare("vjp_mean(grad, a), where a is one number,", got, np.array(3.0))


def test_vjp_mean_keeps_its_arguments():
    """vjp_mean changes no argument"""
    check_kept("vjp_mean", np.array(3.0), A.copy())


# ── topological_order ────────────────────────────────────────────────────────────────────────


def check_order(parents, node, needed):
    """Whether the order has exactly the nodes that are needed, each after its parents."""
    order = autograd.topological_order(parents, node)
    assert isinstance(order, list | tuple), (
        f"topological_order should return a list, but returns a {type(order).__name__}."
    )
    seen = []
    for i in order:
        assert i in needed, f"Node {node} does not depend on node {i}, but it is in {order}."
        assert i not in seen, f"Node {i} is more than once in {order}."
        for p in parents[i]:
            assert p in seen, f"Node {i} comes before {p}, one of its parents, in {order}."
        seen.append(i)
    for i in needed:
        assert i in seen, f"Node {i} is missing in {order}."


def test_topological_order_neuron():
    """A small graph: each node comes after its parents"""
    check_order([(), (), (0, 1), (), (2, 3), (4,)], 5, [0, 1, 2, 3, 4, 5])


def test_topological_order_any_numbers():
    """The numbers of the nodes say nothing: here the last one has number 0"""
    check_order([(3,), (), (), (1, 2)], 0, [0, 1, 2, 3])


def test_topological_order_used_twice():
    """A value that is used twice is in the list once, before both uses"""
    check_order([(), (0,), (1,), (2, 0), (3, 3)], 4, [0, 1, 2, 3, 4])


def test_topological_order_used_soon_and_later():
    """A parent that another parent needs, too: it comes before both, whichever is named first"""
    check_order([(), (0,), (1,), (1, 2)], 3, [0, 1, 2, 3])
    check_order([(), (0,), (1,), (2, 1)], 3, [0, 1, 2, 3])


def test_topological_order_three_parents():
    """A node may have any number of parents"""
    check_order([(), (), (), (0, 1, 2)], 3, [0, 1, 2, 3])


def test_topological_order_unrelated():
    """What the node does not depend on is not in the list"""
    check_order([(), (), (0,), (2, 1), (1,)], 2, [0, 2])


def test_topological_order_long_chain():
    """A chain of 10,000 nodes: a function that calls itself for each node would go too deep"""
    parents = [(), *((i,) for i in range(9999))]
    order = autograd.topological_order(parents, 9999)
    assert list(order) == list(range(10_000)), "In a chain, each node comes after the one before."


def test_topological_order_keeps_its_arguments():
    """topological_order does not change the list of parents"""
    parents = [(), (), (0, 1), (2,)]
    autograd.topological_order(parents, 3)
    assert parents == [(), (), (0, 1), (2,)], f"parents is {parents} after the call."


# ── backward ─────────────────────────────────────────────────────────────────────────────────


def run_backward(operations, parents, values, node, expected):
    """Compare the gradients, node by node."""
    values = [np.asarray(value, dtype=float) for value in values]
    grads = autograd.backward(operations, parents, values, node)
    assert isinstance(grads, list | tuple), (
        f"backward should return a list, but returns a {type(grads).__name__}."
    )
    assert len(grads) == len(values), (
        f"The list should have {len(values)} entries, one for each node, but has {len(grads)}."
    )
    for i, (got, want) in enumerate(zip(grads, expected, strict=True)):
        if want is None:
            assert got is None, f"grads[{i}] should be None: node {node} does not depend on it."
        else:
            assert got is not None, f"grads[{i}] is None, but node {node} depends on node {i}."
            compare(f"grads[{i}]", got, np.array(want))


def test_backward_product():
    """mean(a * b): two leaves, a product, a mean"""
    values = [[1.0, 2.0], [3.0, -1.0], [3.0, -2.0], 0.5]
    expected = [[1.5, -0.5], [0.5, 1.0], [0.5, 0.5], 1.0]
    run_backward(["", "", "multiply", "mean"], [(), (), (0, 1), (2,)], values, 3, expected)


def test_backward_used_twice():
    """a * b + a: a is used twice, and gets the sum of both gradients"""
    operations, parents = ["", "", "multiply", "add"], [(), (), (0, 1), (2, 0)]
    run_backward(operations, parents, [2.0, 5.0, 10.0, 12.0], 3, [6.0, 2.0, 1.0, 1.0])


def test_backward_twice_by_one_operation():
    """a * a: one operation uses a twice, and its slope is 2a"""
    run_backward(["", "multiply"], [(), (0, 0)], [3.0, 9.0], 1, [6.0, 1.0])


def test_backward_short_and_long_way():
    """h + σ(h), where h is a product: h waits for both parts before it passes its gradient on"""
    operations, parents = ["", "", "multiply", "sigmoid", "add"], [(), (), (0, 1), (2,), (2, 3)]
    values = [2.0, 0.5, 1.0, 0.7310585786, 1.7310585786]
    expected = [0.5983059666, 2.3932238665, 1.1966119332, 1.0, 1.0]
    run_backward(operations, parents, values, 4, expected)


def test_backward_any_numbers():
    """b * ln a: the numbers of the nodes say nothing, here the last one has number 0"""
    operations, parents = ["multiply", "", "log", ""], [(2, 1), (), (3,), ()]
    values = [3.4657359028, 5.0, 0.6931471806, 2.0]
    run_backward(operations, parents, values, 0, [1.0, 0.6931471806, 5.0, 2.5])


def test_backward_zero():
    """a * 0: a gradient that is 0 is a 0, not None"""
    run_backward(["", "", "multiply"], [(), (), (0, 1)], [3.0, 0.0, 0.0], 2, [0.0, 3.0, 1.0])


def test_backward_long_chain():
    """A chain of 2,000 nodes: a function that calls itself for each node would go too deep"""
    operations, parents = ["", *["mean"] * 1999], [(), *((i,) for i in range(1999))]
    grads = autograd.backward(operations, parents, [np.array(2.0)] * 2000, 1999)
    compare("grads[0]", grads[0], np.array(1.0))


def test_backward_keeps_its_arguments():
    """backward changes none of the lists, and no value"""
    operations, parents = ["", "", "multiply", "mean"], [(), (), (0, 1), (2,)]
    values = [np.array([1.0, 2.0]), np.array([3.0, -1.0]), np.array([3.0, -2.0]), np.array(0.5)]
    kept = [value.copy() for value in values]
    autograd.backward(operations, parents, values, 3)
    assert operations == ["", "", "multiply", "mean"], f"operations is {operations} after the call."
    assert parents == [(), (), (0, 1), (2,)], f"parents is {parents} after the call."
    for i, (value, before) in enumerate(zip(values, kept, strict=True)):
        compare(f"values[{i}] after the call", value, before)


def test_backward_unrelated():
    """None for what the node does not depend on"""
    operations, parents = ["", "", "add", "log"], [(), (), (0, 1), (0,)]
    run_backward(operations, parents, [2.0, 5.0, 7.0, 0.6931471806], 3, [0.5, None, None, 1.0])


# ── train: nothing to write, it uses all your functions ──────────────────────────────────────

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([[0.0], [1.0], [1.0], [0.0]])

START = {
    "W1": np.array([[1.5, -1.0, 0.5, -2.0], [1.0, 1.5, -0.5, -1.5]]),
    "b1": np.zeros(4),
    "W2": np.array([[1.0], [0.5], [-1.0], [-0.5]]),
    "b2": np.zeros(1),
}


def predict(params):
    """The prediction of the network of 02, for parameters that are tensors."""
    hidden = (XOR_X @ params["W1"] + params["b1"]).sigmoid()
    return (hidden @ params["W2"] + params["b2"]).sigmoid()


def xor_loss(params):
    """The mean squared error on XOR, as a tensor."""
    error = predict(params) - XOR_Y
    return (error * error).mean()


def test_train_first_steps():
    """The loss before each of the first three steps on XOR, as in 02"""
    _, losses = autograd.train(xor_loss, START, 1.0, 3)
    expected = np.array([0.2511096460, 0.2464622890, 0.2436890094])
    compare("losses", np.array(losses, dtype=float), expected)


def test_train_solves_xor():
    """After 500 steps the network has learned XOR, with no gradient written by hand"""
    params, losses = autograd.train(xor_loss, START, 5.0, 500)
    y_hat = predict({name: autograd.Tensor(p) for name, p in params.items()}).value
    assert np.all(np.abs(y_hat - XOR_Y) < 0.2), (
        f"Every prediction should be within 0.2 of {XOR_Y.ravel()}.\n"
        f"The network predicts {np.round(y_hat.ravel(), 3)}; its last loss is {losses[-1]:.4f}."
    )
