"""What the form and the API take in for a new reference. Pure."""

from datetime import date

from pydantic import EmailStr, Field

from services.feedback.references.model import Place, Quote
from shared.messages.base import Language, Part, Text


class NewReference(Part):
    """Words, whose they are as it is shown, where they are shown and until which day (the last on which they are); who
    is asked for their consent.
    """

    quote: Quote
    said_by: Text
    where: tuple[Place, ...] = Field(min_length=1)
    until: date
    name: Text
    email: EmailStr
    language: Language
