"""What a killed process had handed over is known to whoever comes next, on the same machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.notifications.delivery import journal as module
from services.notifications.delivery.journal import (
    LONGEST,
    Found,
    Journal,
    JournalFolderError,
    folder_of,
    left_by_others,
    name_of,
    noted_by_living,
)
from tests.notifications import build

ONE, TWO = "1" * 32, "2" * 32


def left(folder: Path, mine: Journal) -> list[Found]:
    found = []
    for each in left_by_others(folder, "net", mine.path):
        found.append(each.found)
        each.remove()
    return found


@pytest.fixture
def mine(tmp_path: Path) -> Journal:
    return Journal(tmp_path, "net-here")


def test_two_processes_of_one_host_write_into_files_of_their_own(tmp_path: Path, mine: Journal) -> None:
    other = Journal(tmp_path, "net-here")
    mine.note(ONE)
    other.note(TWO)
    other.forget(TWO)
    assert noted_by_living(tmp_path, "net", other.path) == {ONE}
    assert left(tmp_path, other) == []


def test_what_a_living_one_has_noted_is_seen_and_not_taken(tmp_path: Path, mine: Journal) -> None:
    other = Journal(tmp_path, "net-here")
    other.ended(ONE)
    assert left(tmp_path, mine) == []
    assert noted_by_living(tmp_path, "net", mine.path) == {ONE}


def test_a_killed_ones_is_taken_over_once(tmp_path: Path, mine: Journal) -> None:
    program = (
        "import os, signal; from pathlib import Path; from services.notifications.delivery.journal import Journal;"
        f"j = Journal(Path({str(tmp_path)!r}), 'net-other-host'); j.note('{ONE}'); j.ended('{TWO}');"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(module.__file__).parents[3])  # noqa: S603
    assert left(tmp_path, mine) == [Found(frozenset({ONE}), frozenset({TWO}))]
    assert left(tmp_path, mine) == []


def test_another_networks_is_left_alone(tmp_path: Path, mine: Journal) -> None:
    other = Journal(tmp_path, "net_two-here")
    other.note(ONE)
    other.close()
    assert left(tmp_path, mine) == []


def test_an_answer_that_says_no_is_no_mail(tmp_path: Path, mine: Journal) -> None:
    other = Journal(tmp_path, "net-here")
    other.ended(ONE)
    other.ended(TWO)
    other.forget(ONE)
    other.close()
    assert left(tmp_path, mine) == [Found(frozenset(), frozenset({TWO}))]


def test_after_a_start_of_the_machine_only_what_was_answered_counts(
    tmp_path: Path, mine: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Journal(tmp_path, "net-here")
    other.note(ONE)
    other.ended(TWO)
    other.close()
    boot = tmp_path / "boot"
    boot.write_text("another\n")
    monkeypatch.setattr(module, "BOOT", boot)
    assert left(tmp_path, mine) == [Found(frozenset({ONE}), frozenset())]


def test_a_torn_line_names_nobody(tmp_path: Path, mine: Journal) -> None:
    other = Journal(tmp_path, "net-here")
    other.note(ONE)
    with other.path.open("a") as file:
        file.write(f"a {TWO[:20]}")
    other.close()
    assert left(tmp_path, mine) == [Found(frozenset({ONE}))]


def test_one_with_nothing_open_leaves_nothing(tmp_path: Path, mine: Journal) -> None:
    mine.note(ONE)
    mine.forget(ONE)
    mine.close()
    assert list(tmp_path.iterdir()) == []


def test_after_its_end_it_writes_into_nobodys_file(tmp_path: Path, mine: Journal) -> None:
    mine.close()
    with (tmp_path / "another").open("wb") as another:
        mine.note(ONE)
        mine.forget(ONE)
        another.flush()
    assert (tmp_path / "another").read_bytes() == b""


def test_it_grows_no_longer_than_what_is_open(tmp_path: Path, mine: Journal) -> None:
    mine.ended(ONE)
    for n in range(2 * LONGEST // 35):
        mine.note(f"{n:032}")
        mine.forget(f"{n:032}")
    assert mine.path.stat().st_size <= LONGEST
    mine.close()
    assert left(tmp_path, Journal(tmp_path, "net-here")) == [Found(frozenset(), frozenset({ONE}))]


def test_where_everybody_may_write_nothing_is_kept(tmp_path: Path) -> None:
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o1777)
    settings = build.settings().model_copy(update={"journal_dir": open_to_all})
    with pytest.raises(JournalFolderError):
        folder_of(settings)
    inside = settings.model_copy(update={"journal_dir": open_to_all / "mine"})
    assert folder_of(inside).stat().st_mode & 0o777 == 0o700


def test_the_folder_is_ones_own_where_none_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert folder_of(build.settings()) == tmp_path / "rinnalla"


def test_its_name_tells_the_host() -> None:
    assert name_of(build.settings()).startswith("rinnalla-")
    assert os.sep not in name_of(build.settings())
