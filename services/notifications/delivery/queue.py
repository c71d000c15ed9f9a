"""Committed letters that this process is to send: handed over in memory, so that no offer waits for a poll."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from services.notifications.writing.model import Lane, Letter
from shared.clock import Clock, utc_now
from shared.store.store_time import LEASE

RENEWED_AFTER = timedelta(seconds=2)  # most letters are out long before: claims are renewed only where mail waits
# What is beyond it stays in the store, unclaimed, until there is room: an outage of days must not fill the memory.
ROOM: dict[Lane, int] = {"urgent": 400, "normal": 200}
# Ids of letters that are known to be out or given up: no question to the store for those.
REMEMBERED = 20_000
Queue = Literal["urgent", "normal", "doubtful"]


class OutgoingQueue:
    """Queues, and the letters in hand: a letter is in hand from its commit until its state is written down.

    A letter waits here for those that must be out before it. One over which the server broke off is doubtful, and goes
    over connections of its own from then on, so that it holds up no other. `settled`: of the latest letters, those of
    which the store knows what became of them.
    """

    def __init__(self) -> None:
        self.owner = uuid.uuid4().hex[:12]
        self.clock: Clock = utc_now  # the workers give it the store's own, which all replicas share
        self.in_hand: dict[str, Letter] = {}
        self.queues: dict[Queue, asyncio.Queue[Letter]] = {
            "urgent": asyncio.Queue(),
            "normal": asyncio.Queue(),
            "doubtful": asyncio.Queue(),
        }
        self.let_go: set[str] = set()
        self.settled: set[str] = set()
        self._until: dict[str, datetime] = {}
        self._put_off: Counter[str] = Counter()
        self._doubtful: set[str] = set()
        self._under_way: set[str] = set()
        self._superseded: set[str] = set()
        self._before: dict[str, set[str]] = {}

    def room(self, lane: Lane) -> int:
        """How many more letters of a lane can be taken in hand."""
        return ROOM[lane] - sum(letter.lane == lane for letter in self.in_hand.values())

    def hand_over(self, letters: Iterable[Letter], until: datetime) -> None:
        """Take committed letters, claimed for this process; one already in hand is not taken twice.

        One for which there is no room is left to its claim's end.
        """
        for letter in letters:
            if letter.id in self.in_hand or self.room(letter.lane) <= 0:
                continue
            self.in_hand[letter.id] = letter
            self._until[letter.id] = until
            if before := set(letter.after) - self.settled:
                self._before[letter.id] = before
            else:
                self._enqueue(letter)

    def waited_for(self) -> set[str]:
        """Letters that are in others' hands, and for which one here waits."""
        return set().union(*self._before.values()) - self.in_hand.keys()

    def passed(self, ids: Collection[str]) -> None:
        """These are out, or given up; what waited for them goes on."""
        for letter_id, before in list(self._before.items()):
            if before.isdisjoint(ids):
                continue
            before.difference_update(ids)
            if not before:
                del self._before[letter_id]
                if letter_id in self.in_hand:
                    self._enqueue(self.in_hand[letter_id])

    def supersede(self, ids: Iterable[str]) -> None:
        """Nobody needs these any more; one that is just being sent is let go when that has ended."""
        for letter_id in ids:
            if letter_id in self._under_way:
                self._superseded.add(letter_id)
            elif letter_id in self.in_hand:
                self._drop(letter_id)

    def begins(self, letter: Letter) -> None:
        """An attempt to send it is under way."""
        self._under_way.add(letter.id)

    def ends(self, letter: Letter) -> bool:
        """The attempt is over. Whether the letter is still wanted."""
        self._under_way.discard(letter.id)
        return letter.id not in self._superseded

    def drop_superseded(self, letter: Letter) -> None:
        """It was superseded during an attempt that came to nothing."""
        self._drop(letter.id)

    def _drop(self, letter_id: str) -> None:
        self.let_go.add(letter_id)
        self._before.pop(letter_id, None)
        self._forget(letter_id)
        self.passed([letter_id])

    def put_off(self, letter: Letter, slowest: float) -> None:
        """Back into its queue after a while, a longer one each time; the letters behind it go on meanwhile."""
        seconds = min(slowest, 0.5 * 2 ** min(self._put_off[letter.id], 20))
        self._put_off[letter.id] += 1
        asyncio.get_running_loop().call_later(seconds, self._again, letter)

    def doubt(self, letter: Letter) -> None:
        """The server broke off over it: from now on it goes where it holds up no other."""
        self._doubtful.add(letter.id)

    def is_doubtful(self, letter: Letter) -> bool:
        return letter.id in self._doubtful

    def holds(self, letter: Letter) -> bool:
        """Whether it is still this process's; not so when it was given up, even if it was taken up again since."""
        return self.in_hand.get(letter.id) is letter

    def _again(self, letter: Letter) -> None:
        if self.holds(letter):
            self._enqueue(letter)

    def _enqueue(self, letter: Letter) -> None:
        name: Queue = "doubtful" if letter.id in self._doubtful else letter.lane
        self.queues[name].put_nowait(letter)

    def settle(self, ids: Collection[str]) -> None:
        """What became of them is written down."""
        if len(self.settled) > REMEMBERED:
            self.settled.clear()  # then the store is asked again
        self.settled.update(ids)
        self.give_up(ids)

    def give_up(self, ids: Iterable[str]) -> None:
        """They are somebody else's now, or nobody's."""
        gone = set(ids)
        for letter_id in gone:
            self._before.pop(letter_id, None)
            self._forget(letter_id)
        self.passed(gone)

    def _forget(self, letter_id: str) -> None:
        self.in_hand.pop(letter_id, None)
        self._until.pop(letter_id, None)
        self._put_off.pop(letter_id, None)
        self._doubtful.discard(letter_id)
        self._under_way.discard(letter_id)
        self._superseded.discard(letter_id)

    def lease(self) -> datetime:
        """Until when a letter claimed now is this process's alone."""
        return self.clock() + LEASE

    def ageing(self) -> list[str]:
        """Letters in hand whose claim is due to be renewed."""
        due = self.clock() + LEASE - RENEWED_AFTER
        return [letter_id for letter_id, until in self._until.items() if until <= due]

    def prolong(self, claims: Mapping[str, datetime]) -> None:
        """What the store says of claims."""
        for letter_id, until in claims.items():
            if letter_id in self._until:
                self._until[letter_id] = until

    def lapsed(self, letter_id: str) -> bool:
        """Whether another process may have taken it by now."""
        return letter_id not in self._until or self._until[letter_id] <= self.clock()

    def urgent_waiting(self) -> bool:
        """Whether urgent letters are still to be sent: the others wait for them."""
        return not self.queues["urgent"].empty()
