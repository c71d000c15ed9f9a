"""Notifications at a glance: every event that somebody must be told of ends in letters."""

from pathlib import Path

from services.notifications import api, handlers
from services.notifications.access import ACCESS
from services.notifications.line import check_sender
from services.notifications.mailer import mailing
from services.notifications.personal_data import PERSONAL_DATA
from services.notifications.rules.letters import TOLD
from services.notifications.rules.news import NEWS
from services.notifications.smtp_server import check_smtp_server
from services.notifications.store import Store
from services.notifications.tray import Tray
from shared.app.service import Service
from shared.app.settings import Settings
from shared.messages.booking import NetworkSet, PersonErased, SignedOut
from shared.messages.notifications import MessagesDelivered, MessageUndelivered
from shared.network.handlers import take_appearance
from shared.people.handlers import end_session, erase_person


def check_settings(settings: Settings) -> None:
    """End the process with a sentence where mail can't be sent with these settings."""
    check_smtp_server(settings)
    check_sender(settings)


SERVICE = Service(
    name="notifications",
    folder=Path(__file__).parent,
    prepare=Store.prepare,
    consumes={
        **dict.fromkeys((*TOLD, *NEWS), handlers.write_letters),
        SignedOut: end_session,
        NetworkSet: take_appearance,
        PersonErased: erase_person,
    },
    publishes=(MessagesDelivered, MessageUndelivered),
    routers=(api.router,),
    access=ACCESS,
    personal_data=PERSONAL_DATA,
    state=Tray,
    check=check_settings,
    background=(mailing,),
)
