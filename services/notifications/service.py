"""Notifications at a glance: every event that somebody must be told of ends in letters."""

from pathlib import Path

from services.notifications import bounces, channels, delivery, drills, letters, preferences, reminders
from services.notifications.bounces.mailbox import check_bounces
from services.notifications.channels.gateways import check_gateways
from services.notifications.channels.push_key import check_push_key
from services.notifications.delivery.handlers import forget_person
from services.notifications.delivery.smtp import check_sender
from services.notifications.delivery.smtp_server import check_smtp_server
from services.notifications.memory import Memory
from services.notifications.settings import NotificationsSettings
from shared.app.service import Part, compose
from shared.app.settings import Settings
from shared.messages.booking import AnswersAwaited, NetworkSet, PersonErased, SignedOut
from shared.network.handlers import take_appearance
from shared.people.handlers import end_session, show_awaited

NETWORK = Part(
    consumes={
        SignedOut: end_session,
        AnswersAwaited: show_awaited,
        NetworkSet: take_appearance,
        PersonErased: forget_person,
    }
)


def check_settings(settings: Settings) -> None:
    """End the process with a sentence where mail can't be sent with these settings."""
    check_smtp_server(settings)
    check_sender(settings)
    check_bounces(settings)
    check_gateways(settings)
    check_push_key(settings)


SERVICE = compose(
    "notifications",
    Path(__file__).parent,
    (NETWORK, delivery.PART, bounces.PART, preferences.PART, channels.PART, letters.PART, reminders.PART, drills.PART),
    state=Memory,
    settings=NotificationsSettings,
    check=check_settings,
)
