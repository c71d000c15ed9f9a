"""The changes that are tried: a comparison, and/or, plus/minus, not, true/false; one at a time."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_RECKONED: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Change:
    """`number`: the how-manieth of its file; `code` is the expression before and after; `function` the outermost one
    whose body it stands in, as `Class.name`, and `first` its first line; none for what runs when the file is loaded.
    """

    path: Path
    number: int
    line: int
    code: str
    function: str = ""
    first: int = 0

    @property
    def name(self) -> str:
        """By which a change is known wherever its function stands."""
        return f"{self.function}: {self.code}".removeprefix(": ")


def changes(path: Path) -> list[Change]:
    """Every change of a file, in order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    within = dict(_functions(tree))
    around = {id(inner): each for each in ast.walk(tree) for inner in ast.iter_child_nodes(each)}
    found = []
    for number, (node, which) in enumerate(_places(tree)):
        shown, before = _shown(node, around[id(node)]), copy.deepcopy(node)
        code = ast.unparse(shown)
        _change(node, which)
        code = f"{code} -> {ast.unparse(shown)}"
        vars(node).update(vars(before))
        function, first = within.get(id(node), ("", 0))
        found.append(Change(path, number, node.lineno, code, function, first))
    return found


def _shown(node: ast.expr, parent: ast.AST) -> ast.AST:
    """What is shown of a change: of a yes or no what it is about."""
    told = (ast.keyword, ast.Assign, ast.AnnAssign, ast.Tuple, ast.Return)
    return parent if isinstance(node, ast.Constant) and isinstance(parent, told) else node


def changed(path: Path, number: int) -> ast.Module:
    """The file with one change in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for n, (node, which) in enumerate(_places(tree)):
        if n == number:
            _change(node, which)
            return ast.fix_missing_locations(tree)
    raise IndexError(number)


def _functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[int, tuple[str, int]]]:
    """What stands in the body of a function: in which one. What stands in its first lines runs with the file."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, Function):
            first = min(line.lineno for line in (each, *each.decorator_list))
            place = (f"{prefix}{each.name}", first)
            yield from ((id(inner), place) for part in each.body for inner in ast.walk(part))
        elif isinstance(each, ast.ClassDef):
            yield from _functions(each, f"{prefix}{each.name}.")
        else:
            yield from _functions(each, prefix)


def _places(tree: ast.Module) -> Iterator[tuple[ast.expr, int]]:
    """Where something may be changed: the expression, and which of its operators. How a class is made is no rule."""
    made = {id(inner) for each in ast.walk(tree) if isinstance(each, ast.ClassDef) for inner in _making(each)}
    for node in ast.walk(tree):
        if id(node) in made:
            continue
        if isinstance(node, ast.Compare):
            yield from ((node, which) for which, each in enumerate(node.ops) if type(each) in _COMPARED)
        elif (
            isinstance(node, ast.BoolOp)
            or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
            or (isinstance(node, ast.BinOp) and type(node.op) in _RECKONED and not _is_text(node))
            or (isinstance(node, ast.Constant) and isinstance(node.value, bool))
        ):
            yield node, 0


def _making(node: ast.ClassDef) -> Iterator[ast.AST]:
    config = [
        each for each in node.body if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "model_config"
    ]
    for made in (*node.decorator_list, *(keyword.value for keyword in node.keywords), *config):
        yield from ast.walk(made)


def _is_text(node: ast.BinOp) -> bool:
    texts = (ast.JoinedStr, ast.List, ast.Tuple)
    return any(
        isinstance(each, texts) or (isinstance(each, ast.Constant) and isinstance(each.value, str))
        for each in (node.left, node.right)
    )


def _change(node: ast.expr, which: int) -> None:
    if isinstance(node, ast.Compare):
        node.ops[which] = _COMPARED[type(node.ops[which])]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.BinOp):
        node.op = _RECKONED[type(node.op)]()
    elif isinstance(node, ast.Constant):
        node.value = not node.value
    elif isinstance(node, ast.UnaryOp):  # not x: twice not
        node.operand = ast.UnaryOp(op=ast.Not(), operand=node.operand)
