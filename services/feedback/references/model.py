"""A reference and the consent to it: what, where, until when, by whom. All frozen."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from shared.messages.base import Address, Instant, Language, Part, Text

ReferenceState = Literal["asked", "given", "declined", "withdrawn"]
Place = Literal["web", "print", "talks"]
Quote = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]

TRANSITIONS: dict[ReferenceState, set[ReferenceState]] = {
    "asked": {"given", "declined", "withdrawn"},
    "given": {"withdrawn"},
    "declined": set(),
    "withdrawn": set(),
}


class NotPossibleError(Exception):
    """In its state that can't be done with a reference."""


class Consenter(Part):
    """Whose words they are, and who consents."""

    name: Text
    email: Address
    language: Language


class ConsentEvent(Part):
    """One step of a consent's history. `name` as it was written by who consents; empty where the network did it."""

    what: ReferenceState
    at: Instant
    name: str = ""


class Reference(Part):
    """`quote` are the words, `said_by` whose they are as it is shown in public; `language` theirs; `until`: the end of
    the last day on which they are shown. They never change: other words need another consent. What is empty was erased
    with its person. `key`: the digest of the link by which it is consented to and withdrawn.
    """

    id: str
    key: str
    quote: str = ""
    said_by: str = ""
    language: Language
    where: tuple[Place, ...]
    until: Instant
    consenter: Consenter
    state: ReferenceState = "asked"
    history: tuple[ConsentEvent, ...] = ()

    def transition(self, state: ReferenceState, at: Instant, name: str = "") -> "Reference":
        """In its new state, with its history. NotPossibleError where the table has no such move."""
        if state not in TRANSITIONS[self.state]:
            raise NotPossibleError
        event = ConsentEvent(what=state, at=at, name=name)
        return self.model_copy(update={"state": state, "history": (*self.history, event)})
