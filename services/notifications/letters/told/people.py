"""What people are sent about themselves: their way in, an invitation to join, a question afterwards."""

from services.notifications.letters.model import AddressDead
from services.notifications.letters.told.drafts import Coordinator, Draft
from services.notifications.writing.model import Facts, Kind
from shared.messages.booking import OwnCalendarUnread, SignInRequested, SupervisorInvited
from shared.messages.feedback import (
    AnswersWished,
    ConsentAsked,
    FeedbackInvited,
    FeedbackReminded,
    ReferenceWithdrawn,
    ReportReady,
)


def feedback(event: FeedbackInvited, _: Coordinator) -> list[Draft]:
    facts = Facts(
        organisation=event.organisation,
        link=event.answer_link,
        answer_by=event.answer_until,
        verified=False,  # nobody here knows any more, after so many weeks
    )
    who = event.contact
    return [
        Draft(
            "feedback",
            who.email,
            who.language,
            "feedback",
            event.invitation_id,
            "",
            facts,
            useless_after=event.answer_until,
            allowance="known",
        )
    ]


def answers_wished(event: AnswersWished, _: Coordinator) -> list[Draft]:
    return [_asked("answers_wished", event)]


def feedback_reminded(event: FeedbackReminded, _: Coordinator) -> list[Draft]:
    return [_asked("feedback_reminded", event)]


def report_ready(event: ReportReady, _: Coordinator) -> list[Draft]:
    who, facts = event.orderer, Facts(name=event.orderer.name, title=event.title, link=event.page)
    return [Draft("report_ready", who.email, who.language, "feedback", event.process_id, "", facts, allowance="known")]


def consent_asked(event: ConsentAsked, _: Coordinator) -> list[Draft]:
    """Their words are on the page alone: what is not consented to stands in no mail."""
    who = event.asked
    facts = Facts(name=who.name, link=event.link, answer_by=event.until)
    return [
        Draft(
            "consent_asked",
            who.email,
            who.language,
            "feedback",
            event.reference_id,
            "",
            facts,
            useless_after=event.until,
            allowance="known",
        )
    ]


def reference_withdrawn(event: ReferenceWithdrawn, coordinator: Coordinator) -> list[Draft]:
    facts = Facts(title=event.said_by, link=event.page, reason="+".join(event.elsewhere))
    return [
        Draft(
            "reference_withdrawn",
            coordinator.email,
            coordinator.language,
            "feedback",
            event.reference_id,
            "",
            facts,
        )
    ]


def _asked(kind: Kind, event: AnswersWished | FeedbackReminded) -> Draft:
    return Draft(
        kind,
        event.asked.email,
        event.asked.language,
        "feedback",
        event.invitation_id,
        "",
        Facts(
            organisation=event.organisation,
            name=event.asked.name,
            reason=event.asking,
            link=event.answer_link,
            answer_by=event.answer_until,
        ),
        useless_after=event.answer_until,
        allowance="known",
    )


def sign_in(event: SignInRequested, _: Coordinator) -> list[Draft]:
    facts = Facts(name=event.name, link=event.link, answer_by=event.expires_at)
    return [Draft("sign_in", event.email, event.language, "person", "", "", facts, useless_after=event.expires_at)]


def address_dead(event: AddressDead, coordinator: Coordinator) -> list[Draft]:
    """Whoever looks after the network mends it; not by a letter to the address that fails."""
    if event.email.casefold() == coordinator.email.casefold():
        return []
    facts = Facts(colleague=event.email, reason=event.said, link=event.link)
    return [Draft("address_dead", coordinator.email, coordinator.language, "person", "", "", facts)]


def invited(event: SupervisorInvited, _: Coordinator) -> list[Draft]:
    facts = Facts(name=event.name, link=event.welcome_link, answer_by=event.expires_at)
    return [
        Draft(
            "invited",
            event.email,
            event.language,
            "person",
            event.invitation_id,
            "",
            facts,
            useless_after=event.expires_at,
            allowance="known",
        )
    ]


def calendar_unread(event: OwnCalendarUnread, _: Coordinator) -> list[Draft]:
    who = event.supervisor
    facts = Facts(name=who.name, host=event.host, needed_at=event.failing_since, link=event.page)
    return [Draft("calendar_unread", who.email, who.language, "person", who.supervisor_id, "", facts)]
