"""Can a program remember anything from one call to the next? Most can't; then one worker is enough.

A function that keeps its arguments could answer a later task with them, so each task starts in a
fresh worker. But a module of plain functions, constants and NumPy has no place to keep anything.
The source shows it: nothing runs when the module is loaded, and the functions that are called reach
only what the lists below allow. Everything else may remember.
"""

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterable, Iterator

# ruff: noqa: SIM905 - these lists of names would fill the file with columns
_BUILTINS = frozenset(  # not getattr, vars, type, id, open, exec and their like
    "abs all any bool complex dict divmod enumerate filter float int isinstance len list map max "
    "min pow print range reversed round set slice sorted str sum tuple zip ArithmeticError "
    "AssertionError Exception FloatingPointError IndexError KeyError LookupError "
    "NotImplementedError OverflowError RuntimeError TypeError ValueError ZeroDivisionError".split()
)
_NUMPY = frozenset(  # nothing that returns memory with old content: no empty, no ndarray, no pad
    "abs absolute add all allclose amax amin any append arange argmax argmin argsort array "
    "array_equal array_split asarray ascontiguousarray asfortranarray atleast_1d atleast_2d "
    "average broadcast_to c_ ceil clip column_stack concatenate copy cos cosh cumsum diag divide "
    "dot e einsum equal exp exp2 expand_dims expm1 eye finfo flatnonzero flip float32 "
    "float64 floor full full_like greater greater_equal heaviside hstack identity inf inner int32 "
    "int64 isclose isfinite isinf isnan less less_equal linspace log log10 log1p log2 logaddexp "
    "logical_and logical_not logical_or matmul max maximum mean median min minimum mod moveaxis "
    "multiply nan nan_to_num ndim ndindex negative newaxis nonzero not_equal ones ones_like outer "
    "pi power prod ravel reciprocal repeat reshape roll round row_stack shape sign signbit sin "
    "size split sqrt square squeeze stack std subtract sum swapaxes take take_along_axis tanh "
    "tensordot tile trace transpose tril triu true_divide var vdot vstack where zeros zeros_like "
    "linalg.norm random.default_rng random.Generator add.at add.outer add.reduce maximum.reduce "
    "multiply.outer subtract.outer".split()
)
_LIBRARIES = {
    "numpy": _NUMPY,
    "math": frozenset("ceil e erf exp floor fsum inf isfinite log log1p pi prod sqrt tanh".split()),
    "itertools": frozenset("accumulate chain count pairwise product repeat zip_longest".split()),
}
_ATTRIBUTES = frozenset(  # of arrays, generators, containers and texts; gi_frame would be a way out
    "T all any append argmax argmin argsort astype clip copy count cumsum diagonal dot dtype "
    "endswith extend fill flat flatten get index insert integers isdigit item items join "
    "keys kind lower max mean min ndim nonzero normal permutation permuted pop prod random ravel "
    "removeprefix repeat reshape reverse round setdefault shape shuffle size sort split squeeze "
    "standard_normal startswith std strip sum swapaxes take tolist trace transpose uniform update "
    "upper values var".split()
)
_STATEFUL = (
    *(ast.ClassDef, ast.AsyncFunctionDef, ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom),
    ast.MatchClass,  # reads attributes without naming them as such
)
# `where` leaves old content of memory in a result; a waiting generator keeps the value of `call`
_REFUSED_OPTIONS = ("where", "call")
_BLOCKS = (ast.With, ast.Try, ast.TryStar)
_JUDGED = {ast.Attribute, ast.Name, ast.FunctionDef, ast.Lambda, ast.keyword, *_BLOCKS, *_STATEFUL}
_LOOPS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_RUNS = (ast.Call, ast.NamedExpr, ast.Lambda, *_LOOPS)
_NAMES_OF_BUILTINS = frozenset(dir(builtins))


def is_stateless(source: bytes, functions: Iterable[str]) -> bool:
    """Whether no call of these functions of a module can leave anything behind for a later one."""
    try:
        module = _Module(ast.parse(source.decode("utf-8-sig")))
        return module.loads_quietly() and module.is_plain(functions)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


class _Module:
    def __init__(self, module: ast.Module) -> None:
        self.statements = [s for s in module.body if not _is_never_run(s)]
        self.libraries: dict[str, frozenset[str]] = {}
        """what may be used of a library, by the library's name in the program"""
        self.refused: set[str] = set()
        """names of everything else that is imported"""
        self.errstates: set[str] = set()
        """names of NumPy's errstate, imported by itself"""
        self.entered: set[int] = set()
        """the ids of those uses of errstate that begin a `with` statement"""
        self.defined: defaultdict[str, list[ast.stmt]] = defaultdict(list)
        imported: dict[str, set[str]] = defaultdict(set)
        for statement in self.statements:
            if isinstance(statement, ast.Import):
                for name in statement.names:
                    here = name.asname or name.name.partition(".")[0]
                    imported[here].add(name.name)
                    self.libraries[here] = _LIBRARIES.get(name.name, frozenset())
            elif isinstance(statement, ast.ImportFrom):
                known = _LIBRARIES.get(statement.module or "", frozenset())
                for name in statement.names:
                    here = name.asname or name.name
                    imported[here].add(f"{statement.module}.{name.name}")
                    if (statement.module, name.name) == ("numpy", "errstate"):
                        self.errstates.add(here)
                    if name.name not in known:
                        self.refused.add(here)
            elif defined := _name_defined(statement):
                self.defined[defined].append(statement)
        self.renamed = any(len(origins) > 1 for origins in imported.values()) or bool(
            imported.keys() & self.defined.keys()
        )
        """whether an imported name gets a second meaning"""

    def loads_quietly(self) -> bool:
        """Whether loading only defines functions, and names for what can't be changed."""
        if self.renamed or "*" in self.refused:
            return False
        return all(self.is_quiet(statement) for statement in self.statements)

    def is_quiet(self, statement: ast.stmt) -> bool:
        match statement:
            case ast.Import() | ast.ImportFrom() | ast.Expr(ast.Constant()):
                return True
            case ast.FunctionDef(body=body):
                inside = {id(node) for part in body for node in ast.walk(part)}
                head = [node for node in ast.walk(statement) if id(node) not in inside]
                runs = any(isinstance(node, _RUNS) for node in head)
                return not runs and self.allows(statement)
            case ast.Assign([ast.Name()], ast.Attribute() as value):
                return self.from_library(value) is not None and self.allows(value)
            case ast.Assign([ast.Name()], ast.Lambda() as value):
                return self.allows(value)
            case ast.Assign([ast.Name()], value):
                return _is_constant(value)
        return False

    def is_plain(self, functions: Iterable[str]) -> bool:
        """Whether everything that these functions reach is allowed."""
        waiting, reached = list(functions), set[str]()
        while waiting:
            name = waiting.pop()
            if name in reached:
                continue
            reached.add(name)
            for statement in self.defined.get(name, ()):
                for node in self.nodes(statement):
                    if not self.allows(node):
                        return False
                    if isinstance(node, ast.Name):
                        waiting.append(node.id)
        return True

    def nodes(self, top: ast.AST) -> Iterator[ast.AST]:
        """A node and all nodes below it; `np.linalg.norm` counts as one node."""
        waiting = [top]
        while waiting:
            node = waiting.pop()
            yield node
            if not (isinstance(node, ast.Attribute) and self.from_library(node)):
                waiting.extend(ast.iter_child_nodes(node))

    def from_library(self, node: ast.Attribute) -> tuple[str, str] | None:
        """The library's name in the program, and `linalg.norm` for `np.linalg.norm`."""
        match node:
            case ast.Attribute(ast.Name(name), attr) if name in self.libraries:
                return name, attr
            case ast.Attribute(ast.Attribute(ast.Name(name), first), attr) if (
                name in self.libraries and first not in self.libraries[name]
            ):
                return name, f"{first}.{attr}"
        return None

    def allows(self, node: ast.AST) -> bool:
        if type(node) not in _JUDGED:
            return True
        match node:
            case ast.Attribute() | ast.Name() if id(node) in self.entered:
                return True
            case ast.With(items=items):
                return all(map(self.enters_errstate, items)) and not _waits_inside(node)
            case ast.Try() | ast.TryStar():
                return not _waits_inside(node)
            case ast.Attribute(ctx=ast.Load()):
                found = self.from_library(node)
                return found[1] in self.libraries[found[0]] if found else node.attr in _ATTRIBUTES
            case ast.Attribute():
                return False
            case ast.Name(name):
                if name in self.refused or name in self.libraries or name.startswith("__"):
                    return False
                return name in _BUILTINS or name not in _NAMES_OF_BUILTINS
            case ast.FunctionDef(args=arguments) | ast.Lambda(args=arguments):
                defaults = [d for d in (*arguments.defaults, *arguments.kw_defaults) if d]
                return all(map(_is_constant, defaults)) and not getattr(node, "decorator_list", ())
            case ast.keyword(name):
                return name is not None and name not in _REFUSED_OPTIONS
        return False

    def enters_errstate(self, item: ast.withitem) -> bool:
        """Whether a `with` statement begins with an errstate made there.

        One that was made before could be entered twice, and then leaves its settings behind.
        """
        match item.context_expr:
            case ast.Call(ast.Attribute(ast.Name(name), "errstate") as function, []) if (
                self.libraries.get(name) is _NUMPY
            ):
                self.entered.add(id(function))
                return True
            case ast.Call(ast.Name(name) as function, []) if name in self.errstates:
                self.entered.add(id(function))
                return True
        return False


def _waits_inside(block: ast.stmt) -> bool:
    """Whether a generator may wait inside this block.

    If it isn't run to its end, the block ends when Python clears it away, maybe calls later.
    """
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(block))


def _name_defined(statement: ast.stmt) -> str | None:
    """The name that a statement of the module defines."""
    match statement:
        case ast.FunctionDef(name) | ast.Assign([ast.Name(name)]):
            return name
    return None


def _is_never_run(statement: ast.stmt) -> bool:
    """`if __name__ == "__main__":`, in a module that is imported."""
    match statement:
        case ast.If(
            ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")]), _, []
        ):
            return True
    return False


def _is_constant(value: ast.expr) -> bool:
    """Numbers, texts, names, tuples of them: what can't be changed."""
    match value:
        case ast.Constant() | ast.Name():
            return True
        case ast.Tuple(items):
            return all(map(_is_constant, items))
        case ast.UnaryOp(operand=operand):
            return _is_constant(operand)
        case ast.BinOp(left, _, right):
            return _is_constant(left) and _is_constant(right)
    return False
