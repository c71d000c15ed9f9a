"""The order changed by who made it, until it is confirmed, and by the coordinator always."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.contracts.debriefings.handlers.requests import NoSuchDebriefingError
from services.contracts.debriefings.links import Links
from services.contracts.debriefings.live import Progress, progress
from services.contracts.debriefings.model import Changed, Debriefing
from services.contracts.debriefings.schemas import ChangeDebriefing
from services.contracts.debriefings.store.debriefings import Debriefings
from shared.i18n import N_, Text
from shared.messages.contracts import Changed as Name
from shared.messages.contracts import DebriefingChanged, Window
from shared.messaging.unit_of_work import Unit
from shared.tokens import digest

FIELDS: tuple[Name, ...] = ("place", "participants", "languages", "leaders", "window", "contact", "beside")
FOUND_ALREADY = N_("Two leaders are found already, and both come. If one is enough, ask the coordinator.")
FIXED_TIME = N_("The leaders have fixed a time outside this. The coordinator can move it.")
NOT_YOURS = N_("Ask the coordinator to change the e-mail address: the links go there.")


@dataclass(frozen=True, slots=True)
class By:
    """Who changes it."""

    coordinator: bool = False
    name: str = ""


class NotToBeChangedError(Exception):
    """It is confirmed, so the coordinator alone may change it; or it is withdrawn, and nobody may."""


class ChangeRefusedError(Exception):
    """What is wrong with a change, by field."""

    def __init__(self, fields: Mapping[str, Text]) -> None:
        super().__init__()
        self.fields = fields


def may_change(debriefing: Debriefing, view: Progress, by: By) -> bool:
    """Whether it may be changed by them now."""
    return not debriefing.withdrawn and (by.coordinator or view.state != "confirmed")


async def change(unit: Unit, token: str, given: ChangeDebriefing, by: By) -> Debriefing:
    """Change what is given; the search goes on with it, and everybody concerned is told. Nothing new changes nothing.

    Raises NoSuchDebriefingError, NotToBeChangedError, ChangeRefusedError.
    """
    before = await Debriefings(unit.tx).by_status_link(digest(token))
    if before is None:
        raise NoSuchDebriefingError
    view = progress(before.facts)
    if not may_change(before, view, by):
        raise NotToBeChangedError
    if wrong := _refused(before, view, given, by):
        raise ChangeRefusedError(wrong)
    new = _new(before, given)
    what = tuple(name for name in FIELDS if name in new and new[name] != getattr(before, name))
    if not what:
        return before
    after = before.next(Changed(at=unit.now, what=what, by_coordinator=by.coordinator), **new)
    await Debriefings(unit.tx).save(after)
    if by.coordinator:
        unit.audit(by.name, N_("Changed a request for a debriefing"), before.organisation)
    if before.routed:  # else nobody else has heard of it
        unit.publish(before.id, after.revision, _said(after, what, unit))
    unit.notify(before.id)
    return after


def _refused(before: Debriefing, view: Progress, given: ChangeDebriefing, by: By) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    leading = (
        len(view.confirmed.supervisors) if view.confirmed else before.leaders - view.found.missing if view.found else 0
    )
    if given.leaders is not None and given.leaders < leading:
        wrong["leaders"] = FOUND_ALREADY
    starts = view.confirmed.starts_at if view.confirmed else view.found.starts_at if view.found else None
    if given.window is not None and starts is not None and not given.window.since <= starts < given.window.until:
        wrong["window.from"] = FIXED_TIME
    email = given.contact.email if given.contact else None
    if email is not None and email != before.contact.email and not by.coordinator:
        wrong["contact.email"] = NOT_YOURS
    return wrong


def _new(before: Debriefing, given: ChangeDebriefing) -> dict[str, Any]:
    """The fields as they are to be."""
    new: dict[str, Any] = {
        name: value for name in ("participants", "languages", "leaders") if (value := getattr(given, name)) is not None
    }
    if "beside" in given.model_fields_set:  # nothing: nobody leads beside ours any more
        new["beside"] = given.beside.beside() if given.beside else None
    if given.place is not None:
        new["place"] = given.place.place()
    if given.window is not None:
        new["window"] = Window(opens=given.window.since, closes=given.window.until, wished=True)
        new["window_reason"] = "wished"
    if given.contact is not None:
        known = {"name": given.contact.name, "phone": given.contact.phone}
        new["contact"] = before.contact.model_copy(
            update=known | ({"email": given.contact.email} if given.contact.email else {})
        )
    return new


def _said(debriefing: Debriefing, what: tuple[Name, ...], unit: Unit) -> DebriefingChanged:
    return DebriefingChanged(
        debriefing_id=debriefing.id,
        revision=debriefing.revision,
        organisation=debriefing.organisation,
        contact=debriefing.contact,
        place=debriefing.place,
        participants=debriefing.participants,
        languages=debriefing.languages,
        leaders=debriefing.leaders,
        window=debriefing.window,
        changed=what,
        changed_at=unit.now,
        status_link=Links.of(unit.settings).status(debriefing.id),
        beside=debriefing.beside,
    )
