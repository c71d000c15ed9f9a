"""One contract from its draft to everybody's calendar, through the pages and mails that people see, timed step by step.

Liedon koulu wants supervision for its teachers, by two together. The headmaster signs, then both supervisors; with the
last signature the contract is sealed, the whole series is on the calendar, and everybody has one mail with all dates.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from deploy.local import sample, sample_contracts
from deploy.local.debriefing_story import HEADMASTER
from deploy.local.telling import StoryBroken, Teller, came_at, form_of, has_calendar, sentences

AHEAD = timedelta(days=21)
HOURS = ("09:00", "11:00", "13:00")
WEEKDAYS = 5


class SigningStory(Teller):
    """The coordinator, the headmaster, two supervisors, six teachers."""

    async def tell(self, coordinator: Mapping[str, str], now: datetime) -> bool:
        """From the draft to the calendars; whether the process runs with all its sessions ahead."""
        terms = await self._terms(coordinator, now)
        await self.begin()
        contract = await self._offer(coordinator, terms)
        signers = (HEADMASTER, *(f"{each.replace('-', '.')}@example.org" for each in terms["supervisors"]))
        for number, who in enumerate(signers, start=1):
            await self._sign(who, is_last=number == len(signers))
        told = await self._dates({*signers, *(each["email"] for each in terms["participants"])})
        process = await self._process(coordinator, contract)
        self.console.print(self.clock.table())
        self.console.print(
            f"{len(process['ahead'])} sessions ahead; {told} people have all dates in one mail.\n"
            f"The process: {self.http.base_url.join('/contracts/processes/' + process['id'])}\n"
        )
        return bool(len(process["ahead"]) == terms["sessions"])

    async def _terms(self, coordinator: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """Told again, the story takes another hour of the week than before."""
        told = sum(
            each["title"].startswith("Liedon koulu")
            for each in await sample_contracts.read(self.http, sample_contracts.API, coordinator)
        )
        weekday, hour = told % WEEKDAYS, HOURS[told // WEEKDAYS % len(HOURS)]
        return sample_contracts.running(_next(weekday, (now + AHEAD).date()), weekday, hour)

    async def _offer(self, coordinator: Mapping[str, str], terms: Mapping[str, Any]) -> str:
        known = await sample_contracts.read(self.http, sample_contracts.ORGANISATIONS, coordinator)
        school = next(each["id"] for each in known if each["name"] == "Liedon koulu")
        row = {**terms, "organisation": school}
        drafted = await sample_contracts.post(self.http, sample_contracts.API, row, coordinator)
        self.clock.note("Koordinaattori", "drafts the contract; nothing is missing")
        await sample_contracts.post(self.http, f"{sample_contracts.API}/{drafted['id']}/offer", {}, coordinator)
        self.clock.note("Koordinaattori", "sends it to be signed")
        return str(drafted["id"])

    async def _sign(self, who: str, *, is_last: bool) -> None:
        [mail, *_] = await self.until(lambda found: [m for m in found if m["to"] == who and _signs(m)], 1)
        name = _name(who)
        self.clock.note(name, "has the link to sign", came_at(mail))
        link = _signs(mail)
        form = form_of(await self.page(link), lambda each: "name" in each.choices)
        got = await self.http.post(form.action or link, data=form.filled({"name": name}) | {"answer": "sign"})
        if got.status_code != 303:
            raise StoryBroken(f"{name} wanted to sign and got {got.status_code}: {sentences(got.text)}")
        self.clock.note(name, "signs; the document is sealed" if is_last else "signs")

    async def _dates(self, wanted: set[str]) -> int:
        """Everybody concerned has one mail with all dates; how many."""
        mails = await self.until(
            lambda found: [m for m in found if m["to"] in wanted and has_calendar(m)], at_least=len(wanted)
        )
        first, last = min(map(came_at, mails)), max(map(came_at, mails))
        self.clock.note("The first", "has all dates in one mail, with a calendar file", first)
        self.clock.note("The last", f"of {len(mails)} has them", last)
        return len({mail["to"] for mail in mails})

    async def _process(self, coordinator: Mapping[str, str], contract: str) -> dict[str, Any]:
        running = await sample_contracts.read(self.http, "/contracts/api/processes", coordinator)
        found = [each for each in running if contract in each["contracts"]]
        if not found:
            raise StoryBroken("no process came of the contract")
        return found[0]


def _next(weekday: int, day: date) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _name(email: str) -> str:
    return next((person.name for person in sample.PEOPLE if person.email == email), "Marja Aaltonen")


def _signs(mail: Mapping[str, Any]) -> str:
    """The link to sign with, or nothing."""
    found = re.search(r"https?://[^\s/]+/contracts/signatures/[\w-]+", mail["text"])
    return found[0] if found else ""
