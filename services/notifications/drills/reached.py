"""Who was reached in a rehearsal by what, and after how long. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.notifications.channels.model import KINDS, WAKE_STATES, Wake
from services.notifications.delivery.log import STATES, Sent
from services.notifications.drills.model import Asked, Drill
from shared.fields import address_key
from shared.i18n import N_

# An urgent request waits about so long for an answer.
ANSWER_WITHIN = timedelta(minutes=15)
LINK_OPENS_FOR = timedelta(days=1)
# A button is easily pressed twice.
BETWEEN = timedelta(minutes=2)
MAIL = N_("E-mail")
FINE = ("accepted", "sent", "not_needed", "pending", "waiting")


@dataclass(frozen=True, slots=True)
class Way:
    """`seconds` after the call its service had it, or would not have it."""

    name: Any
    state: Any
    failed: bool
    seconds: int | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """`seconds` after the call somebody said that they had heard; None where they have not."""

    asked: Asked
    seconds: int | None
    ways: tuple[Way, ...]


def reached(drill: Drill, mails: Sequence[Sent], wakes: Sequence[Wake]) -> list[Reached]:
    """Who has not heard first, then the slowest."""
    found = [
        Reached(
            asked=each,
            seconds=_after(drill, each.heard_at),
            ways=(
                *(_mail(drill, mail) for mail in mails if address_key(mail.to) == address_key(each.email)),
                *(_wake(drill, wake) for wake in wakes if wake.email == address_key(each.email)),
            ),
        )
        for each in drill.people
    ]
    return sorted(found, key=lambda each: (each.seconds is not None, -(each.seconds or 0), each.asked.name))


def heard(drill: Drill, key: str, now: datetime) -> Drill:
    """Somebody has heard; the first time counts."""
    people = tuple(
        each.model_copy(update={"heard_at": now}) if each.key == key and each.heard_at is None else each
        for each in drill.people
    )
    return drill.model_copy(update={"people": people, "version": drill.version + 1})


def is_open(drill: Drill, now: datetime) -> bool:
    return now < drill.called_at + LINK_OPENS_FOR


def _mail(drill: Drill, mail: Sent) -> Way:
    failed = mail.state not in FINE
    return Way(MAIL, STATES[mail.state], failed, _after(drill, mail.settled_at), mail.reply if failed else "")


def _wake(drill: Drill, wake: Wake) -> Way:
    failed = wake.state.value not in FINE
    return Way(
        KINDS[wake.kind],
        WAKE_STATES[wake.state.value],
        failed,
        _after(drill, wake.settled_at),
        wake.said if failed else "",
    )


def _after(drill: Drill, at: datetime | None) -> int | None:
    return None if at is None else max(0, round((at - drill.called_at).total_seconds()))
