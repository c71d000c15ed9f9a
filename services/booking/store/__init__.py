"""Booking's documents: the only place that knows the database. Each subject has a module; `Store` has them all."""

from services.booking.store.availability import Availability
from services.booking.store.busy import OwnCalendars
from services.booking.store.calendar import Calendar
from services.booking.store.cases import Cases
from services.booking.store.directory import Directory
from services.booking.store.feeds import Feeds
from services.booking.store.imports import Imports
from services.booking.store.invitations import Invitations
from services.booking.store.network import NetworkStore
from services.booking.store.people import People
from services.booking.store.roster import Roster
from services.booking.store.series import SeriesChanges
from shared.mongo import Database, Tx
from shared.outbox import Outbox
from shared.revisions import Revisions

# What rarely changes and is asked for at every urgent request.
SUBJECTS = ("network", "roster", "directory", "absences", "own_calendars")


class Store:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self.revisions = Revisions(tx, SUBJECTS)
        self.network = NetworkStore(tx, self.revisions)
        self.cases = Cases(tx)
        self.calendar = Calendar(tx)
        self.series = SeriesChanges(tx)
        self.availability = Availability(tx, self.revisions)
        self.directory = Directory(tx, self.revisions)
        self.roster = Roster(tx, self.revisions)
        self.people = People(tx)
        self.feeds = Feeds(tx)
        self.own_calendars = OwnCalendars(tx, self.revisions)
        self.imports = Imports(tx)
        self.invitations = Invitations(tx)
        self.outbox = Outbox(tx)

    @staticmethod
    async def prepare(database: Database) -> None:
        subjects = (Cases, Calendar, Availability, Directory, Roster, People, Feeds, OwnCalendars, Imports, Invitations)
        for subject in subjects:
            await subject.prepare(database)
