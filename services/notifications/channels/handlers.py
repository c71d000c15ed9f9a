"""Channels and steps: load, decide, save."""

from collections.abc import Sequence
from datetime import timedelta

from services.notifications.channels import ladder
from services.notifications.channels.gateways import gateways
from services.notifications.channels.memory import WakeMemory
from services.notifications.channels.model import AFTER, KINDS, MOST_CHANNELS, Channel, Kind, Reachable, Wake
from services.notifications.channels.push_key import public_key
from services.notifications.channels.sealing import seal
from services.notifications.channels.sending import send
from services.notifications.channels.store import Channels, Wakes
from services.notifications.channels.targets import label_of, target_of
from services.notifications.settings import NotificationsSettings
from services.notifications.writing.model import Letter
from shared.app.service import App
from shared.app.settings import Settings
from shared.fields import address_key
from shared.i18n import N_, Mistake
from shared.messages.base import Language
from shared.messaging.unit_of_work import Unit
from shared.people.person import Person

# What wakes: a letter of these kinds, to whoever has channels.
WAKING = ("offered", "coordinator", "drill")
# Between two tests of one channel: a text message costs the network something.
BETWEEN_TESTS = timedelta(seconds=20)
PATIENCE = timedelta(hours=2)


class NoSuchChannelError(Exception):
    """They have no such channel."""


class TooSoonError(Exception):
    """It was tested a moment ago."""


def offered_kinds(settings: Settings) -> list[Kind]:
    """What can be chosen in this network, a browser aside: that one is added by itself."""
    known = gateways(NotificationsSettings.of(settings).gateways)
    return [each for each in KINDS if each in known or each == "ntfy"]


async def plan(unit: Unit, letters: Sequence[Letter]) -> None:
    """Beside these letters their readers are woken by whatever they have, until it is answered."""
    memory: WakeMemory = unit.state.wakes
    waking = {address_key(each.to): each for each in letters if is_woken(unit, each)}
    if not waking:
        return
    found = await Channels(unit.tx).of_all(list(waking))
    steps = [step for person in found for step in _steps(person, waking[person.email], unit)]
    if steps:
        await Wakes(unit.tx).add(steps)
        unit.after_commit(memory.nudged.set)


def is_woken(unit: Unit, letter: Letter) -> bool:
    """Whether its reader has other ways for such a letter."""
    return letter.kind in WAKING and bool(unit.state.wakes.has(letter.to))


async def add(unit: Unit, person: Person, kind: Kind, written: str, after: int, language: Language) -> Reachable:
    """Another way to wake somebody; of a browser known already, its new address. Mistake says what is wrong."""
    if after not in AFTER or (kind == "push" and public_key(unit.settings) is None):
        raise Mistake(N_("This can't be chosen in your network."))
    if kind not in ("push", *offered_kinds(unit.settings)):
        raise Mistake(N_("This can't be chosen in your network."))
    target = target_of(kind, written)
    known = await Channels(unit.tx).of(person.email) or _nobody_yet(person)
    if len(known.channels) >= MOST_CHANNELS:
        raise Mistake(N_("You have as many ways as can be kept. Remove one first."))
    sealed = seal(target, unit.settings.service_key)
    channel = Channel(
        id=unit.new_id(), kind=kind, target=sealed, label=label_of(kind, target), after=after, made_at=unit.now
    )
    changed = known.with_channel(channel).model_copy(update={"name": person.name, "language": language})
    await Channels(unit.tx).save(changed)
    unit.after_commit(lambda: unit.state.wakes.add(person.email))
    return changed


async def change(unit: Unit, person: Person, channel_id: str, after: int) -> None:
    """When its turn comes. Raises NoSuchChannelError."""
    known, channel = await _own_channel(unit, person, channel_id)
    if after not in AFTER:
        raise Mistake(N_("This can't be chosen in your network."))
    await Channels(unit.tx).save(known.with_channel(channel.model_copy(update={"after": after})))


async def remove(unit: Unit, person: Person, channel_id: str) -> None:
    """Raises NoSuchChannelError."""
    known, _ = await _own_channel(unit, person, channel_id)
    await Channels(unit.tx).save(known.without(channel_id))


async def try_out(app: App, person: Person, channel_id: str, language: Language) -> Channel:
    """Send a test by it now. Raises NoSuchChannelError, TooSoonError."""
    known = await Channels(app.tx).of(person.email)
    channel = known.channel(channel_id) if known else None
    if channel is None:
        raise NoSuchChannelError
    now = app.clock()
    if channel.last is not None and now - channel.last.at < BETWEEN_TESTS:
        raise TooSoonError
    link = f"{app.settings.public_url}/notifications/reach"
    call = ladder.trial(link, lambda text: app.pages.translate_into(language, text))
    tried = await send(app.settings, channel, call, now + PATIENCE)
    await Channels(app.tx).note(address_key(person.email), tried)
    return tried


def _steps(person: Reachable, letter: Letter, unit: Unit) -> list[Wake]:
    facts = letter.facts
    ends_at = facts.answer_by or unit.now + PATIENCE
    speaks = person.model_copy(update={"language": letter.language})
    drill = letter.kind == "drill"
    about = letter.reference if drill else letter.debriefing_id
    steps = ladder.steps(speaks, about, letter.id, facts.link or "", unit.now, ends_at)
    return [each.model_copy(update={"drill": drill}) for each in steps]


async def _own_channel(unit: Unit, person: Person, channel_id: str) -> tuple[Reachable, Channel]:
    found = await Channels(unit.tx).of(person.email)
    channel = found.channel(channel_id) if found else None
    if found is None or channel is None:
        raise NoSuchChannelError
    return found, channel


def _nobody_yet(person: Person) -> Reachable:
    return Reachable(email=address_key(person.email), name=person.name, revision=0)
