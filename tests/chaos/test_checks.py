"""Each check passes on what should be, and fails on a history in which just one thing went wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos import calendars
from tests.chaos.checks import CHECKS, wrong_with
from tests.chaos.facts import Case, Done, Entry, Facts, Mail, Order, Session
from tests.settled import Queue

NINE = datetime(2026, 12, 2, 9, tzinfo=UTC)
LATER = NINE + timedelta(days=1)
HOUR = timedelta(hours=1)


def entry(session: str = "s1", sequence: int = 0, method: str = "REQUEST", start: datetime = NINE) -> Entry:
    assert method in ("REQUEST", "CANCEL")
    stamp = NINE - 20 * HOUR + sequence * HOUR
    return Entry(method, session, sequence, stamp, start, start + HOUR)  # type: ignore[arg-type]  # one of the two


LED = Case("d1", "Koulu", "r@x", "confirmed", 1, (("o1", "a", "accepted"), ("o2", "b", "filled")), "s1")
SESSION = Session("s1", "Koulu", NINE, NINE + HOUR, ("a",), "d1")
PLANNED = tuple(
    Session(f"p{n}", "Tiimi", NINE + n * HOUR, NINE + (n + 1) * HOUR, ("b",), None, "z", guest="g@x") for n in range(2)
)
GOOD = Facts(
    done=(
        Done("ask", "Koulu", ids=("d1",)),
        Done("accept", "Koulu", "a@x"),
        Done("plan", "Tiimi", count=2, ids=("p0", "p1")),
        Done("ask", "Lost", status=None),
    ),
    mails=(
        Mail("m1", "r@x", "received", "d1"),
        Mail("m2", "a@x", "offered", "d1", "o1"),
        Mail("m3", "b@x", "offered", "d1", "o2"),
        Mail("m4", "r@x", "confirmed_requester", "d1", entry=entry()),
        Mail("m5", "a@x", "confirmed_leader", "d1", entry=entry()),
        Mail("m6", "b@x", "no_longer_needed", "d1", "o2"),
        *(
            Mail(f"m{n}{who}", who, "session_scheduled", "", f"p{n}", entry(f"p{n}", start=NINE + n * HOUR))
            for n in range(2)
            for who in ("b@x", "g@x")
        ),
        Mail("m9", "r@x", "feedback", "", "d1"),
    ),
    orders=(Order("d1", "Koulu"),),
    cases=(LED,),
    sessions=(SESSION, *PLANNED),
    people={"a": "a@x", "b": "b@x"},
    queues=(Queue("booking.offers", consumers=2), Queue("rinnalla.retry.1s"), Queue("booking.live.x", consumers=1)),
    replicas={"booking": 2},
)
WITHDRAWN = replace(
    GOOD,
    done=(*GOOD.done[:3], Done("withdraw", "Koulu")),
    orders=(Order("d1", "Koulu", withdrawn=True),),
    cases=(replace(LED, state="withdrawn", offers=(("o1", "a", "withdrawn"), ("o2", "b", "filled"))),),
    sessions=(replace(SESSION, state="cancelled"), *PLANNED),
    mails=(
        *GOOD.mails[:-1],
        Mail("m7", "r@x", "withdrawn", "d1", entry=entry(sequence=1, method="CANCEL")),
        Mail("m8", "a@x", "no_longer_needed", "d1", entry=entry(sequence=1, method="CANCEL")),
    ),
)


def changed(base: Facts, **fields: object) -> Facts:
    return replace(base, **fields)  # type: ignore[arg-type]  # each test names its own


def without(base: Facts, mail_id: str) -> Facts:
    return replace(base, mails=tuple(mail for mail in base.mails if mail.id != mail_id))


def swapped(base: Facts, one: str, other: str) -> Facts:
    """Two mails in each other's place."""
    by_id = {mail.id: mail for mail in base.mails}
    places = {one: by_id[other], other: by_id[one]}
    return replace(base, mails=tuple(places.get(mail.id, mail) for mail in base.mails))


MOVED = replace(
    GOOD,
    done=(*GOOD.done, Done("move", "Tiimi", start=LATER, ids=("p0",), began=1, ended=2)),
    sessions=(SESSION, replace(PLANNED[0], start=LATER, end=LATER + HOUR), PLANNED[1]),
    mails=(
        *GOOD.mails,
        *(Mail(f"n{who}", who, "session_moved", "", "p0", entry("p0", 1, start=LATER)) for who in ("b@x", "g@x")),
    ),
)


@pytest.mark.parametrize("facts", [Facts(), GOOD, WITHDRAWN, MOVED], ids=["nothing", "led", "withdrawn", "moved"])
def test_what_should_be_is_right(facts: Facts) -> None:
    assert wrong_with(facts) == {}


FAULTS: dict[str, list[Facts]] = {
    "one_case_a_request": [
        changed(GOOD, cases=(LED, replace(LED, id="d2"))),
        changed(GOOD, orders=(*GOOD.orders, Order("d3", "Nobody"))),
        changed(GOOD, done=(*GOOD.done, Done("ask", "Other", ids=("d1",)))),
        changed(GOOD, orders=(*GOOD.orders, Order("d4", "Lost"))),
    ],
    "every_request_has_an_end": [changed(GOOD, cases=(replace(LED, state="searching", offers=()),))],
    "no_accept_lost": [
        changed(GOOD, done=(*GOOD.done, Done("accept", "Koulu", "b@x"))),
        changed(GOOD, done=(*GOOD.done, Done("accept", "Nowhere", "b@x"))),
    ],
    "no_leader_too_many": [
        changed(GOOD, cases=(replace(LED, offers=(("o1", "a", "accepted"), ("o2", "b", "accepted"))),)),
        changed(GOOD, cases=(replace(LED, wanted=2, offers=(("o1", "a", "accepted"), ("o2", "a", "accepted"))),)),
        changed(GOOD, cases=(replace(LED, wanted=2),)),
    ],
    "no_overlap": [
        changed(GOOD, sessions=(SESSION, PLANNED[0], replace(PLANNED[1], start=NINE + HOUR / 2))),
        changed(
            GOOD,
            sessions=(replace(SESSION, room="aura"), replace(PLANNED[0], room="aura"), PLANNED[1]),
        ),
    ],
    "no_partial_series": [changed(GOOD, sessions=(SESSION, PLANNED[0])), changed(GOOD, sessions=(SESSION,))],
    "what_was_answered_stands": [
        changed(WITHDRAWN, orders=(Order("d1", "Koulu"),)),
        changed(WITHDRAWN, cases=(LED,)),
        changed(GOOD, done=(*GOOD.done, Done("cancel", "Tiimi", ids=("p0",)))),
        changed(MOVED, sessions=GOOD.sessions),
    ],
    "what_is_over_is_free": [
        changed(WITHDRAWN, sessions=GOOD.sessions),
        changed(GOOD, orders=(Order("d1", "Koulu", withdrawn=True),)),
    ],
    "nothing_left": [
        changed(GOOD, left=("1 booking: rows to be sent",)),
        changed(GOOD, queues=(Queue("booking.offers", unacknowledged=7, consumers=2),)),
        changed(GOOD, queues=(Queue("rinnalla.retry.1s", ready=1),)),
        changed(GOOD, queues=(Queue("booking.parked", ready=1),)),
        changed(GOOD, queues=(Queue("booking.offers", consumers=3),)),
        changed(GOOD, queues=(Queue("booking.offers", consumers=1),)),
        changed(GOOD, queues=(Queue("booking.live.x", consumers=2),)),
    ],
    "every_inbox_row_has_its_effect": [changed(GOOD, unanswered=("booking: m1 left nothing",))],
    "no_mail_missing": [
        *(without(GOOD, id_) for id_ in ("m4", "m5", "m6")),
        *(without(WITHDRAWN, id_) for id_ in ("m6", "m7", "m8")),
        changed(GOOD, cases=(LED, replace(LED, id="d2", state="searching", offers=(("o9", "a", "open"),)))),
    ],
    "no_mail_twice": [
        changed(GOOD, mails=(*GOOD.mails, GOOD.mails[0])),
        changed(GOOD, mails=(*GOOD.mails, replace(GOOD.mails[0], id="other"))),
        changed(MOVED, mails=(*MOVED.mails, replace(MOVED.mails[-1], id="other"))),
    ],
    "no_mail_stale": [
        changed(MOVED, mails=GOOD.mails),
        swapped(MOVED, "m0g@x", "ng@x"),
        changed(WITHDRAWN, mails=GOOD.mails[:-1]),
        swapped(WITHDRAWN, "m4", "m7"),
        without(GOOD, "m0g@x"),
    ],
    "order_holds": [
        swapped(MOVED, "m0g@x", "ng@x"),
        swapped(WITHDRAWN, "m4", "m7"),
        swapped(WITHDRAWN, "m3", "m6"),
        swapped(GOOD, "m1", "m4"),
    ],
    "asked_about_what_was_held": [
        without(GOOD, "m9"),
        changed(WITHDRAWN, mails=(*WITHDRAWN.mails, Mail("m9", "r@x", "feedback", "", "d1"))),
    ],
}


@pytest.mark.parametrize(("name", "facts"), [(name, facts) for name, many in FAULTS.items() for facts in many])
def test_one_fault_is_found_by_the_check_that_is_for_it(name: str, facts: Facts) -> None:
    assert name in wrong_with(facts)


def test_every_check_is_shown_to_fail() -> None:
    assert {check.__name__ for check in CHECKS} == FAULTS.keys()


def _entries(*sequences: int) -> list[Entry]:
    return [entry(sequence=n, start=NINE + n * HOUR) for n in sequences]


@pytest.mark.parametrize(
    ("fold", "came", "start"),
    [
        ("naive", _entries(0, 1), NINE + HOUR),
        ("naive", _entries(1, 0), NINE),
        ("knowing", _entries(1, 0), NINE + HOUR),
        ("knowing", [entry(sequence=1, method="CANCEL"), entry()], None),
        ("naive", [entry(sequence=1, method="CANCEL"), entry()], NINE),
        ("naive", [entry(), entry(sequence=1, method="CANCEL")], None),
    ],
)
def test_a_calendar_that_knows_sequence_differs_from_one_that_does_not(
    fold: str, came: list[Entry], start: datetime | None
) -> None:
    way: Callable[[list[Entry]], calendars.Calendar] = getattr(calendars, fold)
    found = way(came).get("s1")
    assert (found[0] if found else None) == start
