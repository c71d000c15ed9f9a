"""The links that contracts hands out. Each opens one thing, and is made again from the key whenever a mail needs it."""

from dataclasses import dataclass

from shared.app.settings import Settings
from shared.tokens import derive, digest


@dataclass(frozen=True, slots=True)
class Links:
    """Links of one debriefing's requester: to watch it, and to show that the address is theirs."""

    secret: str
    public_url: str

    @staticmethod
    def of(settings: Settings) -> "Links":
        return Links(settings.service_key, settings.public_url)

    def status_token(self, debriefing_id: str) -> str:
        return derive(self.secret, "status", debriefing_id)

    def status(self, debriefing_id: str) -> str:
        return f"{self.public_url}/contracts/debriefings/{self.status_token(debriefing_id)}"

    def status_key(self, debriefing_id: str) -> str:
        return digest(self.status_token(debriefing_id))

    def verify_token(self, debriefing_id: str) -> str:
        return derive(self.secret, "verify", debriefing_id)

    def verify(self, debriefing_id: str) -> str:
        return f"{self.public_url}/contracts/verifications/{self.verify_token(debriefing_id)}"

    def verify_key(self, debriefing_id: str) -> str:
        return digest(self.verify_token(debriefing_id))
