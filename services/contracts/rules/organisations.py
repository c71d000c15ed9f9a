"""Who speaks for an organisation that the network knows."""

import unicodedata

from services.contracts.model import Organisation


def folded(name: str) -> str:
    """One form for every way of writing a name: case, width and blanks don't count."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())


def speaks_for(email: str, organisation: Organisation | None) -> bool:
    """Whether this address is one of a known organisation's contacts."""
    return organisation is not None and email.casefold() in organisation.emails
