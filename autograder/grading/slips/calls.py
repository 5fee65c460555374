"""Slips at calls: another function of the same family, another axis, one that is missing."""

import ast
from collections.abc import Iterator

from autograder.grading.slips.function_source import Change, FunctionSource, short
from autograder.grading.slips.operators import SIGNS

_FAMILIES = (
    ("log", "log2", "log10", "log1p"),
    ("exp", "exp2", "expm1"),
    ("maximum", "minimum"),
    ("fmax", "fmin"),
    ("argmax", "argmin"),
    ("sqrt", "square"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("dot", "multiply"),
    ("matmul", "multiply"),
    ("subtract", "add"),
    ("multiply", "divide"),
    ("normal", "uniform"),
    ("floor", "ceil"),
    ("floor", "round"),
    ("any", "all"),
)
_REDUCTIONS = ("mean", "sum", "max", "min")
_WITH_AXIS = (*_REDUCTIONS, "argmax", "argmin", "prod", "norm")
_ACTIVATIONS = {"sigmoid": "np.tanh", "tanh": "sigmoid", "relu": "np.abs", "softmax": "np.exp"}
_SWAPPABLE = {"dot", "matmul", "subtract", "divide", "true_divide", "power", "greater", "less"}
# their first argument is no value that could stand there instead
_MAKERS = {
    *("range", "len", "enumerate", "zip", "isinstance", "open", "print", "super", "type"),
    *(
        "zeros",
        "ones",
        "empty",
        "full",
        "arange",
        "eye",
        "identity",
        "linspace",
        "einsum",
        "pairwise",
    ),
    *("dict", "list", "tuple", "set", "map", "filter", "sorted", "default_rng", "get", "append"),
    *("normal", "uniform", "random", "standard_normal", "permutation", "items", "keys", "values"),
}


def called(node: ast.Call) -> str:
    """The name of a function without what it belongs to: `log` for `np.log`."""
    match node.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
    return ""


def is_method(node: ast.Call) -> bool:
    """Whether it is called on a value, as in `x.sum()`, and not on a module."""
    match node.func:
        case ast.Attribute(ast.Name("np" | "numpy" | "math")):
            return False
        case ast.Attribute():
            return True
    return False


def _calls(f: FunctionSource) -> Iterator[ast.Call]:
    return (node for node in f.nodes if isinstance(node, ast.Call))


def _renamed(f: FunctionSource, node: ast.Call, name: str) -> Change:
    code, function = f.code(node), f.code(node.func)
    old = called(node)
    text = function[: len(function) - len(old)] + name
    words = f"`{old}` were `{name}` in `{short(code)}`"
    return Change(node.func, text, words)


def reduction(f: FunctionSource) -> Iterator[Change]:
    """A mean for a sum, a largest entry for either."""
    for node in _calls(f):
        if called(node) in _REDUCTIONS and isinstance(node.func, ast.Attribute):
            for name in _REDUCTIONS:
                if name != called(node):
                    yield _renamed(f, node, name)


def function(f: FunctionSource) -> Iterator[Change]:
    """Another function of the same family: log2 for log, minimum for maximum, tanh for sigmoid."""
    for node in _calls(f):
        name = called(node)
        for other in dict.fromkeys(o for family in _FAMILIES if name in family for o in family):
            if other != name:
                yield _renamed(f, node, other)
        if name == "exp" and len(node.args) == 1:
            yield f.becomes(node, f"10.0 ** {f.operand(node.args[0])}")
        if name in _ACTIVATIONS and not is_method(node):
            yield Change(node.func, _ACTIVATIONS[name], f"`{name}` were `{_ACTIVATIONS[name]}`")


def draws(f: FunctionSource) -> Iterator[Change]:
    """Draws from another generator than `rng`; draws where zeros belong."""
    for node in f.nodes:
        match node:
            case ast.Attribute(ast.Name("np" | "numpy"), "random") if "rng" in f.variables(node):
                yield f.becomes(node, "rng")
            case ast.Call() if called(node) == "default_rng" and "rng" in f.variables(node):
                yield f.becomes(node, "rng")
            case ast.Call(keywords=keywords) if is_method(node):
                for keyword in keywords:
                    if keyword.arg == "size":
                        yield f.becomes(node, f"np.zeros({f.code(keyword.value)})")


def axis(f: FunctionSource) -> Iterator[Change]:
    """Another axis, none, or one too many; the same for keepdims."""
    for node in _calls(f):
        given = {keyword.arg: keyword for keyword in node.keywords}
        code = f.code(node)
        reduces = called(node) in _WITH_AXIS and isinstance(node.func, ast.Attribute)
        positions = node.args[:1] if is_method(node) else node.args[1:2]
        place = given["axis"].value if "axis" in given else None
        place = place or (positions[0] if reduces and positions else None)
        if place is not None:
            for other in ("0", "1", "-1", "None"):
                if other != f.code(place) and {other, f.code(place)} != {"1", "-1"}:
                    words = f"the axis were {other} in `{short(code)}`"
                    yield Change(place, other, words)
        elif reduces:
            for other in ("0", "1"):
                for more in ("", ", keepdims=True"):
                    yield _with_option(f, node, f"axis={other}{more}")
        if "keepdims" in given:
            value = given["keepdims"].value
            other = "False" if f.code(value) == "True" else "True"
            yield Change(value, other, f"keepdims were {other} in `{short(code)}`")
        elif reduces and place is not None:
            yield _with_option(f, node, "keepdims=True")


def _with_option(f: FunctionSource, node: ast.Call, option: str) -> Change:
    comma = ", " if node.args or node.keywords else ""
    head = f.code(node)[:-1].rstrip().removesuffix(",")
    return Change(node, f"{head}{comma}{option})", f"`{short(f.code(node))}` had {option}")


def order(f: FunctionSource) -> Iterator[Change]:
    """Two arguments of a call in the other order; the two branches of `np.where`."""
    for node in _calls(f):
        if any(isinstance(arg, ast.Starred) for arg in node.args):
            continue
        args = [f.code(arg) for arg in node.args]
        name, function = called(node), f.code(node.func)
        if name in _SWAPPABLE and len(args) == 2 and not node.keywords:
            yield f.becomes(node, f"{function}({args[1]}, {args[0]})")
        if name == "dot" and is_method(node) and isinstance(node.func, ast.Attribute):
            first = f.operand(node.func.value)
            yield f.becomes(node, f"{f.operand(node.args[0])}.dot({first})" if args else function)
        if name == "where" and len(args) == 3:
            yield f.becomes(node, f"{function}({args[0]}, {args[2]}, {args[1]})")


def call_missing(f: FunctionSource) -> Iterator[Change]:
    """A call that is missing, as if its first argument stood there: a clip, a root, a cast."""
    for node in _calls(f):
        if called(node) in _MAKERS:
            continue
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        kept = receiver if is_method(node) else next(iter(node.args), None)
        if kept is None or isinstance(kept, ast.Starred | ast.Constant | ast.GeneratorExp):
            continue
        words = f"`{called(node)}` were missing in `{short(f.code(node))}`"
        yield Change(node, f.code(kept), words)
        if called(node) in ("maximum", "minimum") and len(node.args) == 2:
            yield Change(node, f.code(node.args[1]), words)


def call_added(f: FunctionSource) -> Iterator[Change]:
    """A call too many, or one that was forgotten: of a function that is used nearby, of a sum."""
    nodes = f.values
    used = [f.code(node.func) for node in _calls(f) if isinstance(node.func, ast.Name)]
    plain = [name for name in dict.fromkeys(used) if name not in _MAKERS and name in f.functions]
    templates = [f"{name}({{}})" for name in plain]
    templates += ["np.sum({}, axis=0)", "np.mean({}, axis=0)", "np.mean({})", "np.sum({})"]
    for call in _calls(f):
        if called(call) == "exp" and call.args:
            for part in ast.walk(call.args[0]):
                if isinstance(part, ast.Name):
                    yield f.becomes(part, f"np.abs({part.id})")
    entrywise = ["np.sqrt({})", "np.exp({})", "np.log({})", "np.abs({})"]
    for template in (*templates, *entrywise):
        for node in nodes:
            yield f.becomes(node, template.format(f.code(node)))
    for template in (*(f"{one}({{}})" for one in plain), *entrywise):
        for name in f.nodes:
            if isinstance(name, ast.Name) and isinstance(f.parent(name), ast.BinOp):
                yield f.becomes(name, template.format(name.id))


def clip(f: FunctionSource) -> Iterator[Change]:
    """A guard that is missing or too many: at a logarithm, at a result."""
    for node in _calls(f):
        if called(node) == "log" and node.args:
            inner = node.args[0]
            yield f.becomes(inner, f"np.maximum({f.code(inner)}, 1e-12)")
            yield f.becomes(inner, f"np.clip({f.code(inner)}, 1e-12, 1 - 1e-12)")
            yield f.becomes(inner, f"{f.operand(inner)} + 1e-12")
    for result in _returned(f):
        for low, high in (("-1", "1"), ("0", "1"), ("0", "None")):
            yield f.becomes(result, f"np.clip({f.code(result)}, {low}, {high})")


def rounded(f: FunctionSource) -> Iterator[Change]:
    """A result that is rounded, or cast to another type."""
    for node in _returned(f):
        for template in ("np.round({}, 2)", "np.round({}, 4)", "np.float32({})", "float({})"):
            yield f.becomes(node, template.format(f.code(node)))
        yield f.becomes(node, f"np.asarray({f.code(node)}).astype(int)")


def copied(f: FunctionSource) -> Iterator[Change]:
    """A copy that is missing: an argument or a list that is changed afterwards."""
    for node in f.results:
        parent = f.parent(node)
        if isinstance(node, ast.Name | ast.Subscript) and isinstance(parent, ast.Assign):
            yield f.becomes(node, f"{f.code(node)}.copy()")
    for statement in f.nodes:
        match statement:
            case ast.Call(args=[ast.Name() as kept]) if called(statement) == "append":
                yield f.becomes(kept, f"{kept.id}.copy()")
            case ast.Yield(ast.Name() as kept):
                yield f.becomes(kept, f"{kept.id}.copy()")
            case ast.AugAssign(ast.Name(name), op, value) if type(op) in SIGNS:
                text = f"{name} = {name} {SIGNS[type(op)]} ({f.code(value)})"
                words = f"`{short(f.code(statement))}` were `{short(text)}`"
                yield Change(statement, text, words)


def _returned(f: FunctionSource) -> list[ast.expr]:
    """What a `return` gives, or a value of the dict that it gives."""
    return [
        node
        for node in f.results
        if isinstance(f.parent(node), ast.Return | ast.Lambda | ast.Dict | ast.DictComp)
        and not isinstance(node, ast.Constant)
    ]
