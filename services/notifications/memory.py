"""What a process of notifications has in memory: the letters on their way, and who can be woken."""

from services.notifications.channels.memory import WakeMemory
from services.notifications.delivery.queue import OutgoingQueue


class Memory(OutgoingQueue):
    """`wakes` beside the letters."""

    def __init__(self) -> None:
        super().__init__()
        self.wakes = WakeMemory()
