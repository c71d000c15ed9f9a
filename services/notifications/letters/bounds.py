"""How many letters one address is sent in an hour, whoever makes us write them.

Not counted is what the network's own people must get in time: offers, duties, what the coordinator is needed for, and
links for signing in (whose asking is bounded where it is asked). Counted are letters to people outside: few where
nobody has shown that the address is theirs, since anybody can type a stranger's; enough for a whole series where it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifications.writing.model import Allowance, Letter
from shared.messages.base import Instant, Part

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Bound:
    """So many letters an hour; what is beyond it waits its turn, and what would wait for longer is not sent at all."""

    letters: int
    waits: timedelta


BOUNDS: Mapping[Allowance, Bound] = {
    "known": Bound(120, timedelta(hours=24)),
    "stranger": Bound(6, timedelta(hours=1)),
}


class Recipient(Part):
    """When letters that are counted alike went to one address, or will, the oldest first; `who` is their counter."""

    who: str
    version: int = 0
    times: tuple[Instant, ...] = ()


def is_counted(letter: Letter) -> bool:
    return letter.allowance in BOUNDS


def counter(allowance: Allowance, reader: str) -> str:
    """By what a letter is counted: the address, hidden, and what such letters are allowed."""
    return f"{reader}:{allowance}"


def place(recipient: Recipient, letter: Letter, now: datetime) -> tuple[Recipient, datetime | None]:
    """When the letter may go: at once, later, or never (None)."""
    bound = BOUNDS[letter.allowance]
    times = tuple(each for each in recipient.times if each > now - HOUR)
    crowd = times[-bound.letters] + HOUR if len(times) >= bound.letters else now
    at = max([now, crowd, *times[-1:]])
    if at - now > bound.waits:
        return recipient.model_copy(update={"times": times}), None
    return recipient.model_copy(update={"times": (*times, at)}), at


@dataclass(frozen=True, slots=True)
class Placed:
    """Letters that may go at once, those that wait for their time, those that are not sent at all; the recipients as
    they are remembered then.
    """

    now: tuple[Letter, ...]
    later: tuple[tuple[Letter, datetime], ...]
    withheld: tuple[Letter, ...]
    recipients: tuple[Recipient, ...]


def within_bounds(
    letters: Iterable[Letter], reader: Callable[[str], str], recipients: Mapping[str, Recipient], now: datetime
) -> Placed:
    """When each letter may go. `reader` hides an address, `recipients` are what is known of those counted."""
    counted: dict[str, Recipient] = {}
    times: list[tuple[Letter, datetime | None]] = []
    for letter in letters:
        at: datetime | None = now
        if is_counted(letter):
            who = counter(letter.allowance, reader(letter.to))
            counted[who], at = place(counted.get(who) or recipients.get(who) or Recipient(who=who), letter, now)
        times.append((letter, at))
    return Placed(
        now=tuple(letter for letter, at in times if at == now),
        later=tuple((letter, at) for letter, at in times if at is not None and at > now),
        withheld=tuple(letter for letter, at in times if at is None),
        recipients=tuple(counted.values()),
    )
