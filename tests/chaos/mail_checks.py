"""What must hold of mail: none is missing, none comes twice, none is stale, and one thing is told in its order."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from tests.chaos import calendars
from tests.chaos.facts import Case, Facts, Mail

# What of a debriefing is told before what; after the last a person hears no more of it.
STEPS = {
    "received": 0,
    "offered": 0,
    "confirmed_requester": 1,
    "confirmed_leader": 1,
    "withdrawn": 2,
    "no_longer_needed": 2,
    "feedback": 3,
}
LAST = ("withdrawn", "no_longer_needed")
ONCE = ("received", "offered", "confirmed_requester", "confirmed_leader", "withdrawn", "no_longer_needed", "feedback")


def no_mail_missing(facts: Facts) -> Iterator[str]:
    """Everybody has what they must know of each debriefing as it stands in the end."""
    came = {(mail.kind, mail.to, mail.debriefing) for mail in facts.mails}
    for case in facts.cases:
        for kind, to in _awaited(case, facts, came):
            if (kind, to, case.id) not in came:
                yield f"{to} has no '{kind}' of {case.organisation}, which is {case.state}"


def _awaited(case: Case, facts: Facts, came: set[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    if case.state == "withdrawn":
        yield "withdrawn", case.contact
    # Where it was confirmed before the first letter could go out, the confirmation says all that matters of it.
    elif ("confirmed_requester", case.contact, case.id) not in came:
        yield "received", case.contact
    if case.state == "confirmed":
        yield "confirmed_requester", case.contact
        yield from (("confirmed_leader", facts.people[who]) for who in case.leaders)
    for _, who, state in case.offers:
        to = facts.people[who]
        if state == "open":
            yield "offered", to
        # Who was never told of the offer, since it was over before the letter went out, needn't hear of its end.
        if state in ("filled", "withdrawn") and {("offered", to, case.id), ("confirmed_leader", to, case.id)} & came:
            yield "no_longer_needed", to


def no_mail_twice(facts: Facts) -> Iterator[str]:
    """No letter is delivered twice, and nothing is told twice by two letters."""
    copies = Counter((mail.id, mail.to, mail.kind) for mail in facts.mails)
    yield from (f"{to} has '{kind}' {n} times (one letter)" for (_, to, kind), n in copies.items() if n > 1)
    letters = {mail.id: mail for mail in facts.mails}.values()
    told = Counter(_told(mail) for mail in letters if mail.kind in ONCE or mail.entry)
    yield from (f"{about[1]} is told '{about[0]}' of {about[2]} in {n} letters" for about, n in told.items() if n > 1)


def _told(mail: Mail) -> tuple[str, str, str, int]:
    if mail.entry is not None and not mail.debriefing:
        return mail.kind, mail.to, mail.entry.session, mail.entry.sequence
    return mail.kind, mail.to, mail.debriefing or mail.reference, 0


def no_mail_stale(facts: Facts) -> Iterator[str]:
    """Everybody's calendar, made of their mails in the order in which they came, is what the store says."""
    readers = sorted({mail.to for mail in facts.mails} | set(facts.people.values()))
    ways: tuple[tuple[str, Callable[..., calendars.Calendar]], ...] = (
        ("that knows SEQUENCE", calendars.knowing),
        ("that doesn't know SEQUENCE", calendars.naive),
    )
    for person in readers:
        entries, true = calendars.of(facts.mails, person), calendars.true(facts, person)
        for name, fold in ways:
            yield from (f"{person}, by a calendar {name}: {what}" for what in _differences(fold(entries), true))


def _differences(shown: calendars.Calendar, true: calendars.Calendar) -> Iterator[str]:
    for session in sorted({*shown, *true}):
        if session not in true:
            yield f"{session} is shown, and is over"
        elif session not in shown:
            yield f"{session} is missing"
        elif shown[session] != true[session]:
            yield f"{session} is shown at {shown[session][0]}, and is at {true[session][0]}"


def order_holds(facts: Facts) -> Iterator[str]:
    """Of one thing nobody is told the older after the newer, nor anything after its end."""
    for (person, about), mails in _by_thing(facts.mails).items():
        yield from (f"{person} about {about}: {what}" for what in _disorder(mails))


def _by_thing(mails: Iterable[Mail]) -> dict[tuple[str, str], list[Mail]]:
    found: defaultdict[tuple[str, str], list[Mail]] = defaultdict(list)
    seen: set[str] = set()
    for mail in mails:
        about = mail.debriefing or (mail.entry.session if mail.entry else "")
        if about and mail.id not in seen and mail.kind not in ("coordinator", "person_looking"):
            found[mail.to, about].append(mail)
        seen.add(mail.id)
    return found


def _disorder(mails: list[Mail]) -> Iterator[str]:
    over = next((mail for mail in mails if _ends(mail)), None)
    if over is not None:
        late = mails[mails.index(over) + 1 :]
        yield from (f"'{mail.kind}' after '{over.kind}'" for mail in late)
    for earlier, later in pairwise(mails):
        if _place(later) < _place(earlier):
            yield f"{later.kind} {_place(later)} after {earlier.kind} {_place(earlier)}"


def _ends(mail: Mail) -> bool:
    return mail.kind in LAST or (mail.entry is not None and mail.entry.method == "CANCEL")


def _place(mail: Mail) -> tuple[int, int]:
    """Where a mail belongs among those of its thing: the step of a debriefing, the sequence of a session."""
    return STEPS.get(mail.kind, 0), mail.entry.sequence if mail.entry and not mail.debriefing else 0


def asked_about_what_was_held(facts: Facts) -> Iterator[str]:
    """Once the weeks are over, who asked for a debriefing that was not withdrawn is asked how it was; nobody else."""
    asked = Counter((mail.to, mail.reference) for mail in facts.mails if mail.kind == "feedback")
    confirmed = {(case.contact, case.id) for case in facts.cases if case.state == "confirmed"}
    yield from (f"{to} is asked about {case}, which was not held" for to, case in sorted(asked.keys() - confirmed))
    yield from (f"{to} is not asked about {case}" for to, case in sorted(confirmed - asked.keys()))


CHECKS = (no_mail_missing, no_mail_twice, no_mail_stale, order_holds, asked_about_what_was_held)
