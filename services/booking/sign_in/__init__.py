"""Who is let in, with which roles: a link by mail, and no password."""

from services.booking.accounts.model import SignInAsked
from services.booking.sign_in import handlers, pages
from shared.app.service import Part
from shared.i18n import N_
from shared.messages.booking import SignInRequested
from shared.messages.contracts import OrdererAdmitted, OrdererLeft
from shared.web.navigation import NavigationEntry
from shared.web.security.authorization import EVERYBODY, LINK, SIGNED_IN

PART = Part(
    consumes={
        OrdererAdmitted: handlers.admit_orderer,
        OrdererLeft: handlers.dismiss_orderer,
    },
    timers={
        SignInAsked: handlers.send_link,
    },
    publishes=(SignInRequested,),
    routers=(pages.router,),
    pages=(NavigationEntry("/booking/me", N_("My details"), "own", ("coordinator", "supervisor", "orderer"), 10),),
    access={
        "GET /sign-in": EVERYBODY,
        "POST /sign-in": EVERYBODY,
        "GET /sign-in/{token}": LINK,
        "POST /sign-in/{token}": LINK,
        "POST /sign-out": EVERYBODY,
        "GET /session": EVERYBODY,
        "GET /me": SIGNED_IN,
        "POST /me/sign-out": SIGNED_IN,
        "POST /me/devices/{key}/sign-out": SIGNED_IN,
    },
)
