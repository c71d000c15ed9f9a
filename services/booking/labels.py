"""What languages are called, in each of them."""

from collections.abc import Mapping

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "fi": {"fi": "suomi", "sv": "ruotsi", "en": "englanti"},
    "sv": {"fi": "finska", "sv": "svenska", "en": "engelska"},
    "en": {"fi": "Finnish", "sv": "Swedish", "en": "English"},
}
