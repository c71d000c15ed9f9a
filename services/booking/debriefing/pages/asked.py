"""What a supervisor who is signed in is asked for, or leads: the way to the pages that their mails lead to."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.booking.debriefing.model import Case, CaseOffer, OfferState
from services.booking.debriefing.store import Cases
from services.booking.links import Links
from services.booking.web import me
from shared.app.service import CurrentApp
from shared.i18n import N_
from shared.web.problems import Problem

router = APIRouter(include_in_schema=False)
THEIRS = (OfferState.ACCEPTED, OfferState.OPEN)


@router.get("/asked")
async def show_asked(request: Request, app: CurrentApp) -> Response:
    """The requests that wait for an answer; one alone opens at once."""
    who, links = me(request).supervisor or "", Links.of(app.settings)
    asking = await Cases(app.tx).asking(who)
    asked = [(case, links.answer(offer.id)) for case in asking for offer in _of(case, who) if offer.state == "open"]
    if len(asked) == 1:
        return RedirectResponse(asked[0][1], 303)
    return app.pages.render(request, "asked.html", asked=asked)


@router.get("/debriefings/{case_id}")
async def show_debriefing(case_id: str, request: Request, app: CurrentApp) -> Response:
    """One's own page of a debriefing: contact, telephone, what happened, contact made; the coordinator's is another."""
    person, case = me(request), await Cases(app.tx).find(case_id)
    theirs = sorted(_of(case, person.supervisor), key=lambda offer: THEIRS.index(offer.state)) if case else []
    if theirs:
        return RedirectResponse(Links.of(app.settings).answer(theirs[0].id), 303)
    if case is not None and person.coordinator:
        return RedirectResponse(f"/booking/desk/cases/{case.id}", 303)
    raise Problem(404, N_("There is no such debriefing of yours."))


def _of(case: Case, who: str | None) -> list[CaseOffer]:
    return [offer for offer in case.offers if offer.supervisor_id == who and offer.state in THEIRS]
