"""What each letter says, once for its text and its HTML."""

from collections.abc import Callable, Mapping
from gettext import NullTranslations

from services.notifications.writing.content import Content
from services.notifications.writing.model import Facts, Kind, Letter
from services.notifications.writing.texts.contract_texts import ContractTexts
from services.notifications.writing.texts.debriefing_texts import DebriefingTexts
from services.notifications.writing.texts.inquiry_texts import InquiryTexts
from services.notifications.writing.texts.people_texts import PeopleTexts
from services.notifications.writing.texts.process_texts import ProcessTexts
from services.notifications.writing.texts.released_texts import ReleasedTexts
from services.notifications.writing.texts.roster_texts import RosterTexts
from shared.fields import phone_as_read
from shared.i18n import Times


class Writer(DebriefingTexts, ReleasedTexts, RosterTexts, PeopleTexts, ContractTexts, ProcessTexts, InquiryTexts):
    """Writes in one language."""

    def __init__(self, translations: NullTranslations, times: Times, language: str) -> None:
        self._t = translations
        self._times = times
        self._language = language

    def write(self, letter: Letter) -> Content:
        """The letter's content."""
        write: Callable[[Writer, Facts], Content] = KINDS[letter.kind]
        return write(self, letter.facts)

    def greeting(self, facts: Facts) -> str:
        _ = self._t.gettext
        return _("Hello %(name)s,") % {"name": facts.name} if facts.name else _("Hello,")

    def helped_by(self, phone: str) -> str:
        """Where a person helps."""
        _ = self._t.gettext
        return _("A person helps on the telephone: %(phone)s.") % {"phone": phone_as_read(phone)}

    def summary(self, facts: Facts) -> str:
        """The calendar entry's title."""
        _ = self._t.gettext
        if not facts.verified:
            return _("Debriefing")
        title = _("Supervision: %(organisation)s") if facts.led_by else _("Debriefing: %(organisation)s")
        return title % {"organisation": facts.organisation}

    def location(self, facts: Facts) -> str:
        """The calendar entry's place: an address, a room, or the link of a remote meeting."""
        if not facts.verified:
            return ""
        return facts.where or facts.meeting_link or (self.place(facts.place) if facts.place else "")


KINDS: Mapping[Kind, Callable[[Writer, Facts], Content]] = {
    "received": Writer.received,
    "verify_first": Writer.verify_first,
    "request_changed": Writer.request_changed,
    "offered": Writer.offered,
    "no_longer_needed": Writer.no_longer_needed,
    "leader_found": Writer.leader_found,
    "looking_again": Writer.looking_again,
    "time_withdrawn": Writer.time_withdrawn,
    "co_leader_released": Writer.co_leader_released,
    "confirmed_requester": Writer.confirmed_requester,
    "confirmed_leader": Writer.confirmed_leader,
    "confirmed_beside": Writer.confirmed_beside,
    "coordinator": Writer.coordinator,
    "person_looking": Writer.person_looking,
    "withdrawn": Writer.withdrawn,
    "feedback": Writer.feedback,
    "answers_wished": Writer.answers_wished,
    "feedback_reminded": Writer.feedback_reminded,
    "report_ready": Writer.report_ready,
    "consent_asked": Writer.consent_asked,
    "reference_withdrawn": Writer.reference_withdrawn,
    "sign_in": Writer.sign_in,
    "invited": Writer.invited,
    "address_dead": Writer.address_dead,
    "drill": Writer.drill,
    "duty_near": Writer.duty_near,
    "duty_gap": Writer.duty_gap,
    "duties_changed": Writer.duties_changed,
    "swap_asked": Writer.swap_asked,
    "calendar_unread": Writer.calendar_unread,
    "signature_awaited": Writer.signature_awaited,
    "contract_declined": Writer.contract_declined,
    "contract_lapsed": Writer.contract_lapsed,
    "contract_withdrawn": Writer.contract_withdrawn,
    "contract_signed": Writer.contract_signed,
    "process_interrupted": Writer.process_interrupted,
    "process_resumed": Writer.process_resumed,
    "process_ended": Writer.process_ended,
    "process_gap": Writer.process_gap,
    "marks_awaited": Writer.marks_awaited,
    "inquiry_received": Writer.inquiry_received,
    "inquiry_arrived": Writer.inquiry_arrived,
    "inquiry_offered": Writer.inquiry_offered,
    "inquiry_answered": Writer.inquiry_answered,
    "inquiry_matched": Writer.inquiry_matched,
    "inquiry_yours": Writer.inquiry_yours,
    "inquiry_over": Writer.inquiry_over,
    "inquiry_withdrawn": Writer.inquiry_withdrawn,
    "inquiry_closed": Writer.inquiry_closed,
    "swap_agreed": Writer.swap_agreed,
    "swap_declined": Writer.swap_declined,
    "session_scheduled": Writer.session_scheduled,
    "session_moved": Writer.session_moved,
    "session_cancelled": Writer.session_cancelled,
    "session_near": Writer.session_near,
    "series_planned": Writer.series_planned,
    "sessions_cancelled": Writer.sessions_cancelled,
    "series_unplaced": Writer.series_unplaced,
}
