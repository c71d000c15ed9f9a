"""How somebody is woken when it is urgent, beside e-mail, and what became of each time. All frozen."""

from enum import StrEnum
from typing import Literal

from shared.i18n import N_, Msgid
from shared.messages.base import Instant, Language, Part

# What somebody can be woken by. `push` goes to a browser, `ntfy` to a topic of theirs; the others go through the
# network's own gateways, by Apprise.
Kind = Literal["push", "sms", "voice", "telegram", "signal", "whatsapp", "pushover", "matrix", "ntfy"]
KINDS: dict[Kind, Msgid] = {
    "push": N_("This device"),
    "sms": N_("Text message"),
    "voice": N_("Phone call"),
    "telegram": N_("Telegram"),
    "signal": N_("Signal"),
    "whatsapp": N_("WhatsApp"),
    "pushover": N_("Pushover"),
    "matrix": N_("Matrix"),
    "ntfy": N_("ntfy"),
}
# Seconds after the offer: all that somebody has is used within three minutes. The mail goes at once.
AFTER: tuple[int, ...] = (0, 60, 120, 180)
MOST_CHANNELS = 8


class WakeState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    # It was answered, or its time was over, before this step's turn came.
    NOT_NEEDED = "not_needed"


WAKE_STATES: dict[str, Msgid] = {
    "waiting": N_("Its turn has not come"),
    "sent": N_("Taken by its service"),
    "failed": N_("Did not get through"),
    "not_needed": N_("Not needed any more"),
}


# Why something did not get through, where no service's own answer tells it.
WHYS: dict[str, Msgid] = {
    "no_answer": N_("its service did not answer"),
    "refused": N_("its service refused it"),
    "no_key": N_("the network has no key for this"),
    "not_public": N_("its address can't be reached from here"),
    "set_up_anew": N_("it has to be added anew"),
    "no_gateway": N_("the network has no gateway for this any more"),
}


class Tried(Part):
    """What came of the last try: `said` is the service's own answer, shortened, or one of WHYS."""

    at: Instant
    arrived: bool
    said: str = ""


class Channel(Part):
    """One way to wake somebody. `target` is where to, sealed; `label` is what its owner sees of it. `after`: seconds
    after the offer. `gone`: its service says that there is no such receiver any more.
    """

    id: str
    kind: Kind
    target: bytes
    label: str
    after: int = 0
    made_at: Instant
    last: Tried | None = None
    gone: bool = False


class Reachable(Part):
    """Whoever has channels, by their address (casefolded). `revision` counts what was changed."""

    email: str
    name: str = ""
    revision: int = 1
    language: Language = "fi"
    channels: tuple[Channel, ...] = ()

    def channel(self, channel_id: str) -> Channel | None:
        return next((each for each in self.channels if each.id == channel_id), None)

    def with_channel(self, channel: Channel) -> "Reachable":
        """With this one in the place of the one of its id, or behind all."""
        known = self.channel(channel.id) is not None
        changed = tuple(channel if each.id == channel.id else each for each in self.channels)
        return self._next(changed if known else (*self.channels, channel))

    def without(self, channel_id: str) -> "Reachable":
        return self._next(tuple(each for each in self.channels if each.id != channel_id))

    def _next(self, channels: tuple[Channel, ...]) -> "Reachable":
        return self.model_copy(update={"channels": channels, "revision": self.revision + 1})


class Wake(Part):
    """One step: somebody is woken by one channel at `due_at`, if what is asked of them still waits for their answer.
    `about` is what is waited for (`drill`: a rehearsal); `link` (a secret, gone once it is settled) is where they
    answer, until `ends_at`.
    """

    id: str
    about: str
    asked: str
    email: str
    channel_id: str
    kind: Kind
    language: Language
    link: str = ""
    due_at: Instant
    at_once: bool = False
    drill: bool = False
    ends_at: Instant
    state: WakeState = WakeState.WAITING
    said: str = ""
    settled_at: Instant | None = None


class Call(Part):
    """What somebody is told: `title` and `text` name no organisation, since others see a locked screen;
    what has the same `tag` takes an earlier one's place there.
    """

    title: str
    text: str
    link: str
    tag: str
