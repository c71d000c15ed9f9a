"""Calendar feeds (RFC 5545), for calendar programs that look again by themselves."""

from collections.abc import Callable
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from icalendar import Calendar, Event, vDuration

from services.booking.feeds import handlers
from services.booking.feeds.feed_entries import FeedEntry
from services.booking.feeds.handlers import FeedContent, NoSuchFeedError
from shared.app.service import CurrentApp
from shared.app.settings import Settings
from shared.i18n import N_, Phrase, Text
from shared.ical import says, timezone
from shared.web.places import network_of
from shared.web.security.token_links import opens_nothing

router = APIRouter(prefix="/feeds", include_in_schema=False)
# How long programs are asked to wait before they look again (most have their own mind).
AGAIN = timedelta(hours=1)


@router.api_route("/{token}.ics", methods=["GET", "HEAD"], response_class=Response)
async def read_feed(token: str, request: Request, app: CurrentApp) -> Response:
    """The calendar at this address; 304 where nothing has changed since it was last read."""
    try:
        told = await handlers.read(app.tx, token, app.clock())
    except NoSuchFeedError as closed:
        raise opens_nothing(request) from closed
    if (network := network_of(request)) not in told.feed.seen:
        await app.run(lambda unit: handlers.note_place(unit, told.feed.id, network))
    body = calendar(told, app.settings, lambda text: app.pages.translate_into(told.feed.language, text))
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="rinnalla.ics"'
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def calendar(told: FeedContent, settings: Settings, say: Callable[[Text], str]) -> bytes:
    """The feed as a file, `say` being in its language. The same content is the same bytes."""
    found = Calendar()
    found.add("prodid", "-//Rinnalla//EN")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    name = told.name
    if told.feed.kind == "roster":
        name = say(Phrase(N_("On call: %(name)s"), {"name": settings.network_name}))
    found.add("name", name)
    found.add("x-wr-calname", name)
    found.add("x-wr-timezone", settings.zone.key)
    found.add("refresh-interval", vDuration(AGAIN), parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", vDuration(AGAIN))
    found.add_component(timezone(settings.zone, told.feed.opened_at))
    host = urlsplit(settings.public_url).hostname or "localhost"
    for each in told.happenings:
        found.add_component(_event(each, say(each.summary), host, settings.zone))
    return bytes(found.to_ical())


def _event(happening: FeedEntry, summary: str, host: str, zone: ZoneInfo) -> Event:
    """The UID of a session is that of its mailed invitation: a calendar that has both shows one."""
    found = Event()
    start, end = says(zone, happening.start, happening.end)
    known: dict[str, Any] = {
        "uid": f"{happening.id}@{host}",
        "sequence": happening.sequence,
        "dtstamp": happening.changed_at.astimezone(UTC),
        "last-modified": happening.changed_at.astimezone(UTC),
        "dtstart": start,
        "dtend": end,
        "summary": summary,
        "status": "CANCELLED" if happening.cancelled else "CONFIRMED",
        "transp": "OPAQUE" if happening.busy and not happening.cancelled else "TRANSPARENT",
        "class": "PRIVATE",
    }
    for name, value in known.items():
        found.add(name, value)
    if happening.place:
        found.add("location", happening.place)
    return found
