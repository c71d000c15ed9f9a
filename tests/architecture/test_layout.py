"""Services are laid out by subject: small folders, rules or known doers in them, canvases that tell the truth."""

import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.services import NAMES

ROOT = Path(__file__).parents[2]
LARGEST = 15
# A file past 250 lines becomes a folder of the same name: its modules are named by what they are about.
STANDARD = ("handlers", "store", "schemas", "api", "pages", "model", "personal_data", "permissions", "links")
# What does I/O and is none of these, each for its reason.
DOERS = {
    "services/booking/calendar/availability_loader.py": "reads what the rules of availability look at",
    "services/booking/calendar/sessions_web.py": "what API and pages do alike with a session",
    "services/booking/debriefing/board.py": "reads what the coordinator's board shows",
    "services/booking/own_calendars/calendar_sync.py": "runs in the background",
    "services/booking/own_calendars/ical_child.py": "a process of its own",
    "services/booking/own_calendars/ical_sandbox.py": "starts that process",
    "services/booking/own_calendars/safe_http.py": "reads an address on the internet",
    "services/contracts/agreements/commands.py": "what API and pages do alike with a contract",
    "services/contracts/agreements/document/": "makes and reads documents of libraries, in processes of their own",
    "services/contracts/agreements/words.py": "reads the catalogues of a contract's text",
    "services/contracts/debriefings/submission.py": "what API and page do alike with a request",
    "services/contracts/debriefings/vault.py": "seals what happened",
    "services/contracts/inquiries/submission.py": "what API and page do alike with an inquiry",
    "services/contracts/processes/commands.py": "what API and pages do alike with a process",
    "services/contracts/processes/reading.py": "reads what API and pages both show",
    "services/feedback/answers/migration.py": "takes over what was stored before",
    "services/feedback/reports/reading.py": "reads what API and pages both show",
    "services/notifications/bounces/__main__.py": "a mail server's pipe",
    "services/notifications/bounces/mailbox.py": "reads a mailbox in the background",
    "services/notifications/bounces/memory.py": "what a process remembers",
    "services/notifications/channels/gateways.py": "uses the network's gateways",
    "services/notifications/channels/memory.py": "what a process remembers",
    "services/notifications/channels/over_the_web.py": "connects to push services",
    "services/notifications/channels/progressive.py": "reads what browsers run",
    "services/notifications/channels/push_key.py": "makes and reads keys of a library",
    "services/notifications/channels/sealing.py": "seals with a library",
    "services/notifications/channels/sending.py": "sends by whichever way a channel is",
    "services/notifications/channels/waker.py": "runs in the background",
    "services/notifications/delivery/": "connections, queues and what became of letters: all of it does",
    "services/notifications/drills/reached.py": "reads what became of letters and steps",
    "services/notifications/writing/calendar.py": "makes files of libraries",
    "services/notifications/writing/mime.py": "makes mails of libraries and templates",
    "services/notifications/writing/preference_links.py": "seals with a library",
    "services/notifications/writing/writer.py": "renders templates",
}


def pure(root: Path = ROOT) -> list[Path]:
    """The modules that the import rules call pure."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (named,) = (each["source_modules"] for each in contracts if each["id"] == "pure")
    return [path for name in named for path in sorted(root.glob(name.replace(".", "/") + ".py"))]


def modules(service: str) -> Iterator[Path]:
    for path in sorted((ROOT / "services" / service).rglob("*.py")):
        if path.name != "__init__.py":
            yield path


def subject_of(path: Path) -> tuple[str, ...]:
    """The folders below the service's, and the file's name."""
    return path.relative_to(ROOT / "services").with_suffix("").parts[1:]


def unplaced(paths: list[Path], rules: set[Path]) -> list[str]:
    """Modules of subjects that are neither rules, nor standard, nor doers by name."""
    inside = [each for each in paths if len(subject_of(each)) > 1]
    return [
        path
        for each in inside
        if not set(subject_of(each)[1:]) & set(STANDARD)
        and each not in rules
        and not (path := each.relative_to(ROOT).as_posix()).startswith(tuple(DOERS))
    ]


def crowded(folder: Path) -> list[str]:
    """Folders with more modules than one can look over."""
    folders = [each for each in (folder, *folder.rglob("*")) if each.is_dir()]
    counted = {each: sum(1 for file in each.glob("*.py") if file.name != "__init__.py") for each in folders}
    return [each.as_posix() for each, count in counted.items() if count > LARGEST]


def missing_files(canvas: str, folder: Path) -> list[str]:
    """Files that a canvas names in backticks, `{one,other}.py` for several, and that are not there."""
    named = [each for name in re.findall(r"`([\w/{},.]+\.py)`", canvas) for each in spread(name)]
    return [name for name in named if not list(folder.rglob(name)) and not (ROOT / name).exists()]


def spread(name: str) -> list[str]:
    """The names that a name with braces stands for."""
    found = re.search(r"\{([^}]*)\}", name)
    return [name] if found is None else [name.replace(found[0], each) for each in found[1].split(",")]


def shadowed(package: str) -> list[str]:
    """Names in a subject's `__init__` that hide a module of the subject."""
    found = importlib.import_module(package)
    folder = Path(found.__file__ or "").parent
    inside = {each.stem for each in folder.glob("*.py")} | {each.name for each in folder.iterdir() if each.is_dir()}
    names = {name: getattr(found, name) for name in inside - {"__init__"} if hasattr(found, name)}
    return [name for name, value in names.items() if getattr(value, "__name__", "") != f"{package}.{name}"]


def subjects() -> list[str]:
    folders = [each.parent for name in NAMES for each in (ROOT / "services" / name).glob("*/__init__.py")]
    return [".".join(each.relative_to(ROOT).parts) for each in folders]


@pytest.mark.parametrize("service", NAMES)
def test_each_module_of_a_subject_is_a_rule_or_a_known_doer(service: str) -> None:
    assert unplaced(list(modules(service)), set(pure())) == []


def test_a_module_of_no_known_kind_is_seen() -> None:
    assert unplaced([ROOT / "services/booking/roster/helpers.py"], set()) == ["services/booking/roster/helpers.py"]


@pytest.mark.parametrize("folder", [*(f"services/{name}" for name in NAMES), "shared"])
def test_no_folder_is_crowded(folder: str) -> None:
    assert crowded(ROOT / folder) == []


def test_a_crowded_folder_is_seen(tmp_path: Path) -> None:
    for n in range(LARGEST + 1):
        (tmp_path / f"m{n}.py").touch()
    assert crowded(tmp_path) == [tmp_path.as_posix()]


@pytest.mark.parametrize("service", NAMES)
def test_the_files_named_in_a_canvas_exist(service: str) -> None:
    folder = ROOT / "services" / service
    assert missing_files((folder / "README.md").read_text(encoding="utf-8"), folder) == []


def test_a_file_that_is_not_there_is_seen() -> None:
    assert missing_files("see `roster/{nowhere,store}.py` and `roster/model.py`", ROOT / "services/booking") == [
        "roster/nowhere.py"
    ]


@pytest.mark.parametrize("package", subjects())
def test_no_part_hides_a_module_of_its_subject(package: str) -> None:
    assert shadowed(package) == []


def test_a_hidden_module_is_seen() -> None:
    import services.booking.roster as package  # noqa: PLC0415

    kept = package.model
    package.model = package.store
    try:
        assert shadowed("services.booking.roster") == ["model"]
    finally:
        package.model = kept
