"""Invitations to join the network."""

from datetime import timedelta

from shared.messages.base import Address, Instant, Language, Part, Text

INVITATION_LASTS = timedelta(days=14)


class Invitation(Part):
    """Somebody is invited to fill in their own details. `key` is the digest of their link's token."""

    id: str
    key: str
    email: Address
    name: Text
    language: Language
    invited_at: Instant
    expires_at: Instant
    used: bool = False
