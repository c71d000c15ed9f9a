"""A supervisor as they are written down, by whoever writes: the API, a form, a row of a file."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import Field, StringConstraints, field_validator

from services.booking.directory.hours import week_apart
from services.booking.directory.model import EVERY_DAY, OFFICE, Competence, Hours, Minutes, Supervisor
from services.booking.fields import Id
from shared.fields import CLEANED, EmailKey, Line, Phone, Strict, name_key
from shared.finland import regions
from shared.i18n import N_, Mistake, Msgid, Text
from shared.messages.base import Language
from shared.messages.booking import SupervisorAdmitted

# In the order in which pages ask them.
LABELS: Mapping[str, Msgid] = {
    "name": N_("Name"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "language": N_("Language of mails"),
    "languages": N_("Working languages"),
    "competences": N_("Competence"),
    "remote": N_("At a distance"),
    "regions": N_("Regions"),
    "working_hours": N_("Working hours"),
    "urgent_hours": N_("Hours for urgent debriefings"),
    "travel_before": N_("On the way before"),
    "travel_after": N_("On the way after"),
    "timezone": N_("Time zone"),
    "conflicts": N_("Conflicts of interest"),
    "duty_notices": N_("Mail before on-call duty"),
}


# Looked up on the disk once: for each row anew it takes 30 ms.
_ZONES = frozenset(available_timezones())
_TOLD = ("name", "email", "language", "active")


class SupervisorRow(Strict):
    """A supervisor as the network sends them. Posted again (the same `id`, or e-mail where none is given), a row takes
    the earlier one's place; who is not active stays so, unless the row says `active`. `regions`: two-digit codes of
    Statistics Finland.
    """

    id: Id | None = None
    name: Line
    email: EmailKey
    phone: Phone | None = None
    language: Language = "fi"
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=3)] = ("fi",)
    regions: Annotated[tuple[Annotated[str, StringConstraints(max_length=100)], ...], Field(max_length=20)] = ()
    remote: bool = True
    competences: Annotated[tuple[Competence, ...], Field(max_length=20)] = ()
    working_hours: Annotated[tuple[Hours, ...], Field(max_length=50)] = OFFICE
    urgent_hours: Annotated[tuple[Hours, ...], Field(max_length=50)] = EVERY_DAY
    conflicts: Annotated[tuple[Line, ...], Field(max_length=100)] = ()
    duty_notices: bool = True
    timezone: Annotated[str, StringConstraints(max_length=40), CLEANED] | None = None
    travel_before: Minutes = 0
    travel_after: Minutes = 0
    active: bool = True

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, name: str | None) -> str | None:
        if name is not None and name not in _ZONES:
            raise Mistake(N_("There is no such time zone; write it like Europe/Helsinki."))
        return name

    @field_validator("working_hours", "urgent_hours")
    @classmethod
    def _apart(cls, hours: tuple[Hours, ...]) -> tuple[Hours, ...]:
        week_apart(hours)
        return hours

    @field_validator("regions")
    @classmethod
    def _only_known_codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        if set(codes) - set(regions("en")):
            raise Mistake(N_("There is no region with this code; give two digits, for example 02."))
        return codes

    def supervisor(self, before: Supervisor | None, new_id: str) -> Supervisor:
        """The supervisor; what is not written in a row stays as it was `before`. Somebody new has the id that the row
        gives them, else `new_id`: an id that follows from an address would be found by guessing addresses.
        """
        known = self.model_dump(by_alias=True, exclude_unset=before is not None)
        known["id"] = before.id if before else self.id or new_id
        if "conflicts" in known:
            known["conflicts"] = tuple(dict.fromkeys(name_key(name) for name in self.conflicts))
        for several in {"languages", "regions", "competences"} & known.keys():
            known[several] = tuple(dict.fromkeys(known[several]))
        return Supervisor.model_validate({**(before.model_dump(by_alias=True) if before else {}), **known})

    def in_place_of(self, before: Supervisor | None, new_id: str) -> Supervisor:
        """The supervisor as the row says, whole; of who was there before it keeps what no row says, and `active` where
        this one does not.
        """
        fresh = self.supervisor(None, new_id)
        if before is None:
            return fresh
        kept = {"id": before.id, "revision": before.revision}
        active = self.active if "active" in self.model_fields_set else before.active
        return fresh.model_copy(update={**kept, "active": active})


def shown(supervisor: Supervisor) -> SupervisorRow:
    """A supervisor as a row that can be sent back; what was kept before a field had its rule is shown all the same."""
    return SupervisorRow.model_construct(**{name: getattr(supervisor, name) for name in SupervisorRow.model_fields})


def differing(before: Supervisor, after: Supervisor) -> list[Msgid]:
    """The labels of what differs."""
    return [label for name, label in LABELS.items() if getattr(before, name) != getattr(after, name)]


def next_of(supervisor: Supervisor, before: Supervisor | None) -> Supervisor:
    """The supervisor with the revision under which the other services are told of them: another where it is news."""
    if before is None:
        return supervisor.model_copy(update={"revision": 1})
    news = any(getattr(before, name) != getattr(supervisor, name) for name in _TOLD)
    return supervisor.model_copy(update={"revision": before.revision + 1 if news else before.revision})


def admitted(supervisor: Supervisor) -> tuple[SupervisorAdmitted, ...]:
    """What the other services are told of them; of who is not active, nothing."""
    if not supervisor.active:
        return ()
    known = {name: getattr(supervisor, name) for name in ("name", "email", "language", "revision")}
    return (SupervisorAdmitted(supervisor_id=supervisor.id, **known),)


def taken(put: Sequence[Supervisor], owners: Mapping[str, str]) -> dict[int, Text]:
    """Which rows can't be: their address is another's, or they are in the list twice. `owners`: ids by address, of
    those who had these addresses before.
    """
    ids = {each.id for each in put}
    by_email = {email: owner for email, owner in owners.items() if owner not in ids}
    seen, wrong = set[str](), dict[int, Text]()
    for n, each in enumerate(put):
        if each.id in seen:
            wrong[n] = N_("This supervisor is in the list twice. Leave one of the rows.")
        elif by_email.setdefault(each.email, each.id) != each.id:
            wrong[n] = N_("Another supervisor has this e-mail address.")
        seen.add(each.id)
    return wrong


class InvitedRow(Strict):
    """`language`: that of the mail."""

    name: Line
    email: EmailKey
    language: Language
