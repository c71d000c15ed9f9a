"""Which of somebody's channels are used when, and what they say. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from services.notifications.channels.model import Call, Reachable, Wake, WakeState
from shared.i18n import N_, Phrase, Text

Say = Callable[[Text], str]

URGENT = N_("An urgent debriefing")
ANSWER = N_("Can you lead it? Answer by %(time)s.")
DRILL = N_("A rehearsal")
REHEARSED = N_("This is no real request. Open it and say that you have heard.")
TEST = N_("A test")
TESTED = N_("This is how an urgent request reaches you.")


def steps(person: Reachable, about: str, asked: str, link: str, now: datetime, ends_at: datetime) -> list[Wake]:
    """A step for each channel that is not gone, none of them once it is too late to answer."""
    return [
        Wake(
            id=f"{asked}@{each.id}",
            about=about,
            asked=asked,
            email=person.email,
            channel_id=each.id,
            kind=each.kind,
            language=person.language,
            link=link,
            due_at=due,
            at_once=each.after == 0,
            ends_at=ends_at,
        )
        for each in person.channels
        if not each.gone and (due := now + timedelta(seconds=each.after)) < ends_at
    ]


def is_needed(wake: Wake, now: datetime, *, awaited: bool) -> bool:
    """What is due at once is always sent: word of who is awaited may still be on its way then."""
    return now < wake.ends_at and (awaited or wake.at_once)


def after_failure(failed: Wake, all_of_it: Sequence[Wake]) -> Wake | None:
    """The step that is taken at once in the failed one's place: the next of the same person."""
    waiting = [each for each in all_of_it if each.state is WakeState.WAITING and each.id != failed.id]
    return min(waiting, key=lambda each: (each.due_at, each.id), default=None)


def call(wake: Wake, by: str, say: Say) -> Call:
    """What is told: `by` is the time to answer by, as it is read."""
    if wake.drill:
        return _call(DRILL, REHEARSED, wake.link, wake.asked, say)
    return _call(URGENT, Phrase(ANSWER, {"time": by}), wake.link, wake.asked, say)


def trial(link: str, say: Say) -> Call:
    return _call(TEST, TESTED, link, "test", say)


def _call(title: Text, text: Text, link: str, tag: str, say: Say) -> Call:
    return Call(title=say(title), text=say(text), link=link, tag=tag)
