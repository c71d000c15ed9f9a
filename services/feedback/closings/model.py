"""Feedback to the orderer: theme areas and nothing else. There is no field for words, here or in the store."""

from shared.messages.base import Instant, Part, Text


class Closing(Part):
    """`handled`: the theme areas that were worked with; `onwards`: those worth going on with. All of them are names
    that the contract has, or under which sessions were marked.
    """

    process: str
    handled: tuple[Text, ...]
    onwards: tuple[Text, ...] = ()
    given_at: Instant
