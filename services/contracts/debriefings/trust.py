"""What is known of who asks: a typed address is no proof of anything.

Two things are confirmed, each by itself: that the contact's address is theirs, and that they speak for the
organisation. The mailed link, a session or a token of the organisation's confirms; the coordinator's own word lets a
request through.
"""

from dataclasses import dataclass

from services.contracts.organisations.model import Organisation
from services.contracts.organisations.orderers import speaks_for


@dataclass(frozen=True, slots=True)
class Asker:
    """Who sends a request: somebody who is signed in, by their address, or a program, by its organisation's id;
    `coordinator`: the network's own, as a person or as a program. `prefix`: the network that it came from.
    """

    email: str | None = None
    organisation: str | None = None
    coordinator: bool = False
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Trust:
    """`organisation`: in whose name they ask, where they may; `confirmed`: the address is theirs; `vouched`: the
    coordinator asks for them.
    """

    organisation: Organisation | None = None
    confirmed: bool = False
    vouched: bool = False

    @property
    def is_limited(self) -> bool:
        """Nobody knows whose request it is: it counts against the limits."""
        return not (self.confirmed or self.vouched)


def trust(asker: Asker, own: Organisation | None, named: Organisation | None, email: str) -> Trust:
    """What is known of who asks. `own`: the organisation whose program asks; `named`: the one known by the name that
    was typed; `email`: the contact's address as it was typed.
    """
    if own is not None:
        return Trust(own, confirmed=True)
    if asker.coordinator:
        organisation = named if speaks_for(named, email) else None
        return Trust(organisation, confirmed=organisation is not None, vouched=True)
    organisation = named if speaks_for(named, asker.email) else None
    is_theirs = asker.email is not None and asker.email.casefold() == email.casefold()
    return Trust(organisation, confirmed=organisation is not None or is_theirs)
