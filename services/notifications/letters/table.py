"""Every event that somebody must hear of, at a glance: who is written to, and what it says of the thing it is about.

Its lane is the event's own: urgent, or normal. A new letter is a line here, a function that drafts it (in the module of
its subject), a kind (`writing/model.py`) and a text (`writing/texts/`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from services.notifications.letters import news
from services.notifications.letters.model import AddressDead, DrillBegan, News, SessionDrewNear
from services.notifications.letters.told import (
    contracts,
    debriefings,
    inquiries,
    people,
    processes,
    roster,
    sessions,
)
from services.notifications.letters.told.drafts import Coordinator, Draft
from services.notifications.writing.model import Lane
from shared.i18n import N_, Msgid
from shared.messages.base import Message
from shared.messages.booking import (
    BesideInvited,
    BesideReleased,
    CoordinatorNeeded,
    DebriefingConfirmed,
    DebriefingOffered,
    DutiesChanged,
    DutyDrewNear,
    DutyGapForeseen,
    LeaderFound,
    LeaderReleased,
    OfferClosed,
    OwnCalendarUnread,
    SeriesUnplaced,
    SessionCancelled,
    SessionMoved,
    SessionsCancelled,
    SessionsScheduled,
    SignInRequested,
    SupervisorInvited,
    SwapAgreed,
    SwapAsked,
    SwapDeclined,
)
from shared.messages.contracts import (
    ContractDeclined,
    ContractLapsed,
    ContractSigned,
    ContractWithdrawn,
    DebriefingChanged,
    DebriefingRequested,
    DebriefingWithdrawn,
    RequesterVerified,
    SignatureAwaited,
    VerificationNeeded,
)
from shared.messages.feedback import (
    AnswersWished,
    ConsentAsked,
    FeedbackInvited,
    FeedbackReminded,
    ReferenceWithdrawn,
    ReportReady,
)
from shared.messages.inquiries import (
    InquiryAnswered,
    InquiryClosed,
    InquiryMatched,
    InquiryOffered,
    InquiryReceived,
)
from shared.messages.processes import GapForeseen, MarksAwaited, ProcessEnded, ProcessInterrupted, ProcessResumed


def nobody(_event: Message, _coordinator: Coordinator) -> list[Draft]:
    """What is only to be known."""
    return []


def alone(_event: Message) -> tuple[News, ...]:
    """What makes no other letter stale."""
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One event: `drafts` are its letters, `news` what it says of the thing it is about, `readers` who they are."""

    event: type[Message]
    drafts: Callable[..., list[Draft]]
    news: Callable[..., tuple[News, ...]]
    readers: Msgid

    @property
    def lane(self) -> Lane:
        """Urgent letters have connections of their own, and normal ones wait while there are any."""
        return "urgent" if self.event.urgent else "normal"


TABLE = (
    Rule(DebriefingRequested, debriefings.received, news.requested, N_("the contact")),
    Rule(DebriefingChanged, debriefings.changed, news.changed, N_("the contact")),
    Rule(VerificationNeeded, debriefings.verify_first, news.verification, N_("the contact")),
    Rule(RequesterVerified, nobody, news.verified, N_("nobody: from then on the contact's mails bear names")),
    Rule(DebriefingOffered, debriefings.offered, news.offered, N_("each supervisor asked")),
    Rule(
        OfferClosed,
        debriefings.closed,
        news.closed,
        N_("those for whom it is filled or withdrawn, or who were released"),
    ),
    Rule(
        DebriefingConfirmed,
        debriefings.confirmed,
        news.confirmed,
        N_("the contact and every leader, with an invitation"),
    ),
    Rule(BesideInvited, debriefings.beside_invited, news.of_beside, N_("who leads beside ours, with an invitation")),
    Rule(BesideReleased, debriefings.beside_released, news.of_beside, N_("who was to lead beside ours")),
    Rule(LeaderFound, debriefings.found, news.found, N_("who leads, while another is sought")),
    Rule(LeaderReleased, debriefings.released, news.released, N_("the contact, and who leads still")),
    Rule(
        CoordinatorNeeded,
        debriefings.coordinator_needed,
        news.coordinator_needed,
        N_("the coordinator, and the contact"),
    ),
    Rule(DebriefingWithdrawn, debriefings.withdrawn, news.withdrawn, N_("the contact")),
    Rule(FeedbackInvited, people.feedback, alone, N_("the contact")),
    Rule(AnswersWished, people.answers_wished, alone, N_("who was there")),
    Rule(FeedbackReminded, people.feedback_reminded, alone, N_("who was asked and has not answered")),
    Rule(ReportReady, people.report_ready, alone, N_("the orderer")),
    Rule(ConsentAsked, people.consent_asked, alone, N_("whose words are to be shown")),
    Rule(ReferenceWithdrawn, people.reference_withdrawn, alone, N_("the coordinator")),
    Rule(SignInRequested, people.sign_in, alone, N_("whoever wants to sign in")),
    Rule(SupervisorInvited, people.invited, alone, N_("whoever is invited")),
    Rule(AddressDead, people.address_dead, alone, N_("the coordinator")),
    Rule(DrillBegan, roster.drill, news.drill, N_("who is on call, where the coordinator rehearses")),
    Rule(OwnCalendarUnread, people.calendar_unread, news.calendar_unread, N_("the supervisor whose calendar it is")),
    Rule(DutyDrewNear, roster.duty_near, alone, N_("the supervisor whose duty begins")),
    Rule(DutyGapForeseen, roster.duty_gap, news.gap, N_("the coordinator")),
    Rule(DutiesChanged, roster.duties_changed, news.duties, N_("the supervisor whose duties changed")),
    Rule(SwapAsked, roster.swap_asked, news.swap_asked, N_("who is asked")),
    Rule(SwapAgreed, roster.swap_answered, news.swap_answered, N_("who asked")),
    Rule(SwapDeclined, roster.swap_answered, news.swap_answered, N_("who asked")),
    Rule(SessionsScheduled, sessions.scheduled, news.scheduled, N_("who leads, with an invitation; who takes part")),
    Rule(SessionMoved, sessions.moved, news.moved, N_("who leads and takes part, with the new time")),
    Rule(SessionCancelled, sessions.cancelled, news.cancelled, N_("who leads and takes part, with its cancellation")),
    Rule(SessionsCancelled, sessions.several_cancelled, news.several_cancelled, N_("the same, several at once")),
    Rule(SessionDrewNear, sessions.near, news.near, N_("who leads and takes part, the day before (a setting)")),
    Rule(SeriesUnplaced, sessions.unplaced, news.unplaced, N_("the supervisors of the contract")),
    Rule(SignatureAwaited, contracts.awaited, contracts.asked_anew, N_("whose turn it is to sign")),
    Rule(ContractDeclined, contracts.declined, contracts.not_to_be_signed, N_("its supervisors, and who had signed")),
    Rule(ContractLapsed, contracts.lapsed, contracts.not_to_be_signed, N_("its supervisors, and who had signed")),
    Rule(ContractWithdrawn, contracts.withdrawn, contracts.not_to_be_signed, N_("those who were asked to sign")),
    Rule(
        ContractSigned,
        contracts.signed,
        contracts.all_signed,
        N_("each who signed, with a link to the sealed document"),
    ),
    Rule(ProcessInterrupted, processes.interrupted, processes.of, N_("who leads, orders and takes part")),
    Rule(ProcessResumed, processes.resumed, processes.of, N_("who leads, orders and takes part")),
    Rule(ProcessEnded, processes.ended, processes.of, N_("who leads, orders and takes part")),
    Rule(GapForeseen, processes.gap, processes.of, N_("who leads, and the coordinator")),
    Rule(MarksAwaited, processes.marks_awaited, processes.of, N_("who leads")),
    Rule(InquiryReceived, inquiries.received, inquiries.heard, N_("who asked, and the coordinator")),
    Rule(InquiryOffered, inquiries.offered, inquiries.heard, N_("each supervisor asked")),
    Rule(InquiryAnswered, inquiries.answered, inquiries.heard, N_("the coordinator")),
    Rule(InquiryMatched, inquiries.matched, inquiries.given, N_("who asked, who takes it, and who else was asked")),
    Rule(InquiryClosed, inquiries.closed, inquiries.over, N_("who asked, those asked, the coordinator if withdrawn")),
)
ROWS = {row.event: row for row in TABLE}


def drafts_of(event: Message, coordinator: Coordinator) -> list[Draft]:
    """The letters that an event calls for."""
    return ROWS[type(event)].drafts(event, coordinator)


def news_of(event: Message) -> tuple[News, ...]:
    """What an event says of each thing it is about; nothing where its letters stand alone."""
    return ROWS[type(event)].news(event)
