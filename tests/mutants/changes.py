"""The changes that are tried: a comparison, and/or, plus/minus, not, true/false; one at a time."""

import ast
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


@dataclass(frozen=True)
class Change:
    """`number`: the how-manieth of its file; `code` is the line before and after, without the line's number, by which
    a change that means nothing is known in `equivalent.txt`.
    """

    path: Path
    number: int
    line: int
    code: str


def changes(path: Path) -> list[Change]:
    """Every change of a file, in order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for number, (node, _) in enumerate(_places(tree)):
        before = ast.unparse(node)
        after = ast.unparse(_changed_expression(path, number))
        found.append(Change(path, number, node.lineno, f"{before} -> {after}"))
    return found


def changed(path: Path, number: int) -> ast.Module:
    """The file with one change in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for n, (node, which) in enumerate(_places(tree)):
        if n == number:
            _change(node, which)
            return ast.fix_missing_locations(tree)
    raise IndexError(number)


def _changed_expression(path: Path, number: int) -> ast.expr:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for n, (node, which) in enumerate(_places(tree)):
        if n == number:
            _change(node, which)
            return node
    raise IndexError(number)


def _places(tree: ast.Module) -> Iterator[tuple[ast.expr, int]]:
    """Where something may be changed: the expression, and which of its operators."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from ((node, which) for which, each in enumerate(node.ops) if type(each) in _COMPARED)
        elif (
            isinstance(node, ast.BoolOp)
            or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
            or (isinstance(node, ast.BinOp) and type(node.op) in _RECKONED and not _is_text(node))
            or (isinstance(node, ast.Constant) and isinstance(node.value, bool))
        ):
            yield node, 0


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
