"""A questionnaire: its items in three languages, scales with labelled ends, every item optional."""

from typing import Literal

from shared.messages.base import Language, Part

# Where the answers of rounds that are too small are put together, from the nearest on.
Level = Literal["process", "organisation", "network"]


class Words(Part):
    """One text in the network's three languages."""

    fi: str
    sv: str
    en: str

    def into(self, language: Language | str) -> str:
        """The text in a language; in Finnish where it is none of ours."""
        return {"sv": self.sv, "en": self.en}.get(language, self.fi)


class Option(Part):
    """One of the things that may be ticked. `short`: as a report's row calls it."""

    id: str
    text: Words


class Item(Part):
    """One thing asked. `scale`: 1 to 5 between labelled ends, or 'does not concern me'; `choices`: any number of
    options, or none of them; `text`: in one's own words, shown to `readers` and to nobody else.
    """

    id: str
    kind: Literal["scale", "choices", "text"]
    text: Words
    low: Words | None = None
    high: Words | None = None
    options: tuple[Option, ...] = ()
    none: Words | None = None
    readers: tuple[Literal["supervisor"], ...] = ()


class Questionnaire(Part):
    """What is asked at one occasion. `open_days`: how long an answer counts; `reminders`: after how many days who has
    not answered is reminded; `pooled`: where answers of small rounds are put together; `occasion` of one that the
    network has made itself: after a session, during a process, or at its end, as the one of ours of that name.
    """

    name: str
    version: int
    over: Words
    title: Words
    note: Words | None = None
    seconds: int
    open_days: int
    reminders: tuple[int, ...] = ()
    occasion: str = ""
    pooled: tuple[Level, ...] = ("process", "organisation", "network")
    items: tuple[Item, ...]

    @property
    def id(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def asked_on(self) -> str:
        """At which occasion it is asked."""
        return self.occasion or self.name

    def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)
