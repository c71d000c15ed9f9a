"""Only constants are translated: `make check` refuses a variable in `_()` and its kin, in templates and in Python.

What people have typed is data. Through gettext it would be formatted (`50 % off` breaks the page), a template would
take it for markup, and a token called `Name` would be shown as `Nimi`. A code of a few known ones is translated by a
table of constants: in a template `{{ say_code(code, words) }}`, where `words` is `{"ask": N_("Asked anyway")}`, in
Python `say_code`; a text that the code has marked with `N_` is said by `say`, which leaves everything else as it is.

`python -m deploy.constants` tells what is wrong, a line for each, and ends with 1.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
# How many of its first arguments are texts (or a context), by the name of the function.
TEXTS = {"_": 1, "N_": 1, "gettext": 1, "ngettext": 2, "_n": 2, "pgettext": 2, "npgettext": 3}
# The one module that hands a variable to gettext: what it is given is `Msgid` by its type, or stays as it is.
SAYS = "shared/i18n/texts.py"
# Where a text that was marked when it was stored is marked again.
MARKS = (SAYS, "shared/people/audited.py")


def faults(root: Path = ROOT) -> list[str]:
    """Everything that is wrong, a line for each."""
    found = []
    for folder in ("shared", "services", "deploy"):
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix == ".py":
                found += [f"{name}:{each}" for each in in_python(path.read_text(encoding="utf-8"), name)]
            elif "templates" in path.parts and path.is_file():
                found += [f"{name}:{each}" for each in in_template(path.read_text(encoding="utf-8"))]
    return found


def in_template(source: str) -> Iterator[str]:
    """What a template has wrong: gettext of a variable, gettext under another name, markup that is no constant."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)  # noqa: S701  # nothing is rendered
    called: set[int] = set()
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in TEXTS:
            called.add(id(call.node))
            texts = call.args[: TEXTS[call.node.name]]
            whole = len(texts) == TEXTS[call.node.name] and call.dyn_args is None and call.dyn_kwargs is None
            if not whole or not all(isinstance(text, nodes.Const) for text in texts):
                yield f"{call.lineno}: {call.node.name}() of what is no constant; see deploy/constants.py"
    for name in tree.find_all(nodes.Name):
        if name.name in TEXTS and id(name) not in called:
            yield f"{name.lineno}: {name.name} is only to be called, with constants"
    for used in tree.find_all(nodes.Filter):
        if used.name in (*TEXTS, "safe") and not isinstance(used.node, nodes.Const):
            yield f"{used.lineno}: | {used.name} of what is no constant"


def in_python(source: str, name: str) -> Iterator[str]:
    """What a module has wrong: gettext or `N_` of a variable, a text marked by hand, markup made by hand."""
    tree = ast.parse(source)
    yield from _under_other_names(tree)
    yield from _within_f_strings(tree)
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        called = _name(call.func)
        if called in TEXTS and name != SAYS and not _constants(call, TEXTS[called]):
            yield f"{call.lineno}: {called}() of what is no constant; see deploy/constants.py"
        elif called == "Msgid" and name not in MARKS:
            yield f"{call.lineno}: mark a constant with N_(), and nothing else"
        elif called in ("Markup", "safe"):
            yield f"{call.lineno}: markup belongs into templates"


def _under_other_names(tree: ast.AST) -> Iterator[str]:
    """Gettext handed on, where this check would lose sight of it; `_ = translations.gettext` is the usual way."""
    called = {id(each.func) for each in ast.walk(tree) if isinstance(each, ast.Call)}
    named = {
        id(each.value)
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign) and all(isinstance(to, ast.Name) and to.id in TEXTS for to in each.targets)
    }
    for each in ast.walk(tree):
        if isinstance(each, ast.Attribute) and each.attr in TEXTS and id(each) not in called | named:
            yield f"{each.lineno}: {each.attr} is only to be called, with constants"


def _within_f_strings(tree: ast.AST) -> Iterator[str]:
    """Gettext within an f-string: who gathers the texts to translate does not look there, so it would stay English."""
    for text in ast.walk(tree):
        if isinstance(text, ast.JoinedStr):
            for each in ast.walk(text):
                if isinstance(each, ast.Call) and _name(each.func) in TEXTS:
                    yield f"{each.lineno}: {_name(each.func)}() within an f-string is never translated"


def _constants(call: ast.Call, count: int) -> bool:
    texts = call.args[:count]
    return len(texts) == count and all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in texts)


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def main() -> int:
    """Tell what is wrong; the exit status."""
    found = faults()
    sys.stdout.write("\n".join(found or ["only constants are translated"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
