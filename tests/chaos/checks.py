"""What must hold after any run, whatever went wrong meanwhile: each check gives a sentence for each thing that doesn't.

Pure functions of `Facts`; `tests/chaos/test_checks.py` shows for each that it can fail.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from tests.chaos import mail_checks
from tests.chaos.facts import Done, Facts, Session
from tests.settled import unsettled

Check = Callable[[Facts], Iterable[str]]


def one_case_a_request(facts: Facts) -> Iterator[str]:
    """What was acknowledged is one order and one case; what was not is one of each, or none."""
    orders, cases = (Counter(each.organisation for each in found) for found in (facts.orders, facts.cases))
    for done in _did(facts, "ask"):
        found = (orders[done.about], cases[done.about])
        if found != (1, 1) and (done.acknowledged or found != (0, 0)):
            yield f"{done.about} asked once ({done.status}) and has {found[0]} orders and {found[1]} cases"
    asked = {done.about for done in _did(facts, "ask")}
    yield from (f"nobody asked for {who}" for who in sorted({*orders, *cases} - asked))
    ids = Counter(id_ for done in _did(facts, "ask") for id_ in set(done.ids))
    yield from (f"{id_} is {count} requests' answer" for id_, count in ids.items() if count > 1)


def every_request_has_an_end(facts: Facts) -> Iterator[str]:
    """Everybody has answered what they were asked, so nothing is still looked for: it was found, or a person looks."""
    yield from (f"{case.organisation} is still looked for" for case in facts.cases if case.state == "searching")


def no_accept_lost(facts: Facts) -> Iterator[str]:
    """Who was told that the case is theirs leads it, unless it was withdrawn."""
    cases = {case.organisation: case for case in facts.cases}
    for done in _did(facts, "accept"):
        case = cases.get(done.about)
        led = case is not None and (case.state == "withdrawn" or done.who in {facts.people[w] for w in case.leaders})
        if done.acknowledged and not led:
            yield f"{done.who} was told that {done.about} is theirs, and does not lead it"


def no_leader_too_many(facts: Facts) -> Iterator[str]:
    """As many as were wanted, each once, as soon as it is confirmed; never more."""
    for case in facts.cases:
        leaders = case.leaders
        if len(leaders) > case.wanted or len(set(leaders)) < len(leaders):
            yield f"{case.organisation} wants {case.wanted} leaders and has {', '.join(leaders)}"
        if case.state == "confirmed" and len(leaders) != case.wanted:
            yield f"{case.organisation} is confirmed with {len(leaders)} leaders of {case.wanted}"


def no_overlap(facts: Facts) -> Iterator[str]:
    """Nobody and no room is in two sessions at once."""
    held: defaultdict[str, list[Session]] = defaultdict(list)
    for session in filter(lambda each: each.stands, facts.sessions):
        for who in (*session.supervisors, *([f"room {session.room}"] if session.room else [])):
            held[who].append(session)
    for who, sessions in held.items():
        for one, other in pairwise(sorted(sessions, key=lambda each: each.start)):
            if other.start < one.end:
                yield f"{who} is in {one.organisation} and {other.organisation} at {other.start}"


def no_partial_series(facts: Facts) -> Iterator[str]:
    """A plan is placed as a whole or not at all; acknowledged, as a whole."""
    placed = Counter(each.organisation for each in facts.sessions if each.debriefing is None)
    for done in _did(facts, "plan"):
        whole = placed[done.about] == done.count
        if not whole and (done.acknowledged or placed[done.about]):
            yield f"{done.about} was planned as {done.count} ({done.status}) and has {placed[done.about]}"


def what_was_answered_stands(facts: Facts) -> Iterator[str]:
    """An acknowledged withdrawal, move or cancelling is so in every store."""
    cases = {each.organisation: each for each in facts.cases}
    orders = {each.organisation: each for each in facts.orders}
    sessions = {each.id: each for each in facts.sessions}
    for done in filter(lambda each: each.acknowledged, facts.done):
        if done.what == "withdraw" and not (orders[done.about].withdrawn and cases[done.about].state == "withdrawn"):
            yield f"{done.about} was withdrawn and is {cases[done.about].state}"
        if done.what == "cancel":
            yield from (f"{done.about}: {id_} was cancelled and stands" for id_ in done.ids if sessions[id_].stands)
        if done.what == "move" and not _changed_later(facts, done):
            moved = (sessions[id_] for id_ in done.ids[:1])
            yield from (f"{done.about}: {each.id} was moved elsewhere" for each in moved if each.start != done.start)


def what_is_over_is_free(facts: Facts) -> Iterator[str]:
    """A withdrawn debriefing holds nobody's time; orders and cases say the same."""
    cases = {case.id: case for case in facts.cases}
    for session in facts.sessions:
        if session.debriefing and session.stands and cases[session.debriefing].state == "withdrawn":
            yield f"{session.organisation} is withdrawn and its session stands"
    for order in facts.orders:
        case = cases.get(order.id)
        if case is not None and order.withdrawn != (case.state == "withdrawn"):
            yield f"{order.organisation}: withdrawn is {order.withdrawn} at contracts, {case.state} at booking"


def nothing_left(facts: Facts) -> Iterator[str]:
    """Nothing waits, nothing is unacknowledged, tiers and parking are empty, each process hears once on each queue."""
    yield from facts.left
    yield from unsettled(facts.queues, facts.replicas)


def every_inbox_row_has_its_effect(facts: Facts) -> Iterator[str]:
    """What counts as handled was handled."""
    yield from facts.unanswered


CHECKS: tuple[Check, ...] = (
    one_case_a_request,
    every_request_has_an_end,
    no_accept_lost,
    no_leader_too_many,
    no_overlap,
    no_partial_series,
    what_was_answered_stands,
    what_is_over_is_free,
    nothing_left,
    every_inbox_row_has_its_effect,
    *mail_checks.CHECKS,
)


def wrong_with(facts: Facts) -> dict[str, list[str]]:
    """What doesn't hold, by the check's name; nothing where all does."""
    found = {check.__name__: list(check(facts)) for check in CHECKS}
    return {name: sentences for name, sentences in found.items() if sentences}


def _did(facts: Facts, what: str) -> list[Done]:
    return [done for done in facts.done if done.what == what]


def _changed_later(facts: Facts, move: Done) -> bool:
    """Whether the same plan was changed, or may have been, at the same time or after."""
    changes = (done for done in facts.done if done.about == move.about and done.what in ("move", "cancel"))
    return any(done is not move and done.ended >= move.began for done in changes)
