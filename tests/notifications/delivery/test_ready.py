"""Readiness names the part that is down, for as long as it is."""

from collections.abc import Sequence
from pathlib import Path

from structlog.testing import capture_logs

from services.notifications.service import SERVICE
from shared.app.lifecycle import build
from shared.app.settings import Settings
from tests.parts import Inbox, browser, serving
from tests.patience import until


async def test_a_journal_that_can_not_be_written_is_told_of_and_tried_again(
    settings: Settings, inbox: Inbox, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    app = build(SERVICE, settings.model_copy(update={"journal_dir": in_the_way / "journal"}))
    with capture_logs() as said:
        async with serving(app) as url, browser(url, settings) as http:
            ready = f"/{SERVICE.name}/health/ready"
            answer = await until(lambda: http.get(ready), lambda given: "mailing" in given.json()["waiting_for"])
            assert answer.status_code == 503
            await until(lambda: _told(said), lambda times: times > 1)
            in_the_way.unlink()
            await until(lambda: http.get(ready), lambda given: given.status_code == 200)
    assert "file" not in {str(row.get("why")) for row in said}


async def _told(said: Sequence[object]) -> int:
    return sum("mailing" in str(row) for row in said)
