"""One debriefing from request to confirmation, through the pages and mails that people see, timed step by step.

At Liedon koulu somebody has died. The headmaster asks for a debriefing with two leaders; of the supervisors on call the
first declines and the next two accept.
"""

import asyncio
import re
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from deploy.local import sample
from deploy.local.forms import forms
from deploy.local.telling import LONGEST_WAIT, StoryBroken, Teller, came_at, form_of, has_calendar, sentences

ASK_PAGE = "/contracts/debriefings/new"
HEADMASTER = "rehtori@liedonkoulu.example.org"
# What the headmaster writes, by the form's own names; the rest stays as the form suggests.
WRITTEN = {
    "organisation": "Liedon koulu",
    "contact.name": "Marja Aaltonen",
    "contact.email": HEADMASTER,
    "contact.phone": "+358 00 555 0100",
    "incident.kind": "death",
    "incident.description": "Oppilas menehtyi koulumatkalla. Opettajat ja iltapäiväkerhon ohjaajat olivat paikalla.",
    "place.municipality": "Lieto",
    "place.address": "Keskuskatu 4",
    "participants": "9",
    "leaders": "2",
}


class DebriefingStory(Teller):
    """The headmaster, three supervisors, and what each sees."""

    async def tell(self) -> bool:
        """From the empty form to the logged contact; whether the status page says that it is confirmed."""
        await self.begin()
        status = await self._ask()
        offers = await self._offers()
        await self._confirm_address()
        decliner = next(iter(offers))
        await self._answer(decliner, offers.pop(decliner), "decline")
        leaders = await self._two_accept(offers)
        told = await self._confirmation(leaders)
        await self._contact(*next(iter(leaders.items())))
        found = await self._status(status)
        self._show(status, found, told)
        return found["state"] == "confirmed" and len(found["confirmed"]["supervisors"]) == len(leaders)

    async def _ask(self) -> str:
        page = await self.page(ASK_PAGE)
        form = form_of(page, lambda each: "organisation" in each.choices)
        filled = form.filled(WRITTEN | {"incident.occurred_at": _this_morning()})
        self.clock.began = time.time()
        answer = await self.http.post(form.action or ASK_PAGE, data=filled)
        if answer.status_code != 303:
            raise StoryBroken(f"the request got {answer.status_code} instead of 303: {sentences(answer.text)}")
        self.clock.note("Rehtori", "sends the form and is on the live page")
        return answer.headers["location"]

    async def _confirm_address(self) -> None:
        """The headmaster opens the mailed link and presses its button: only then are others than the first wave asked,
        and who comes is shown.
        """
        mails = await self.until(lambda found: [m for m in found if m["to"] == HEADMASTER and _confirms(m)], 1)
        link = _confirms(mails[0])
        form = form_of(await self.page(link), lambda each: not each.choices)
        got = await self.http.post(form.action or link, data=form.filled({}))
        if got.status_code != 303:
            raise StoryBroken(f"confirming the address got {got.status_code}: {sentences(got.text)}")
        self.clock.note("Rehtori", "confirms the e-mail address")

    async def _offers(self) -> dict[str, str]:
        """Who was asked, in the order in which their mail came, with the link in it."""
        names = {person.email: person.name for person in sample.PEOPLE}
        mails = await self.until(lambda found: [m for m in found if m["to"] in names and _offer(m)], at_least=3)
        for mail in mails:
            self.clock.note(names[mail["to"]], "has the offer", came_at(mail))
        return {names[mail["to"]]: _offer(mail) for mail in mails}

    async def _two_accept(self, offers: Mapping[str, str]) -> dict[str, str]:
        """The first fixes the time; whoever has no room then learns that it is filled, and the next one accepts."""
        leaders: dict[str, str] = {}
        for name, link in offers.items():
            if await self._answer(name, link, "accept"):
                leaders[name] = link
            if len(leaders) == 2:
                return leaders
        raise StoryBroken(f"of {len(offers)} who were asked {len(leaders)} had room for it, and 2 are needed")

    async def _answer(self, name: str, link: str, answer: str) -> bool:
        """Open the link and press the button, if it is still there."""
        open_offers = [form for form in forms(await self.page(link)) if "slot" in form.choices]
        if not open_offers:
            self.clock.note(name, "has another session then: the page says that it is filled")
            return False
        form = open_offers[0]
        sent = form.filled({}) | {"answer": answer}
        if answer == "decline":
            sent.pop("slot", None)
        got = await self.http.post(form.action or link, data=sent)
        if got.status_code not in (200, 303):
            raise StoryBroken(f"{name} wanted to {answer} and got {got.status_code}: {sentences(got.text)}")
        self.clock.note(name, {"accept": "accepts", "decline": "can't"}[answer])
        return True

    async def _confirmation(self, leaders: Mapping[str, str]) -> int:
        """Everybody concerned has mail with an invite; how many."""
        wanted = {person.email for person in sample.PEOPLE if person.name in leaders} | {HEADMASTER}
        mails = await self.until(
            lambda found: [m for m in found if m["to"] in wanted and has_calendar(m)], at_least=len(wanted)
        )
        for mail in mails:
            who = next((person.name for person in sample.PEOPLE if person.email == mail["to"]), "Rehtori")
            self.clock.note(who, "has the confirmation and an invite", came_at(mail))
        return len(mails)

    async def _contact(self, name: str, link: str) -> None:
        form = form_of(await self.page(link), lambda each: each.action.endswith("/contact"))
        got = await self.http.post(form.action, data=form.filled({}))
        if got.status_code not in (200, 303):
            raise StoryBroken(f"marking the contact got {got.status_code}: {sentences(got.text)}")
        self.clock.note(name, "has talked with the school and marks it")

    async def _status(self, url: str) -> dict[str, Any]:
        """What the live page says, once it knows of the contact."""
        async with asyncio.timeout(LONGEST_WAIT):
            while True:
                answer = await self.http.get(url, headers={"Accept": "application/json"})
                found: dict[str, Any] = answer.raise_for_status().json()
                if any(step["what"] == "contact_made" for step in found["timeline"]):
                    self.clock.note("Rehtori", f"sees it on the live page: {found['state']}")
                    return found
                await asyncio.sleep(0.02)

    def _show(self, status: str, found: Mapping[str, Any], told: int) -> None:
        self.console.print(self.clock.table())
        self.console.print(f"State: [bold]{found['state']}[/]; {told} people have the calendar invite.")
        if confirmed := found["confirmed"]:
            leaders = " and ".join(confirmed["supervisors"])
            starts = datetime.fromisoformat(confirmed["starts_at"]).astimezone(sample.ZONE)
            self.console.print(f"{leaders} lead it on {starts:%-d.%-m.%Y at %-H.%M}.")
        self.console.print(f"The live page: {self.http.base_url.join(status)}\n")


def _this_morning() -> str:
    return f"{datetime.now(sample.ZONE) - timedelta(hours=3):%Y-%m-%dT%H:%M}"


def _offer(mail: Mapping[str, Any]) -> str:
    """The link to answer with, or nothing. A confirmation has the same link: that mail brings an invite."""
    found = re.search(r"https?://[^\s/]+/booking/offers/[\w-]+", mail["text"])
    return found[0] if found and not has_calendar(mail) else ""


def _confirms(mail: Mapping[str, Any]) -> str:
    """The link that shows whose address it is, or nothing."""
    found = re.search(r"https?://[^\s/]+/contracts/verifications/[\w-]+", mail["text"])
    return found[0] if found else ""
