"""The words of the directory in the three languages: what pages show, what files may say."""

from collections.abc import Mapping

from services.booking.directory.model import Competence
from services.booking.labels import LANGUAGES
from shared.fields import name_key
from shared.finland import regions

COMPETENCES: Mapping[str, Mapping[Competence, str]] = {
    "fi": {
        "debriefing": "jälkipuintikoulutus",
        "child_protection": "lastensuojelu",
        "health_care": "terveydenhuolto",
        "social_care": "sosiaalihuolto",
        "rescue": "pelastustoimi",
        "psychologists": "psykologit",
        "management": "esihenkilöt ja johto",
        "process_consultation": "prosessikonsultointi",
    },
    "sv": {
        "debriefing": "debriefingutbildning",
        "child_protection": "barnskydd",
        "health_care": "hälso- och sjukvård",
        "social_care": "socialvård",
        "rescue": "räddningsväsende",
        "psychologists": "psykologer",
        "management": "chefer och ledning",
        "process_consultation": "processkonsultation",
    },
    "en": {
        "debriefing": "debriefing training",
        "child_protection": "child protection",
        "health_care": "health care",
        "social_care": "social care",
        "rescue": "rescue services",
        "psychologists": "psychologists",
        "management": "managers and leadership",
        "process_consultation": "process consultation",
    },
}
YES = ("kyllä", "ja", "yes", "x", "1", "true", "k", "j", "y", "on")
NO = ("ei", "nej", "no", "0", "false", "e", "n")


def plain(word: str) -> str:
    """A word as it is compared: any case, any blanks, any dashes, any Unicode form."""
    return name_key(word)


def _by_word(*tables: Mapping[str, str]) -> dict[str, str]:
    return {plain(name): code for table in tables for code, name in table.items()}


LANGUAGE_OF = {**{code: code for code in ("fi", "sv", "en")}, **_by_word(*LANGUAGES.values())}
COMPETENCE_OF: dict[str, str] = {
    **{code: code for code in COMPETENCES["en"]},
    **_by_word(*({str(code): name for code, name in table.items()} for table in COMPETENCES.values())),
    "debriefing": "debriefing",
    "jälkipuinti": "debriefing",
}


def region_codes() -> dict[str, str]:
    """Region codes by every way in which a file may name them."""
    named = _by_word(*(dict(regions(language)) for language in ("fi", "sv", "en")))
    codes = {code: code for code in regions("fi")} | {str(int(code)): code for code in regions("fi")}
    return named | codes
