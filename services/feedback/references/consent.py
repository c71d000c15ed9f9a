"""What may be shown in public, and what a consent says. Pure."""

from collections.abc import Iterable
from datetime import datetime

from services.feedback.references.model import Consenter, ConsentEvent, Place, Reference
from shared.i18n import N_, Text

PLACES: dict[str, Text] = {
    "web": N_("the network's public pages"),
    "print": N_("printed matter and offers"),
    "talks": N_("talks and social media"),
}


def proposed(
    reference_id: str,
    key: str,
    quote: str,
    said_by: str,
    where: Iterable[Place],
    until: datetime,
    consenter: Consenter,
    now: datetime,
) -> Reference:
    """A reference whose consent is asked for; nobody sees it yet."""
    return Reference(
        id=reference_id,
        key=key,
        quote=quote,
        said_by=said_by,
        language=consenter.language,
        where=tuple(place for place in PLACES if place in set(where)),
        until=until,
        consenter=consenter,
        history=(ConsentEvent(what="asked", at=now),),
    )


def is_public(reference: Reference, now: datetime) -> bool:
    """Whether everybody may read it now: consented to, for the network's pages, and its time is not over."""
    return (
        reference.state == "given"
        and "web" in reference.where
        and now < reference.until
        and bool(reference.quote and reference.said_by)
    )


def was_public(reference: Reference) -> bool:
    """Whether it has been public once: then its address says that it is gone, and not that it never was."""
    return any(event.what == "given" for event in reference.history) or reference.state in ("given", "withdrawn")


def is_open(reference: Reference, now: datetime) -> bool:
    """Whether it can still be consented to."""
    return reference.state == "asked" and now < reference.until and bool(reference.quote)
