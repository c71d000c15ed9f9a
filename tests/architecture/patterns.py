"""Every regular expression of the tree, and hostile texts made from how it is built."""

import ast
import importlib
import re
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FUNCTIONS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
# Of each kind of letter that a class may hold, one.
SAMPLES = " a1-.:;,@/\\\"'<>(){}[]%=_#+\n\t\u00e4\u2013AZ"
OFTEN = 8


@dataclass(frozen=True)
class Found:
    """One regular expression; `rust`: pydantic's own engine runs it. `uses`: the methods that are called of it."""

    where: str
    pattern: "re.Pattern[Any] | str"
    rust: bool
    bounded: bool
    uses: frozenset[str] = field(default_factory=frozenset)


def everything() -> list[Found]:
    """All of the product's. ValueError where one is made of what is known only at run time."""
    folders = ("shared", "services", "deploy")
    return [each for name in folders for path in sorted((ROOT / name).rglob("*.py")) for each in of_file(path)]


def of_file(path: Path) -> Iterator[Found]:
    """The regular expressions of one file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for node in ast.walk(tree):
        names = {each.name for each in node.names} if isinstance(node, ast.Import) else set()
        if "regex" in names or (isinstance(node, ast.ImportFrom) and node.module in {"re", "regex"}):
            raise ValueError(f"{path}: import re whole, so that its patterns are found")
        if isinstance(node, ast.Call):
            yield from _of_call(node, tree, module, path)


def _of_call(call: ast.Call, tree: ast.Module, module: str, path: Path) -> Iterator[Found]:
    where = f"{path.relative_to(ROOT)}:{call.lineno}"
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    function = call.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re":
        if function.attr in FUNCTIONS:
            compiled = function.attr == "compile"
            flags = call.args[1:2] if compiled else [named["flags"]] if "flags" in named else []
            values = [_value(each, module, where) for each in [call.args[0], *flags]]
            uses = _uses(_name_of(call, tree)) if compiled else frozenset({function.attr})
            yield Found(where, re.compile(*values), rust=False, bounded=True, uses=uses)
    elif "pattern" in named:
        yield Found(where, _value(named["pattern"], module, where), rust=True, bounded="max_length" in named)


def _value(node: ast.expr, module: str, where: str) -> Any:
    """What a pattern is, where its module's own constants alone make it."""
    known = vars(importlib.import_module(module))
    try:
        return eval(compile(ast.Expression(node), where, "eval"), dict(known))  # noqa: S307  # our own source
    except NameError as unknown:
        raise ValueError(f"{where}: write the pattern with the module's constants alone") from unknown


def _name_of(call: ast.Call, tree: ast.Module) -> str | None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and node.value is call and isinstance(node.targets[0], ast.Name):
            return node.targets[0].id
    return None


def _uses(name: str | None) -> frozenset[str]:
    """The methods called of a pattern by its name; where none is seen, the one that looks everywhere."""
    return frozenset(_calls().get(name or "", {"search"}))


@cache
def _calls() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for folder in ("shared", "services", "deploy"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in FUNCTIONS:
                    owner = node.value
                    name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                    found.setdefault(name, set()).add(node.attr)
    return found


def hostile(pattern: str, flags: int = 0) -> Iterator[tuple[str, str, str]]:
    """Beginnings, what is then repeated, and endings: for each repetition of the pattern, every sample that it takes,
    after the shortest text that leads there; and what hostile people try first.
    """
    seen = set()
    for before, body in _repeats(list(parser.parse(pattern, flags)), ""):
        seen |= {(before, body, "\0"), (before, body, ""), ("", before + body, "\0"), (before, f"{body} ", "\0")}
    seen |= {("", sample, "\0") for sample in SAMPLES}
    yield from sorted(seen)


def _repeats(items: list[Any], before: str) -> Iterator[tuple[str, str]]:
    for operation, value in items:
        name = str(operation)
        if name.endswith("_REPEAT"):
            _, most, body = value
            if most >= OFTEN:
                yield from ((before, sample) for sample in _samples(list(body)) if sample)
            yield from _repeats(list(body), before)
        elif name == "SUBPATTERN":
            yield from _repeats(list(value[3]), before)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _repeats(list(branch), before)
        before += _shortest([(operation, value)])


def _samples(body: list[Any]) -> set[str]:
    """Texts that the body of a repetition takes."""
    if len(body) == 1 and str(body[0][0]) in {"IN", "ANY", "NOT_LITERAL", "LITERAL", "CATEGORY"}:
        return {each for each in [*SAMPLES, _shortest(body)] if each and _takes(body[0], each)}
    return {_shortest(body), *(sample for item in body for sample in _samples_within(item))}


def _samples_within(item: tuple[Any, Any]) -> set[str]:
    name, value = str(item[0]), item[1]
    if name == "SUBPATTERN":
        return _samples(list(value[3]))
    if name == "BRANCH":
        return {sample for branch in value[1] for sample in _samples(list(branch))}
    if name.endswith("_REPEAT"):
        return _samples(list(value[2]))
    return set()


def _shortest(items: list[Any]) -> str:
    """The shortest text that these take, near enough."""
    found = ""
    for operation, value in items:
        name = str(operation)
        if name == "LITERAL":
            found += chr(value)
        elif name in {"IN", "NOT_LITERAL", "ANY", "CATEGORY"}:
            found += next((each for each in SAMPLES if _takes((operation, value), each)), "")
        elif name.endswith("_REPEAT"):
            found += _shortest(list(value[2])) * min(value[0], 40)
        elif name == "SUBPATTERN":
            found += _shortest(list(value[3]))
        elif name == "BRANCH":
            found += _shortest(list(value[1][0]))
    return found


def _takes(item: tuple[Any, Any], letter: str) -> bool:
    name, value = str(item[0]), item[1]
    if name == "ANY":
        return letter != "\n"
    if name == "LITERAL":
        return chr(value) == letter
    if name == "NOT_LITERAL":
        return chr(value) != letter
    parts = [item] if name == "CATEGORY" else value
    negated = str(parts[0][0]) == "NEGATE"
    return any(_is_one_of(part, letter) for part in parts) != negated


def _is_one_of(part: tuple[Any, Any], letter: str) -> bool:
    name, value = str(part[0]), part[1]
    if name == "LITERAL":
        return chr(value) == letter
    if name == "RANGE":
        return bool(value[0] <= ord(letter) <= value[1])
    if name == "CATEGORY":
        kind = str(value).removeprefix("CATEGORY_")
        word = letter.isalnum() or letter == "_"
        holds = {"DIGIT": letter.isdigit(), "SPACE": letter.isspace(), "WORD": word}
        return holds[kind.removeprefix("NOT_")] != kind.startswith("NOT_")
    return False
