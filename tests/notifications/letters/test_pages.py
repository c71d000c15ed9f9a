"""The gallery of letters, for the coordinator."""

from services.notifications.writing.samples import kinds
from shared.app.settings import Settings
from shared.people.person import Person
from tests.notifications.at_work import open_pages
from tests.parts import Inbox

ULLA = Person(email="koordinaattori@example.org", name="Ulla", coordinator=True)
AINO = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")


async def test_the_coordinator_sees_every_letter_in_every_language(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, ULLA) as (http, _, _):
        gallery = (await http.get("/notifications/gallery")).text
        for kind in kinds():
            assert f"/notifications/gallery/{kind}" in gallery
        letter = (await http.get("/notifications/gallery/offered")).text
        for words in ("Pääsetkö vetämään?", "Kan du leda", "Can you lead it?"):
            assert words in letter
        mail = await http.get("/notifications/gallery/offered/sv/1/mail")
        assert "sandbox" in mail.headers["content-security-policy"]
        assert 'lang="sv"' in mail.text


async def test_what_is_no_letter_is_not_found(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, ULLA) as (http, _, _):
        for path in ("nothing", "offered/xx/0/mail", "offered/fi/9/mail", "offered/fi/-1/mail", "Kind"):
            assert (await http.get(f"/notifications/gallery/{path}")).status_code in (404, 422), path


async def test_who_does_not_coordinate_does_not_see_it(settings: Settings, inbox: Inbox) -> None:
    async with open_pages(settings, AINO) as (http, _, _):
        assert (await http.get("/notifications/gallery")).status_code == 403
