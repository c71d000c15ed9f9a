"""The links that booking hands out. Each opens one thing, and is made again from the key whenever a mail needs it."""

from dataclasses import dataclass

from shared.app.settings import Settings
from shared.tokens import derive, digest


@dataclass(frozen=True, slots=True)
class Links:
    """Links of offers: to answer one, and, once accepted, to read at contracts what happened. Links to sign in and to
    answer a swap, and the addresses of feeds.
    """

    secret: str
    public_url: str

    @staticmethod
    def of(settings: Settings) -> "Links":
        return Links(settings.service_key, settings.public_url)

    def answer(self, offer_id: str) -> str:
        return f"{self.public_url}/booking/offers/{derive(self.secret, 'offer', offer_id)}"

    def answer_key(self, offer_id: str) -> str:
        return digest(derive(self.secret, "offer", offer_id))

    def reading(self, offer_id: str) -> str:
        return f"{self.public_url}/contracts/incidents/{derive(self.secret, 'incident', offer_id)}"

    def sign_in(self, link_id: str) -> str:
        return f"{self.public_url}/booking/sign-in/{derive(self.secret, 'sign-in', link_id)}"

    def sign_in_key(self, link_id: str) -> str:
        return digest(derive(self.secret, "sign-in", link_id))

    def welcome(self, invitation_id: str) -> str:
        return f"{self.public_url}/booking/welcome/{derive(self.secret, 'welcome', invitation_id)}"

    def welcome_key(self, invitation_id: str) -> str:
        return digest(derive(self.secret, "welcome", invitation_id))

    def reading_key(self, offer_id: str) -> str:
        return digest(derive(self.secret, "incident", offer_id))

    def swap(self, swap_id: str) -> str:
        return f"{self.public_url}/booking/swaps/{derive(self.secret, 'swap', swap_id)}"

    def swap_key(self, swap_id: str) -> str:
        return digest(derive(self.secret, "swap", swap_id))

    def feed(self, feed_id: str, generation: int) -> str:
        return f"{self.public_url}/booking/feeds/{self._feed(feed_id, generation)}.ics"

    def feed_key(self, feed_id: str, generation: int) -> str:
        return digest(self._feed(feed_id, generation))

    def case(self, case_id: str) -> str:
        return f"{self.public_url}/booking/desk/cases/{case_id}"

    def agreed(self, process_id: str) -> str:
        return f"{self.public_url}/booking/agreed/{process_id}"

    def calendars(self) -> str:
        return f"{self.public_url}/booking/calendars"

    def roster(self) -> str:
        return f"{self.public_url}/booking/roster"

    def _feed(self, feed_id: str, generation: int) -> str:
        return derive(self.secret, "feed", f"{feed_id}:{generation}")


class LinkEndedError(Exception):
    """The link opened something once; that has been over for long."""
