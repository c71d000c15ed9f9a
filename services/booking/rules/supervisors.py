"""A supervisor as they are written down, by whoever writes: the API, a form, a row of a file."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import Field, StringConstraints, field_validator

from services.booking.model.directory import EVERY_DAY, OFFICE, Competence, Hours, Minutes, Supervisor
from services.booking.rules.fields import Id
from services.booking.rules.hours import week_apart
from shared.fields import CLEANED, EmailKey, Line, Phone, Strict, name_key
from shared.finland import regions
from shared.i18n import N_, Mistake, Msgid
from shared.messages.base import Language

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


class SupervisorRow(Strict):
    """A supervisor as the network sends them. Posted again (the same `id`, or e-mail where none is given), a row takes
    the earlier one's place. `regions`: two-digit codes of Statistics Finland.
    """

    id: Id | None = None
    name: Line
    email: EmailKey
    phone: Phone | None = None
    language: Language = "fi"
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=3)] = ("fi",)
    regions: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    remote: bool = True
    competences: Annotated[tuple[Competence, ...], Field(max_length=20)] = ()
    working_hours: Annotated[tuple[Hours, ...], Field(max_length=50)] = OFFICE
    urgent_hours: Annotated[tuple[Hours, ...], Field(max_length=50)] = EVERY_DAY
    conflicts: Annotated[tuple[Line, ...], Field(max_length=100)] = ()
    duty_notices: bool = True
    timezone: Annotated[str, StringConstraints(max_length=40), CLEANED] | None = None
    travel_before: Minutes = 0
    travel_after: Minutes = 0

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, name: str | None) -> str | None:
        if name is not None and name not in available_timezones():
            raise Mistake(N_("There is no such time zone; write it like Europe/Helsinki."))
        return name

    @field_validator("working_hours", "urgent_hours")
    @classmethod
    def _apart(cls, hours: tuple[Hours, ...]) -> tuple[Hours, ...]:
        week_apart(hours)
        return hours

    @field_validator("regions")
    @classmethod
    def _known(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        if set(codes) - set(regions("en")):
            raise Mistake(N_("There is no region with this code; give two digits, for example 02."))
        return codes

    def supervisor(self, before: Supervisor | None = None) -> Supervisor:
        """The supervisor; what is not written in a row stays as it was `before`."""
        known = self.model_dump(by_alias=True, exclude_unset=before is not None)
        known["email"] = self.email
        known["id"] = before.id if before else self.id or sha256(known["email"].encode()).hexdigest()[:16]
        known["conflicts"] = tuple(dict.fromkeys(name_key(name) for name in self.conflicts))
        for several in {"languages", "regions", "competences"} & known.keys():
            known[several] = tuple(dict.fromkeys(known[several]))
        return Supervisor.model_validate({**(before.model_dump(by_alias=True) if before else {}), **known})


def row_of(supervisor: Supervisor) -> dict[str, Any]:
    """A supervisor as they would be written down."""
    return supervisor.model_dump(mode="json", by_alias=True, include=set(SupervisorRow.model_fields))


def differing(before: Supervisor, after: Supervisor) -> list[Msgid]:
    """The labels of what differs."""
    return [label for name, label in LABELS.items() if getattr(before, name) != getattr(after, name)]
