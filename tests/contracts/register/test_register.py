"""The register's page and file, for the coordinator alone."""

from datetime import UTC, datetime, timedelta

from services.contracts.processes.model import Known, Process
from services.contracts.processes.store import Processes, ProcessSessions
from shared.people.person import Person
from tests.booking.entitlements.build import signed
from tests.contracts.conftest import Office

PAGE = "/contracts/register"


async def known(office: Office) -> str:
    """A unit of a demanding field that is below plan, and another form's process."""
    tx, past = office.desk.tx, datetime.now(UTC) - timedelta(hours=30)
    for name, form in (("owed", "demanding"), ("other", "group")):
        terms = signed(process_id=name, title=f"Yksikkö {name}", form=form)
        await Processes(tx).add(Process(id=name, terms=terms, contracts=("c",), leaders=()))
        end = past + timedelta(minutes=90)
        await ProcessSessions(tx).note(Known(id=f"s-{name}", process_id=name, sequence=0, start=past, end=end))
    local = past.astimezone(office.desk.settings.zone)
    return f"{local.year}-{1 if local.month < 7 else 2}"


async def test_what_is_below_plan_is_seen_and_goes_into_a_file(office: Office) -> None:
    half = await known(office)
    async with office.browser_of_coordinator() as coordinator:
        page = (await coordinator.get(PAGE, params={"half": half}, headers={"Accept-Language": "en"})).text
        assert "1 process is below plan" in page
        assert "Yksikkö owed" in page
        assert "Yksikkö other" not in page
        file = await coordinator.get(f"{PAGE}.csv", params={"half": half}, headers={"Accept-Language": "en"})
        assert file.headers["content-type"].startswith("text/csv")
        assert f"{half};Kallion koulu;Yksikkö owed;1;1;0;0;1" in file.text.splitlines()
        assert "Nothing was planned" in (await coordinator.get(f"{PAGE}?half=2031-1&lang=en")).text
        assert (await coordinator.get(f"{PAGE}?half=x")).status_code == 200


async def test_nobody_else_sees_it(office: Office) -> None:
    aino = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")
    async with office.browser(aino) as browser:
        assert (await browser.get(PAGE)).status_code == 403
        assert (await browser.get(f"{PAGE}.csv")).status_code == 403
