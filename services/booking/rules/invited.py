"""Somebody to be invited, as a person writes them down."""

from shared.fields import EmailKey, Line, Strict
from shared.messages.base import Language


class InvitedRow(Strict):
    """`language`: that of the mail."""

    name: Line
    email: EmailKey
    language: Language
