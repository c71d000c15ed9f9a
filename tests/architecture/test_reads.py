"""Every read of a list has an end: a limit, or a reason beside it why there can't be many (`# bounded: ...`)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REASON = "# bounded:"
# Those whose stores are gone through; a service is added here with its first bounds.
LOOKED_AT = ("shared", "services/booking", "services/contracts", "services/notifications", "services/feedback")


def stores() -> Iterator[Path]:
    for part in LOOKED_AT:
        for path in sorted((ROOT / part).rglob("*.py")):
            if part == "shared" or "store" in path.relative_to(ROOT).with_suffix("").parts:
                yield path


def endless(source: str) -> Iterator[str]:
    """The reads of a module that nothing ends: `line: what`."""
    lines = source.splitlines()
    tree = ast.parse(source)
    chains = {id(inner) for node in ast.walk(tree) for inner in _ended(node)}
    for function in ast.walk(tree):
        if not isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
            continue
        limited = any(_called(node) == "limit" for node in ast.walk(function))
        for node in ast.walk(function):
            what = _called(node)
            if not isinstance(node, ast.Call) or _has_reason(node, lines) or id(node) in chains:
                continue
            if what == "find" and _of_collection(node) and not limited and not _ends_in_the_function(function):
                yield f"{node.lineno}: find() without a limit"
            elif what == "to_list" and _none(node) and not limited:
                yield f"{node.lineno}: to_list(None)"
            elif what == "count_documents" and not any(each.arg == "limit" for each in node.keywords):
                yield f"{node.lineno}: count_documents() without a limit"


def _called(node: ast.AST) -> str | None:
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None


def _of_collection(node: ast.Call) -> bool:
    """A collection is asked for documents like a mapping, or of every one; a store by ids."""
    return bool(node.args) and not isinstance(node.args[0], ast.Constant)


def _none(node: ast.Call) -> bool:
    return not node.args or (isinstance(node.args[0], ast.Constant) and node.args[0].value is None)


def _ends_in_the_function(function: ast.AST) -> bool:
    return any(
        _called(node) == "to_list" and isinstance(node, ast.Call) and not _none(node) for node in ast.walk(function)
    )


def _ended(node: ast.AST) -> Iterator[ast.AST]:
    """What a `limit(...)` or a `to_list(so many)` is called upon."""
    if isinstance(node, ast.Call) and (_called(node) == "limit" or (_called(node) == "to_list" and not _none(node))):
        yield from ast.walk(node.func)


def _has_reason(node: ast.Call, lines: list[str]) -> bool:
    around = lines[max(0, node.lineno - 2) : node.end_lineno]
    return any(REASON in line for line in around)


@pytest.mark.parametrize("path", list(stores()), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_read_of_a_list_has_an_end(path: Path) -> None:
    assert list(endless(path.read_text())) == [], (
        f"give it a limit, or say beside it why there can't be many: {REASON} ..."
    )


READ = "async def read(self):\n    {}\n"


@pytest.mark.parametrize(
    "wrong",
    [
        "return await self._rows.find({'a': 1}).to_list(None)",
        "return [each async for each in self._rows.find(wanted, session=self._session)]",
        "return await self._rows.aggregate(steps).to_list(None)",
        "return await self._rows.count_documents({})",
        "return await self._rows.find(wanted).sort('a', 1).to_list()",
    ],
)
def test_a_read_without_an_end_would_be_seen(wrong: str) -> None:
    assert list(endless(READ.format(wrong)))


@pytest.mark.parametrize(
    "right",
    [
        "return await self._rows.find(wanted).limit(limit).to_list(limit)",
        "return await self._rows.find(wanted).to_list(len(ids))",
        "return [each async for each in self._rows.find(wanted).limit(5)]",
        "return await self._rows.count_documents({}, limit=1000)",
        "return [each async for each in self._rows.find(wanted)]  # bounded: a person has few devices",
        "return await self._rows.find_one({'_id': 1})",
    ],
)
def test_what_has_an_end_passes(right: str) -> None:
    assert list(endless(READ.format(right))) == []


def test_there_are_stores_to_look_at() -> None:
    assert len(list(stores())) > 15
