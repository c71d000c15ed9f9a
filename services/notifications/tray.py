"""Committed letters on their way to this process's mailer: handed over in memory, so that no offer waits for a poll."""

import asyncio
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from services.notifications.model import Lane, Letter

LEASE = timedelta(seconds=5)


class Tray:
    """Two queues, and the letters in hand: a letter is in hand from its commit until its fate is written down."""

    def __init__(self) -> None:
        self.owner = uuid.uuid4().hex[:12]
        self.in_hand: dict[str, Letter] = {}
        self.urgent: asyncio.Queue[Letter] = asyncio.Queue()
        self.normal: asyncio.Queue[Letter] = asyncio.Queue()

    def lane(self, name: Lane) -> asyncio.Queue[Letter]:
        return self.urgent if name == "urgent" else self.normal

    def hand_over(self, letters: Iterable[Letter]) -> None:
        """Take committed letters, claimed for this process; one already in hand is not taken twice."""
        for letter in letters:
            if letter.id not in self.in_hand:
                self.in_hand[letter.id] = letter
                self.lane(letter.lane).put_nowait(letter)

    def settle(self, ids: Iterable[str]) -> None:
        """Their fate is written down."""
        for letter_id in ids:
            self.in_hand.pop(letter_id, None)

    def lease(self, now: datetime) -> datetime:
        """Until when a letter claimed now is this process's alone."""
        return now + LEASE

    def urgent_waiting(self) -> bool:
        """Whether urgent letters are still to be sent: the others wait for them."""
        return not self.urgent.empty()
