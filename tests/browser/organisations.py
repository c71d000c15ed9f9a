"""Organisations as the coordinator sees them, and what those see who order for them, or do no more."""

from shared.people.person import Person
from tests.journeys.story import JSON, Story, request

LIST = "/contracts/organisations"
NAME = "Varsinais-Suomen hyvinvointialueen lastensuojelun avopalvelut"

ORDERER = Person(email="pekka@varha.example", name="Pekka", organisations=("varha",))
STRANGER = Person(email="olli@varha.example", name="Olli", organisations=("varha",))


async def organisations(story: Story, coordinator: Person) -> dict[str, str]:
    """Their pages, by what they show."""
    await story.post("/contracts/api/organisations", [{"name": f"Koulu {n:02}"} for n in range(1, 60)])
    async with story.network.browser(coordinator) as browser:
        path = (await browser.post(f"{LIST}/new", data={"name": NAME, "business_id": "0112038-9"})).headers["location"]
        for name, email in (("Maija Salo", "maija.salo@lastensuojelu.varha.example"), ("Pekka", "pekka@varha.example")):
            form = {"name": name, "email": email, "phone": "+358 40 123 4567", "language": "fi", "orders": "yes"}
            await browser.post(f"{path}/contacts/new", data=form)
        page = (await browser.get(path)).text
        contact = f"{path}/contacts/" + page.split(f"{path}/contacts/")[1].split('"')[0]
        await browser.post(contact, data={"name": "Maija Salo", "email": "maija@varha.example", "language": "sv"})
        bare = (await browser.post(f"{LIST}/new", data={"name": "Oy Ab Esimerkki"})).headers["location"]
        for scopes, program in ((["debriefings:ask"], "Turvallisuusilmoitukset"), (["debriefings:read"], "HR")):
            await browser.post(f"{path}/tokens", data={"name": program, "scopes": scopes})
    await story.ask(organisation=NAME, contact={**request()["contact"], "email": "pekka@varha.example"}, leaders=1)
    withdrawn = await story.ask(organisation=NAME, contact={**request()["contact"], "email": ORDERER.email})
    await story.network.http.post(f"{withdrawn.path}/withdraw", headers=JSON)
    return {
        "orderer-mine": "/contracts/mine",
        "stranger-mine": "/contracts/mine",
        "coordinator-organisations": LIST,
        "coordinator-organisations-none": f"{LIST}?q=xyz",
        "coordinator-organisation": str(path),
        "coordinator-tokens": f"{path}/tokens",
        "coordinator-tokens-network": "/contracts/tokens",
        "coordinator-tokens-none": f"{bare}/tokens",
        "orderer-tokens": f"/contracts/mine/{str(path).rpartition('/')[2]}/tokens",
        "coordinator-organisation-bare": str(bare),
        "coordinator-organisation-new": f"{LIST}/new",
        "coordinator-organisation-edit": f"{path}/edit",
        "coordinator-contact-new": f"{path}/contacts/new",
        "coordinator-contact": contact,
    }
