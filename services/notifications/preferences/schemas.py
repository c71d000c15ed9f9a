"""What the API of preferences takes in and gives."""

from pydantic import BaseModel

from services.notifications.writing.refusable import Topic


class Choice(BaseModel):
    """What somebody wants to be sent, of what can be refused."""

    wanted: frozenset[Topic]
