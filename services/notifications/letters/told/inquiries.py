"""Who is told what of an inquiry: who asked, the coordinator, and the supervisors who are asked."""

from services.notifications.letters.model import News
from services.notifications.letters.told.drafts import Coordinator, Draft
from services.notifications.writing.model import Facts, Kind
from shared.messages.contracts import Recipient
from shared.messages.inquiries import (
    InquiryAnswered,
    InquiryClosed,
    InquiryMatched,
    InquiryOffered,
    InquiryReceived,
)


def received(event: InquiryReceived, coordinator: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation, link=event.page)
    return [
        _to_asker("inquiry_received", event),
        _to_coordinator("inquiry_arrived", event.inquiry_id, coordinator, facts),
    ]


def offered(event: InquiryOffered, _: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation, answer_by=event.answer_by)
    return [
        Draft(
            "inquiry_offered",
            each.email,
            each.language,
            "person",
            event.inquiry_id,
            "",
            facts.model_copy(update={"name": each.name, "link": each.link}),
            useless_after=event.answer_by,
        )
        for each in event.supervisors
    ]


def answered(event: InquiryAnswered, coordinator: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation, colleague=event.supervisor, willing=event.willing, link=event.page)
    return [_to_coordinator("inquiry_answered", event.inquiry_id, coordinator, facts)]


def matched(event: InquiryMatched, _: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation)
    mine = facts.model_copy(update={"link": event.supervisor.link})
    return [
        _to_asker("inquiry_matched", event),
        _to_supervisor("inquiry_yours", event.supervisor, event.inquiry_id, mine),
        *(_to_supervisor("inquiry_over", each, event.inquiry_id, facts) for each in event.others),
    ]


def closed(event: InquiryClosed, coordinator: Coordinator) -> list[Draft]:
    facts = Facts(organisation=event.organisation)
    page = facts.model_copy(update={"link": event.page})
    withdrawn = [_to_coordinator("inquiry_withdrawn", event.inquiry_id, coordinator, page)] if event.withdrawn else []
    return [
        _to_asker("inquiry_closed", event),
        *withdrawn,
        *(_to_supervisor("inquiry_over", each, event.inquiry_id, facts) for each in event.told),
    ]


def heard(event: InquiryReceived | InquiryOffered | InquiryAnswered) -> tuple[News, ...]:
    return (News(_thing(event.inquiry_id), event.revision),)


def given(event: InquiryMatched) -> tuple[News, ...]:
    """Nobody needs to answer any more."""
    return (News(_thing(event.inquiry_id), event.revision, settles=frozenset({"inquiry_offered"})),)


def over(event: InquiryClosed) -> tuple[News, ...]:
    settles: frozenset[Kind] = frozenset({"inquiry_offered", "inquiry_yours", "inquiry_matched"})
    return (News(_thing(event.inquiry_id), event.revision, settles=settles),)


def _thing(inquiry_id: str) -> str:
    return f"inquiry:{inquiry_id}"


def _to_asker(kind: Kind, event: InquiryReceived | InquiryMatched | InquiryClosed) -> Draft:
    """Whoever typed a stranger's address has nothing of their own sent there: no name, no organisation."""
    typed = {"name": event.asker.name, "organisation": event.organisation} if event.known else {}
    facts = Facts(link=event.status_link).model_copy(update=typed)
    to = event.asker
    return Draft(
        kind,
        to.email,
        to.language,
        "person",
        event.inquiry_id,
        "",
        facts,
        allowance="known" if event.known else "stranger",
    )


def _to_supervisor(kind: Kind, to: Recipient, inquiry_id: str, facts: Facts) -> Draft:
    named = facts.model_copy(update={"name": to.name})
    return Draft(kind, to.email, to.language, "person", inquiry_id, "", named)


def _to_coordinator(kind: Kind, inquiry_id: str, to: Coordinator, facts: Facts) -> Draft:
    return Draft(kind, to.email, to.language, "coordinator", inquiry_id, "", facts)
