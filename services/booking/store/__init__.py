"""Booking's documents: the only place that knows the database. Each subject has a module."""

from services.booking.store.availability import Availability
from services.booking.store.busy import OwnCalendars
from services.booking.store.calendar import Calendar
from services.booking.store.cases import Cases
from services.booking.store.directory import Directory
from services.booking.store.feeds import Feeds
from services.booking.store.imports import Imports
from services.booking.store.invitations import Invitations
from services.booking.store.people import People
from services.booking.store.roster import Roster
from shared.store.mongo import Database


async def prepare(database: Database) -> None:
    """Every subject's indexes."""
    subjects = (Cases, Calendar, Availability, Directory, Roster, People, Feeds, OwnCalendars, Imports, Invitations)
    for subject in subjects:
        await subject.prepare(database)
