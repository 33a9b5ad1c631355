"""The small changes: read off the tree of a module, each applied to that tree in place.

Never changed: text (docstrings, messages, f-strings with all that stands in them), annotations,
decorators, and the declared fields of a class.
"""

import ast
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from itertools import chain

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    # the neighbour at the boundary, then the opposite
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
}
OPPOSITE_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
CONDITIONS = (ast.If, ast.IfExp, ast.While)
UNREAD_FIELDS = {"annotation", "returns", "decorator_list", "type_params"}


@dataclass(frozen=True)
class Mutant:
    """One change: where it stands, how it reads, and `apply`, which makes it in the tree."""

    line: int
    function: str
    before: str
    after: str
    apply: Callable[[], None]

    def __str__(self) -> str:
        where = f"{self.line} in {self.function}" if self.function else str(self.line)
        return f"{where}: {self.before}  →  {self.after}"


@dataclass(frozen=True)
class Place:
    """An expression or statement and where it hangs, so that another can take its place."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    function: str

    def put(self, new: ast.AST) -> None:
        """Hang `new` here instead."""
        ast.fix_missing_locations(ast.copy_location(new, self.node))
        if self.index is None:
            setattr(self.parent, self.field, new)
        else:
            getattr(self.parent, self.field)[self.index] = new

    @property
    def is_condition(self) -> bool:
        """Whether it decides which way to go, and is no constant."""
        decides = self.field == "test" and isinstance(self.parent, CONDITIONS)
        filters = self.field == "ifs" and isinstance(self.parent, ast.comprehension)
        return (decides or filters) and not isinstance(self.node, ast.Constant)


def mutants_of(tree: ast.Module) -> Iterator[Mutant]:
    """Every small change of a module, in the order of its lines."""
    for place in _places(tree, ""):
        for new in _changes(place):
            yield Mutant(
                line=getattr(place.node, "lineno", 0),
                function=place.function,
                before=_short(place.node),
                after=_short(new),
                apply=lambda place=place, new=new: place.put(new),  # type: ignore[misc]
            )


def _places(parent: ast.AST, function: str) -> Iterator[Place]:
    for field, value in ast.iter_fields(parent):
        if field in UNREAD_FIELDS:
            continue
        children = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, node in children:
            if isinstance(node, ast.AST) and not _is_left_alone(node, parent):
                yield Place(node, parent, field, index, function)
                yield from _places(node, _inside(node, function))


def _is_left_alone(node: ast.AST, parent: ast.AST) -> bool:
    """Texts, the fields that a class declares, and what only a type checker reads."""
    declared = isinstance(node, ast.AnnAssign) and isinstance(parent, ast.ClassDef)
    typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    return declared or typing or isinstance(node, ast.JoinedStr)


def _inside(node: ast.AST, function: str) -> str:
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return function
    return f"{function}.{node.name}" if function else node.name


def _changes(place: Place) -> Iterator[ast.AST]:
    """What may stand in this place instead."""
    own: Callable[[ast.AST], Iterator[ast.AST]] | None = _OPERATORS.get(type(place.node))
    forced = (ast.Constant(True), ast.Constant(False)) if place.is_condition else ()
    return chain(own(place.node) if own else (), forced)


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for n, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            new = copy(node)
            new.ops = [*node.ops[:n], other(), *node.ops[n + 1 :]]
            yield new


def _both(node: ast.BoolOp) -> Iterator[ast.AST]:
    new = copy(node)
    new.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield new


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, (ast.Not, ast.USub)):
        yield node.operand


def _arithmetic(node: ast.BinOp | ast.AugAssign) -> Iterator[ast.AST]:
    other = ARITHMETIC.get(type(node.op))
    if other:
        new = copy(node)
        new.op = other()
        yield new


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, (int, float)):
        yield ast.Constant(node.value + 1)


def _call(node: ast.Call) -> Iterator[ast.AST]:
    if isinstance(node.func, ast.Name) and node.func.id in OPPOSITE_CALLS:
        new = copy(node)
        new.func = ast.copy_location(ast.Name(OPPOSITE_CALLS[node.func.id], ast.Load()), node.func)
        yield new


def _return(node: ast.Return) -> Iterator[ast.AST]:
    """`None` instead of the answer, unless the answer is nothing, no or zero already."""
    is_constant = isinstance(node.value, ast.Constant)
    if node.value is not None and not (is_constant and not ast.literal_eval(node.value)):
        yield ast.Return(ast.Constant(None))


_OPERATORS: dict[type[ast.AST], Callable[..., Iterator[ast.AST]]] = {
    ast.Compare: _compare,
    ast.BoolOp: _both,
    ast.UnaryOp: _unary,
    ast.BinOp: _arithmetic,
    ast.AugAssign: _arithmetic,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.Return: _return,
}


def _short(node: ast.AST) -> str:
    """A change in one line that a screen holds."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:87]}..."
