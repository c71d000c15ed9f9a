"""The links of an inquiry: its asker's, to follow and withdraw it, and each asked supervisor's, to answer."""

from dataclasses import dataclass
from urllib.parse import urlencode

from services.contracts.inquiries.model import Inquiry
from shared.app.settings import Settings
from shared.tokens import derive, digest


@dataclass(frozen=True, slots=True)
class InquiryLinks:
    """Made again from the key whenever a mail needs one; only digests are stored."""

    secret: str
    public_url: str

    @staticmethod
    def of(settings: Settings) -> "InquiryLinks":
        return InquiryLinks(settings.service_key, settings.public_url)

    def status_token(self, inquiry_id: str) -> str:
        return derive(self.secret, "inquiry", inquiry_id)

    def status_key(self, inquiry_id: str) -> str:
        return digest(self.status_token(inquiry_id))

    def status(self, inquiry_id: str) -> str:
        return f"{self.public_url}/contracts/inquiries/followed/{self.status_token(inquiry_id)}"

    def offer_token(self, inquiry_id: str, supervisor_id: str) -> str:
        return derive(self.secret, "inquiry offer", f"{inquiry_id}:{supervisor_id}")

    def offer_key(self, inquiry_id: str, supervisor_id: str) -> str:
        return digest(self.offer_token(inquiry_id, supervisor_id))

    def offer(self, inquiry_id: str, supervisor_id: str) -> str:
        return f"{self.public_url}/contracts/inquiries/offers/{self.offer_token(inquiry_id, supervisor_id)}"

    def page(self, inquiry_id: str) -> str:
        """The coordinator's."""
        return f"{self.public_url}/contracts/inquiries/{inquiry_id}"


def plan_link(inquiry: Inquiry) -> str:
    """Booking's form for a session, with the preliminary talk filled in: its guest is who asked."""
    known = {
        "organisation": inquiry.organisation,
        "minutes": "60",
        "guest.name": inquiry.asker.name,
        "guest.email": inquiry.asker.email,
        "guest.language": inquiry.asker.language,
    }
    return f"/booking/plan?{urlencode(known)}"
