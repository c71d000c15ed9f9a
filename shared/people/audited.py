"""What was done, as the audit keeps it."""

from shared.i18n import Msgid
from shared.messages.base import Instant, Part

# As whom programs and links were written down before `who_coded`: no address and no token's name reads so.
UNNAMED = frozenset({"the coordinator's token", "the link of a leader"})


class Change(Part):
    """One field of it; values as they are shown to people, never of what happened or was said. `coded`: they are texts
    of ours, one of a few, and no data.
    """

    field: Msgid
    before: str = ""
    after: str = ""
    coded: bool = False

    @property
    def said_before(self) -> str:
        """The value for `say`: marked where it is a text of ours."""
        return Msgid(self.before) if self.coded and self.before else self.before

    @property
    def said_after(self) -> str:
        return Msgid(self.after) if self.coded and self.after else self.after


class AuditEntry(Part):
    """`who` is an e-mail address, or which token or link it was (`who_coded`: a text of ours); `about` names the thing
    by its id or its public name.
    """

    at: Instant
    who: str
    what: Msgid
    about: str = ""
    changes: tuple[Change, ...] = ()
    who_coded: bool = False

    @property
    def said_who(self) -> str:
        """Who it was, for `say`: an address and a token's name are shown as they are."""
        return Msgid(self.who) if self.who_coded or self.who in UNNAMED else self.who
