"""Committed letters on their way to this process's mailer: handed over in memory, so that no offer waits for a poll."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from services.notifications.model import Lane, Letter

LEASE = timedelta(seconds=5)
RENEWED_AFTER = timedelta(seconds=2)  # most letters are out long before: claims are renewed only where mail waits


class Tray:
    """Two queues, and the letters in hand: a letter is in hand from its commit until its fate is written down."""

    def __init__(self) -> None:
        self.owner = uuid.uuid4().hex[:12]
        self.in_hand: dict[str, Letter] = {}
        self.urgent: asyncio.Queue[Letter] = asyncio.Queue()
        self.normal: asyncio.Queue[Letter] = asyncio.Queue()
        self._until: dict[str, datetime] = {}
        self._put_off: Counter[str] = Counter()

    def lane(self, name: Lane) -> asyncio.Queue[Letter]:
        return self.urgent if name == "urgent" else self.normal

    def hand_over(self, letters: Iterable[Letter], until: datetime) -> None:
        """Take committed letters, claimed for this process; one already in hand is not taken twice."""
        for letter in letters:
            if letter.id not in self.in_hand:
                self.in_hand[letter.id] = letter
                self._until[letter.id] = until
                self.lane(letter.lane).put_nowait(letter)

    def put_off(self, letter: Letter, slowest: float) -> None:
        """Back into its queue after a while, a longer one each time; the letters behind it go on meanwhile."""
        seconds = min(slowest, 0.5 * 2 ** min(self._put_off[letter.id], 20))
        self._put_off[letter.id] += 1
        asyncio.get_running_loop().call_later(seconds, self._again, letter)

    def holds(self, letter: Letter) -> bool:
        """Whether it is still this process's; not so when it was given up, even if it was taken up again since."""
        return self.in_hand.get(letter.id) is letter

    def _again(self, letter: Letter) -> None:
        if self.holds(letter):
            self.lane(letter.lane).put_nowait(letter)

    def settle(self, ids: Iterable[str]) -> None:
        """Their fate is written down, or somebody else's to find."""
        for letter_id in ids:
            self.in_hand.pop(letter_id, None)
            self._until.pop(letter_id, None)
            self._put_off.pop(letter_id, None)

    def lease(self, now: datetime) -> datetime:
        """Until when a letter claimed now is this process's alone."""
        return now + LEASE

    def ageing(self, now: datetime) -> list[str]:
        """Letters in hand whose claim is due to be renewed."""
        return [letter_id for letter_id, until in self._until.items() if until - now <= LEASE - RENEWED_AFTER]

    def prolong(self, claims: Mapping[str, datetime]) -> None:
        """What the store says of claims."""
        for letter_id, until in claims.items():
            if letter_id in self._until:
                self._until[letter_id] = until

    def lapsed(self, letter_id: str, now: datetime) -> bool:
        """Whether another process may have taken it by now."""
        return letter_id not in self._until or self._until[letter_id] <= now

    def urgent_waiting(self) -> bool:
        """Whether urgent letters are still to be sent: the others wait for them."""
        return not self.urgent.empty()
