"""Settings that can't be are said in a sentence each, and so is a name that is none."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy.local.settings import EverySetting
from services.booking.settings import BookingSettings
from services.contracts.settings import ContractsSettings
from services.feedback.settings import FeedbackSettings
from services.notifications.settings import NotificationsSettings
from shared.app.settings import OTHERS, Settings, read_settings, unknown

WHOLE = {
    "RINNALLA_AMQP_URL": "amqp://nowhere",
    "RINNALLA_MONGO_URL": "mongodb://nowhere",
    "RINNALLA_SMTP_URL": "smtp://nowhere:25",
    "RINNALLA_PUBLIC_URL": "https://verkosto.example",
    "RINNALLA_SECRET": "Zs9dkQ2mXv7LrTn4WbYc8HgJf3PaEu6K",
    "RINNALLA_COORDINATOR_TOKEN": "vT7nQz4LkWm2RxB9sHcJ5dGfYp8AeUu3NyKq6Zt1",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    for name in [name for name in os.environ if name.startswith("RINNALLA_")]:
        monkeypatch.delenv(name)
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    return os.environ


def ends_with(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        read_settings(NotificationsSettings)
    return str(ended.value)


@pytest.mark.parametrize(
    "zone", ["Europe/Nowhere", "", " ", "../../etc/passwd", "Europe", "/etc/localtime", "x" * 5000, "\x00"[:0] + "?"]
)
def test_a_time_zone_that_is_none_ends_in_one_sentence(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    head, *lines = ends_with(monkeypatch, "RINNALLA_TIMEZONE", zone).splitlines()
    assert head == "The service can't start: its environment needs mending."
    assert len(lines) == 1
    assert lines[0].startswith("  RINNALLA_TIMEZONE: no such time zone")
    assert "Europe/Helsinki" in lines[0]


def test_a_time_zone_that_is_nearly_one_is_suggested(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "did you mean Europe/Stockholm?" in ends_with(monkeypatch, "RINNALLA_TIMEZONE", "Europe/Stokholm")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("RINNALLA_TIME_ZONE", "RINNALLA_TIMEZONE"),
        ("RINNALLA_TIMEZON", "RINNALLA_TIMEZONE"),
        ("RINNALLA_MONGO_URI", "RINNALLA_MONGO_URL"),
        ("RINNALLA_COORDINATOR_MAIL", "RINNALLA_COORDINATOR_EMAIL"),
    ],
)
def test_a_mistyped_name_is_said_with_what_was_meant(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, typed: str, meant: str
) -> None:
    monkeypatch.delenv(meant, raising=False)
    said = ends_with(monkeypatch, typed, "a secret that nobody should see")
    assert f"  {typed}: no such setting, did you mean {meant}?" in said
    assert "nobody should see" not in said


def test_a_name_that_is_like_none_is_said_and_passed_over(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RINNALLA_XYZZY", "1")
    assert read_settings(NotificationsSettings).timezone == "Europe/Helsinki"
    assert "RINNALLA_XYZZY is no setting of ours" in capsys.readouterr().err


def test_what_another_service_is_told_is_passed_over(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINNALLA_INCIDENT_KEY", "of contracts")
    assert read_settings(FeedbackSettings).follow_up_days == 28
    with pytest.raises(TypeError):
        NotificationsSettings.of(read_settings(FeedbackSettings))


def test_what_one_service_is_told_no_other_is() -> None:
    kinds: tuple[type[Settings], ...] = (ContractsSettings, BookingSettings, FeedbackSettings, NotificationsSettings)
    ours = [set(each.model_fields) - set(Settings.model_fields) for each in kinds]
    assert sum(map(len, ours)) == len(set().union(*ours)) == len(EverySetting.model_fields) - len(Settings.model_fields)
    assert all(ours)


@pytest.mark.parametrize(
    "name", [*OTHERS, "RINNALLA_TEST_MONGO_URL", "RINNALLA_SECRET", "RINNALLA_SECRET_FILE", "PATH"]
)
def test_names_that_are_others_or_right_are_not(name: str) -> None:
    assert unknown({name: "x"}, EverySetting) == {}


def test_a_secret_may_stand_in_a_file(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    file.write_text("mT8vQz4LkWn2RxB9sHcJ5dGfYp7AeUu3\n")
    monkeypatch.delenv("RINNALLA_SECRET")
    monkeypatch.setenv("RINNALLA_SECRET_FILE", str(file))
    assert read_settings(NotificationsSettings).secret.get_secret_value() == "mT8vQz4LkWn2RxB9sHcJ5dGfYp7AeUu3"


def test_what_stands_in_a_file_is_looked_at_as_anything_else_and_never_shown(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    file.write_text("guessed" * 9)
    monkeypatch.delenv("RINNALLA_SECRET")
    said = ends_with(monkeypatch, "RINNALLA_SECRET_FILE", str(file))
    assert "RINNALLA_SECRET: this could be guessed" in said
    assert "guessedguessed" not in said


@pytest.mark.parametrize("also", [True, False])
def test_a_file_that_is_not_there_or_one_too_many_is_said(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, also: bool
) -> None:
    if not also:
        monkeypatch.delenv("RINNALLA_SECRET")
    said = ends_with(monkeypatch, "RINNALLA_SECRET_FILE", str(tmp_path / "none"))
    assert ("leave one of them out" if also else "can't be read") in said
