"""What every published message is: frozen, small, and known by its class alone.

A subclass names who publishes it and who consumes it; exchanges, queues and routing keys follow from the class
(`shared.messaging.routing`), so no address is typed anywhere.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints

from shared.fields import address_key
from shared.messages.unknown import Unknown, UnknownAmong

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Language = Annotated[str, StringConstraints(max_length=35, pattern="^(fi|sv|en)$"), Unknown("en")]
Languages = Annotated[tuple[Language, ...], UnknownAmong("en")]


# An e-mail address in the one form in which addresses are kept, compared and found (`shared.fields.address_key`).
Address = Annotated[Text, AfterValidator(address_key)]


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("beyond the calendar's ends") from beyond


# In UTC from the field on: one instant, however it is spelt, is one value everywhere, in keys and claims above all.
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Part(BaseModel):
    """A value inside a message. Unknown fields are passed over, so that a newer sender can be read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Message(Part):
    """An event (past tense) or a service's timer to itself.

    Class keywords: `owner`, the service that publishes it; `to`, the services that consume it; `urgent`, whether it
    belongs to the work that ten thousand reminders must never delay; `latest`, whether it says the whole of one thing
    with its revision, so that a repeat or an older one changes nothing; `version`, of the schema.
    """

    owner: ClassVar[str] = ""
    to: ClassVar[tuple[str, ...]] = ()
    urgent: ClassVar[bool] = False
    latest: ClassVar[bool] = False
    version: ClassVar[int] = 1

    def __init_subclass__(
        cls,
        *,
        owner: str = "",
        to: tuple[str, ...] = (),
        urgent: bool = False,
        latest: bool = False,
        version: int = 1,
        **config: Any,
    ) -> None:
        super().__init_subclass__(**config)
        cls.owner, cls.to, cls.urgent, cls.latest, cls.version = owner, to, urgent, latest, version
