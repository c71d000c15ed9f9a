"""What the network has chosen about requests, and who is of it."""

from typing import Literal

from pydantic import Field

from shared.messages.base import Address, Language, Part, Text


class Network(Part):
    """The network's choices. `link_first`: a request waits for the mailed link to be opened, unless it is known
    otherwise whose it is; `length_minutes`: of a debriefing. The four limits are for requests that nobody has
    confirmed, in an hour (in a day four times as many): with one e-mail address, from one network, for one
    organisation, and all. Booking, where the network is set, publishes the others: `links_days`, how long links open
    after a debriefing is over; `incident_days`, after which what happened is erased; `kept_days`, all else of it.
    """

    link_first: bool = False
    unconfirmed_per_address: int = Field(3, ge=1, le=1000)
    unconfirmed_per_prefix: int = Field(10, ge=1, le=1000)
    unconfirmed_per_organisation: int = Field(5, ge=1, le=1000)
    unconfirmed_in_all: int = Field(30, ge=1, le=1000)
    default_leaders: Literal[1, 2] = 2
    length_minutes: int = Field(120, ge=90, le=180)
    links_days: int = Field(30, ge=1, le=365)
    incident_days: int = Field(28, ge=7, le=180)
    kept_days: int = Field(730, ge=90, le=3650)
    # Of a contract: until when all are to have signed, and when whoever's turn it is is reminded.
    signing_days: int = Field(14, ge=2, le=90)
    first_reminder_days: int = Field(3, ge=1, le=60)
    second_reminder_days: int = Field(10, ge=1, le=60)
    # How long a supervisor has to answer an inquiry.
    inquiry_days: int = Field(21, ge=2, le=90)


class Supervisor(Part):
    """Somebody of the network; `revision` counts what booking has said of them."""

    id: str
    revision: int
    name: Text
    email: Address
    language: Language
