"""Finnish, Swedish and English: what is said to people, in their language and the network's time zone."""

from shared.i18n.catalogues import DEFAULT, LANGUAGES, Catalogues, IncompleteCatalogue, Translations
from shared.i18n.templates import environments
from shared.i18n.texts import N_, Mistake, Msgid, Phrase, Text, Words, say, say_code
from shared.i18n.times import Times

__all__ = [
    "DEFAULT",
    "LANGUAGES",
    "N_",
    "Catalogues",
    "IncompleteCatalogue",
    "Mistake",
    "Msgid",
    "Phrase",
    "Text",
    "Times",
    "Translations",
    "Words",
    "environments",
    "say",
    "say_code",
]
