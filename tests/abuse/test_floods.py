"""A flood from one address, and links that nobody was sent: slowed down; who has a link is never shut out."""

import asyncio
from collections import Counter

import pytest

from tests.abuse.bodies import ask
from tests.abuse.state import everything, quiet
from tests.journeys.story import JSON
from tests.parts import Network

FLOOD = 100
pytestmark = pytest.mark.usefixtures("no_refill")


async def test_a_hundred_requests_at_once_without_a_token_are_slowed_down(standing: Network) -> None:
    taken_in = standing.database("contracts")["debriefings"]
    before = await taken_in.count_documents({})
    headers = {"Accept-Language": "sv"}
    tries = [standing.http.post("/contracts/api/debriefings", json=ask(), headers=headers) for _ in range(FLOOD)]
    answers = await asyncio.gather(*tries)
    counted = Counter(answer.status_code for answer in answers)
    assert set(counted) == {202, 429}
    assert counted[202] <= 20
    slowed = next(answer for answer in answers if answer.status_code == 429)
    assert slowed.json()["error"].startswith("För många")
    assert int(slowed.headers["retry-after"]) > 0
    assert await taken_in.count_documents({}) == before + counted[202]


@pytest.mark.parametrize(
    "path",
    [
        "/booking/offers/guess",
        "/contracts/debriefings/guess",
        "/contracts/verifications/guess",
        "/contracts/incidents/guess",
        "/feedback/answers/guess",
        "/feedback/c/guess",
    ],
)
async def test_guessing_links_is_slowed_down_and_changes_nothing(standing: Network, path: str) -> None:
    await quiet(standing)
    before = await everything(standing)
    answers = [await standing.http.get(f"{path}{n}", headers=JSON) for n in range(FLOOD)]
    assert {answer.status_code for answer in answers} <= {404, 429}
    assert answers[-1].status_code == 429
    assert all(answer.json()["error"] for answer in answers)
    assert await everything(standing) == before


async def test_who_has_a_link_opens_it_while_others_guess(standing: Network, offer: str) -> None:
    guesses = [standing.http.post(f"/booking/offers/{n}", json={"answer": "decline"}) for n in range(FLOOD)]
    assert {answer.status_code for answer in await asyncio.gather(*guesses)} <= {404, 429}
    assert (await standing.http.get(offer, headers=JSON)).status_code == 200
