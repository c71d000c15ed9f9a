"""Somebody to be invited, as a person writes them down."""

from pydantic import EmailStr

from services.booking.rules.fields import Line, Strict
from shared.messages.base import Language


class InvitedRow(Strict):
    """`language`: that of the mail."""

    name: Line
    email: EmailStr
    language: Language
