"""The roster's page: who is on call now, one's own shifts, the next seven days by region, and what is missing later."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.booking.directory.model import Supervisor
from services.booking.directory.store.supervisors import Directory
from services.booking.labels import LANGUAGES
from services.booking.links import Links
from services.booking.roster import grid, published_shifts
from services.booking.roster.handlers import rotations, shifts
from services.booking.roster.handlers.rotations import NotAGapError
from services.booking.roster.handlers.shifts import Forecast
from services.booking.roster.model import Duty, Swap, SwapState
from services.booking.roster.pages.shifts import HERE, coming_swaps
from services.booking.roster.schedule import gaps
from services.booking.roster.store import Roster
from services.booking.roster.weeks import read, shown_as, weeks
from services.booking.web import me, typed
from shared.app.service import App, CurrentApp
from shared.finland import regions
from shared.i18n import N_
from shared.messages.booking import Interval
from shared.people.person import Person
from shared.web.language import language_of
from shared.web.problems import Problem
from shared.web.security.access import author

router = APIRouter(prefix="/roster", include_in_schema=False)
MOST_OVERRIDES = 500


@router.get("")
async def show(request: Request, app: CurrentApp) -> Response:
    """Now, one's own shifts, seven days, and later by exception."""
    person, now, zone = me(request), app.clock(), app.settings.zone
    since, until = published_shifts.span(now, zone)
    known = await shifts.forecast(app.tx, since, until, zone)
    coming = [duty for duty in known.duties if duty.until > now]
    own = known.people.get(person.supervisor or "") or await _own(app, person)
    shown = grid.columns(known.people.values(), own.regions if own else ())
    plan = await Roster(app.tx).plan()
    hour = grid.handover_hour(plan, now, zone)
    days = grid.days(now, hour, zone)
    week, later = Interval(start=now, end=days[-1][1].end), Interval(start=days[-1][1].end, end=until)
    languages = sorted({each for who in known.people.values() for each in who.languages})
    return app.pages.render(
        request,
        "roster.html",
        me=person,
        now=now,
        people=known.people,
        on_call=_on_call(coming, known.people, own, now),
        rows=grid.rows(coming, known.people, shown, days, person.supervisor),
        columns=shown,
        region_names=regions(language_of(request)),  # type: ignore[arg-type]  # one of ours
        holes=grid.holes(coming, known.people, shown, week) if plan.rotations else [],
        unspoken=grid.unspoken(coming, known.people, languages, week) if coming else [],
        language_names=LANGUAGES[language_of(request)],
        later=grid.later(coming, known.people, shown, later, zone),
        gaps=len(gaps(coming, now, until)),
        takes=own is not None and shifts.counts_on_call(own),
        value=shown_as,
        here=HERE,
        **await _own_shifts(app, person, known, now),
    )


@router.get("/all")
async def show_all(request: Request, app: CurrentApp) -> Response:
    """Every shift of the next eight weeks, a line each."""
    person, now, zone = me(request), app.clock(), app.settings.zone
    since, until = published_shifts.span(now, zone)
    known = await shifts.forecast(app.tx, since, until, zone)
    coming = [duty for duty in known.duties if duty.until > now]
    shown = weeks(coming, gaps(coming, now, until), now, zone)
    return app.pages.render(
        request, "roster_all.html", me=person, people=known.people, weeks=shown, value=shown_as, here=f"{HERE}/all"
    )


@router.get("/rotations")
async def show_rotations(request: Request, app: CurrentApp) -> Response:
    """The rotations, and what is set by hand."""
    now, plan = app.clock(), await Roster(app.tx).plan()
    overrides = await Roster(app.tx).coming(now, MOST_OVERRIDES + 1)
    people = {each.id: each for each in await Directory(app.tx).named([each.supervisor_id for each in overrides])}
    standing = {each.id: each for each in plan.rotations if each.until is None or each.until > now}
    return app.pages.render(
        request,
        "rotations.html",
        now=now,
        people=people,
        rotations=[*standing.values()],
        overrides=overrides[:MOST_OVERRIDES],
        cut=len(overrides) > MOST_OVERRIDES,
        here=f"{HERE}/rotations",
    )


@router.post("/take")
async def take_gap(request: Request, app: CurrentApp) -> Response:
    """A supervisor is on call themselves where nobody is."""
    slot = read(typed(await request.form(), "gap"))
    if slot is None:
        raise Problem(422, N_("Choose the time anew on the roster's page."))
    who = me(request).supervisor or ""
    try:
        await app.run(lambda unit: rotations.take_gap(unit, who, slot, author(request)))
    except NotAGapError as filled:
        raise Problem(
            409, N_("Somebody is on call then by now, or you can't be: you are away, or have no debriefing training.")
        ) from filled
    return RedirectResponse(HERE, 303)


async def _own(app: App, person: Person) -> Supervisor | None:
    found = await Directory(app.tx).named([person.supervisor]) if person.supervisor else []
    return found[0] if found else None


def _on_call(
    coming: Sequence[Duty], people: Mapping[str, Supervisor], own: Supervisor | None, now: datetime
) -> tuple[list[Duty], list[Duty]]:
    """Who is on call now: for one's own regions, and for others."""
    here = [duty for duty in coming if duty.since <= now]
    theirs = set(own.regions) if own else set()
    near = [duty for duty in here if not theirs or theirs & set(people[duty.supervisor_id].regions)]
    return (near, [duty for duty in here if duty not in near]) if near else (here, [])


async def _own_shifts(app: App, person: Person, known: Forecast, now: datetime) -> dict[str, Any]:
    """One's own shifts with the swaps that wait for a colleague; and those that wait for oneself."""
    who = person.supervisor
    theirs = await coming_swaps(app, who) if who else []
    ids = [*(swap.asker_id for swap in theirs), *(swap.asked_id for swap in theirs)]
    names = {each.id: each.name for each in await Directory(app.tx).named(ids)}
    mine = [turn for turn in known.turns if turn.until > now and turn.supervisor_id == who]
    return {
        "mine": [(turn, turn in known.duties, _asked_for(turn, theirs)) for turn in mine],
        "swaps": _shown(theirs),
        "asked_at_once": Counter(swap.group for swap in theirs if swap.state is SwapState.ASKED),
        "names": names,
        "answer_links": {swap.id: Links.of(app.settings).swap(swap.id) for swap in theirs},
    }


def _shown(swaps: Sequence[Swap]) -> list[Swap]:
    """Of a time that was asked of several at once one line: who has agreed, or the first who has still to answer."""
    order = (SwapState.AGREED, SwapState.ASKED, SwapState.DECLINED)
    found: dict[str, Swap] = {}
    for swap in sorted(swaps, key=lambda each: order.index(each.state)):
        found.setdefault(swap.group or swap.id, swap)
    return sorted(found.values(), key=lambda each: each.begins)


def _asked_for(turn: Duty, swaps: Sequence[Swap]) -> list[Swap]:
    """The open swaps in which some of this shift would be given away."""
    return [
        swap
        for swap in swaps
        if swap.state is SwapState.ASKED
        and swap.asker_id == turn.supervisor_id
        and swap.given.start < turn.until
        and turn.since < swap.given.end
    ]
