"""What a process of notifications has in memory: the letters on their way, who can be woken, to whom none goes."""

from services.notifications.bounces.memory import SuppressedMemory
from services.notifications.channels.memory import WakeMemory
from services.notifications.delivery.queue import OutgoingQueue


class Memory(OutgoingQueue):
    """`wakes` and `suppressed` beside the letters."""

    def __init__(self) -> None:
        super().__init__()
        self.wakes = WakeMemory()
        self.suppressed = SuppressedMemory()
