"""What others hear of an inquiry: never the need itself."""

from datetime import datetime

from services.contracts.inquiries.lifecycle import waiting
from services.contracts.inquiries.links import InquiryLinks
from services.contracts.inquiries.model import Inquiry, Offer
from shared.messages.contracts import Recipient
from shared.messages.inquiries import (
    InquiryAnswered,
    InquiryClosed,
    InquiryMatched,
    InquiryOffered,
    InquiryReceived,
    OfferedInquiry,
)


def received(inquiry: Inquiry, links: InquiryLinks) -> InquiryReceived:
    return InquiryReceived(
        inquiry_id=inquiry.id,
        revision=inquiry.revision,
        asker=_asker(inquiry),
        known=inquiry.known,
        organisation=inquiry.organisation,
        form=inquiry.form,
        status_link=links.status(inquiry.id),
        page=links.page(inquiry.id),
        received_at=inquiry.received_at,
    )


def offered(inquiry: Inquiry, new: tuple[Offer, ...], links: InquiryLinks, now: datetime) -> InquiryOffered:
    return InquiryOffered(
        inquiry_id=inquiry.id,
        revision=inquiry.revision,
        organisation=inquiry.organisation,
        form=inquiry.form,
        supervisors=tuple(_offered(inquiry, each, links) for each in new),
        answer_by=new[0].answer_by,
        offered_at=now,
    )


def answered(inquiry: Inquiry, offer: Offer, links: InquiryLinks, now: datetime, *, willing: bool) -> InquiryAnswered:
    return InquiryAnswered(
        inquiry_id=inquiry.id,
        revision=inquiry.revision,
        organisation=inquiry.organisation,
        supervisor=offer.name,
        willing=willing,
        page=links.page(inquiry.id),
        answered_at=now,
    )


def matched(inquiry: Inquiry, taker: Offer, links: InquiryLinks, now: datetime) -> InquiryMatched:
    return InquiryMatched(
        inquiry_id=inquiry.id,
        revision=inquiry.revision,
        organisation=inquiry.organisation,
        asker=_asker(inquiry),
        known=inquiry.known,
        status_link=links.status(inquiry.id),
        supervisor=_offered(inquiry, taker, links),
        others=tuple(_recipient(each) for each in waiting(inquiry) if each.id != taker.id),
        matched_at=now,
    )


def closed(inquiry: Inquiry, links: InquiryLinks, now: datetime) -> InquiryClosed:
    taker = inquiry.taker
    return InquiryClosed(
        inquiry_id=inquiry.id,
        revision=inquiry.revision,
        organisation=inquiry.organisation,
        asker=_asker(inquiry),
        known=inquiry.known,
        status_link=links.status(inquiry.id),
        page=links.page(inquiry.id),
        withdrawn=inquiry.state == "withdrawn",
        told=tuple(_recipient(each) for each in ((taker,) if taker else waiting(inquiry))),
        closed_at=now,
    )


def _asker(inquiry: Inquiry) -> Recipient:
    return Recipient(name=inquiry.asker.name, email=inquiry.asker.email, language=inquiry.asker.language)


def _recipient(offer: Offer) -> Recipient:
    return Recipient(name=offer.name, email=offer.email, language=offer.language)


def _offered(inquiry: Inquiry, offer: Offer, links: InquiryLinks) -> OfferedInquiry:
    link = links.offer(inquiry.id, offer.id)
    return OfferedInquiry(name=offer.name, email=offer.email, language=offer.language, link=link)
