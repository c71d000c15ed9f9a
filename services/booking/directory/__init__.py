"""Supervisors: who they are, what they can lead, when they work."""

from services.booking.access import SUPERVISOR
from services.booking.directory import api
from services.booking.directory.handlers import supervisors
from services.booking.directory.imports import ImportBegun
from services.booking.directory.pages import csv_import as csv_import_pages
from services.booking.directory.pages import profile as profile_pages
from services.booking.directory.pages import supervisors as supervisors_pages
from services.booking.directory.personal_data import PERSONAL_DATA
from services.booking.directory.store.imports import Imports
from services.booking.directory.store.invitations import Invitations
from services.booking.directory.store.supervisors import Directory
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import SupervisorAdmitted, SupervisorInvited, SupervisorLeft
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import COORDINATOR, EVERYBODY, LINK

PART = Part(
    timers={
        ImportBegun: supervisors.take_in,
    },
    publishes=(SupervisorAdmitted, SupervisorInvited, SupervisorLeft),
    routers=(api.router, csv_import_pages.router, supervisors_pages.router, profile_pages.router),
    pages=(
        NavigationEntry("/booking/directory", N_("Supervisors"), "network", ("coordinator",), 10),
        NavigationEntry("/booking/profile", N_("My profile"), "own", ("supervisor",), 20),
    ),
    access={
        "POST /api/supervisors": COORDINATOR,
        "GET /api/supervisors": COORDINATOR,
        "GET /directory": COORDINATOR,
        "GET /directory/new": COORDINATOR,
        "POST /directory/new": COORDINATOR,
        "GET /directory/invite": COORDINATOR,
        "POST /directory/invite": COORDINATOR,
        "GET /directory/people/{supervisor_id}": COORDINATOR,
        "POST /directory/people/{supervisor_id}": COORDINATOR,
        "POST /directory/people/{supervisor_id}/activate": COORDINATOR,
        "POST /directory/people/{supervisor_id}/deactivate": COORDINATOR,
        "GET /directory/import": COORDINATOR,
        "POST /directory/import": COORDINATOR,
        "GET /directory/import/columns.csv": COORDINATOR,
        "GET /directory/import/{import_id}": COORDINATOR,
        "GET /directory/import/{import_id}/live": COORDINATOR,
        "POST /directory/import/{import_id}": COORDINATOR,
        "GET /profile": SUPERVISOR,
        "POST /profile": SUPERVISOR,
        "GET /welcome": EVERYBODY,
        "GET /welcome/{token}": LINK,
        "POST /welcome/{token}": LINK,
    },
    personal_data=PERSONAL_DATA,
    prepare=(Directory.prepare, Imports.prepare, Invitations.prepare),
)
