"""No task dies unseen: only one module makes tasks, and a unit of work is one line of awaits."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("shared", "services", "deploy")
MAKERS = {"create_task", "ensure_future", "TaskGroup", "run_coroutine_threadsafe"}
MAKER = ROOT / "shared" / "app" / "supervision.py"
IN_UNITS = ("handlers", "store")


def test_only_the_supervisor_makes_tasks() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}" for path in files() if path != MAKER for line in made(path.read_text())]
    assert found == []


def test_a_task_made_elsewhere_would_be_seen() -> None:
    for wrong in (
        "asyncio.create_task(work())",
        "from asyncio import ensure_future",
        "loop.create_task(work())",
        "async def f():\n  async with asyncio.TaskGroup() as group: ...",
        "make = asyncio.create_task",
    ):
        assert list(made(wrong)) != [], wrong
    assert MAKER in list(files())
    assert list(made(MAKER.read_text())) != []


def test_what_a_unit_of_work_awaits_is_awaited_to_its_end() -> None:
    """A time-out or a `gather` inside would end the transaction while the driver still writes."""
    found = [str(path.relative_to(ROOT)) for path in files() if in_unit(path) and waits_by_itself(path.read_text())]
    assert found == []


def test_a_handler_that_waits_by_itself_would_be_seen() -> None:
    assert waits_by_itself("import asyncio")
    assert waits_by_itself("from asyncio import timeout")
    assert any(map(in_unit, files()))


def files() -> Iterator[Path]:
    for top in PRODUCT:
        yield from (ROOT / top).rglob("*.py")


def made(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom | ast.Attribute) and MAKERS & names(node):
            yield node.lineno


def names(node: ast.ImportFrom | ast.Attribute) -> set[str]:
    return {name.name for name in node.names} if isinstance(node, ast.ImportFrom) else {node.attr}


def in_unit(path: Path) -> bool:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0] == "services" and bool({*IN_UNITS} & {*parts})


def waits_by_itself(source: str) -> bool:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import) and any(name.name.split(".")[0] in ("asyncio", "anyio") for name in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("asyncio", "anyio"):
            return True
    return False


def inserting(text: str) -> bool:
    """Whether several documents are inserted past `insert_all`, which tells a duplicate as any other insert does."""
    return ".insert_many(" in text


def test_several_documents_are_inserted_in_one_way() -> None:
    """Else a duplicate among several is another error than a duplicate alone, and nobody decides again."""
    stores = [each for folder in ("services", "shared") for each in (ROOT / folder).rglob("*.py")]
    own = ROOT / "shared/store/mongo.py"
    assert [each for each in stores if each != own and inserting(each.read_text(encoding="utf-8"))] == []
    assert inserting(own.read_text(encoding="utf-8"))
