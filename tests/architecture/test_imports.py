"""The import rules of pyproject.toml hold, and each of them can fail: a deliberate violation is seen."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

VIOLATIONS = [
    (
        "services/booking/debriefing/slots.py",
        "import services.contracts.network.model",
        "Services never import each other",
    ),
    ("shared/clock.py", "import services.booking.directory.model", "Shared never imports services"),
    ("services/notifications/letters/model.py", "import services.notifications.letters.store", "Inside a subject"),
    ("services/notifications/delivery/store.py", "import services.notifications.letters.model", "Notifications"),
    ("services/notifications/letters/staleness.py", "import shared.store.mongo", "Rules and models do no I/O"),
    ("services/booking/roster/schedule.py", "import services.booking.feeds.model", "Booking's subjects"),
    ("services/booking/web.py", "import services.booking.network.model", "Booking's subjects"),
    ("services/booking/debriefing/store.py", "import services.booking.debriefing.handlers.cases", "Inside a subject"),
    ("services/booking/calendar/pages/rooms.py", "import services.booking.calendar.api.sessions", "Inside a subject"),
    ("services/contracts/organisations/handlers.py", "import services.contracts.tokens.store", "Contracts' subjects"),
    ("services/contracts/tokens/store.py", "import services.contracts.tokens.pages", "Inside a subject"),
    ("services/contracts/debriefings/live.py", "import shared.store.mongo", "Rules and models do no I/O"),
    ("services/contracts/organisations/schemas.py", "import fastapi", "Rules and models do no I/O"),
    ("services/booking/debriefing/routing.py", "import shared.store.mongo", "Rules and models do no I/O"),
    # By way of another module: what is imported indirectly counts.
    ("services/booking/roster/schedule.py", "import services.booking.roster.store", "Rules and models do no I/O"),
    ("services/feedback/answers/model.py", "import aiosmtplib", "Rules and models do no I/O"),
    ("services/feedback/reports/figures.py", "import shared.store.mongo", "Rules and models do no I/O"),
    ("services/feedback/invitations/handlers.py", "import services.feedback.answers.store", "Feedback's subjects"),
    ("services/feedback/answers/store.py", "import services.feedback.answers.handlers", "Inside a subject"),
    ("services/booking/debriefing/handlers/cases.py", "import pymongo", "Only shared.store.mongo knows"),
    ("shared/messaging/unit_of_work.py", "import motor", "Only shared.store.mongo knows"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  # our own tool


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("shared", "services"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_code_keeps_every_rule(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("file", "line", "rule"), VIOLATIONS)
def test_a_violation_is_seen(copy: Path, file: str, line: str, rule: str) -> None:
    with (copy / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    result = lint(copy)
    broken = [text for text in result.stdout.splitlines() if " BROKEN" in text]
    assert result.returncode != 0
    assert any(text.startswith(rule) for text in broken), result.stdout
