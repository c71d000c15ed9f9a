"""What a rule is, and which tests may notice a change of it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Of `shared`, what decides as rules do.
PURE = ("shared/fields.py", "shared/i18n/zones.py", "shared/ical.py", "shared/finland/__init__.py")
# Tests of processes, browsers and machines: they say nothing of rules, and start much.
NO_RULES = ("abuse", "architecture", "benchmarks", "browser", "chaos", "journeys", "local", "mutants")


def rules() -> list[Path]:
    """Whatever the import linter holds to do no I/O, models aside: they are tried where rules use them."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    pure = next(each["source_modules"] for each in linter["contracts"] if each["id"] == "pure")
    found = {path for name in pure for path in _files(name) if "model" not in path.relative_to(ROOT).parts}
    return [*sorted(each for each in found if each.name != "model.py"), *(ROOT / each for each in PURE)]


def _files(module: str) -> Iterator[Path]:
    """The files of a module as the import linter names it, `*` and `**` included, with all below a package."""
    parts = module.replace(".", "/")
    yield from ROOT.glob(f"{parts}.py")
    for folder in ROOT.glob(parts):
        yield from folder.rglob("*.py")


def tests_for(paths: list[Path]) -> list[Path]:
    """The folders of tests, without those of services that have none of these files."""
    services = {each.name for each in (ROOT / "services").iterdir() if each.is_dir()}
    tried = {path.relative_to(ROOT).parts[1] for path in paths if path.is_relative_to(ROOT / "services")}
    other = services - tried if tried and all(path.is_relative_to(ROOT / "services") for path in paths) else set()
    folders = (each for each in (ROOT / "tests").iterdir() if any(each.rglob("test_*.py")))
    return sorted(each for each in folders if each.name not in {*other, *NO_RULES})
