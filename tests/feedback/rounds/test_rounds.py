"""Rounds begin by themselves, remind once or twice, and end by themselves, in whatever order things are heard."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.invitations.store import Invitations
from services.feedback.questionnaires.library import library, newest
from services.feedback.questionnaires.model import Questionnaire
from services.feedback.rounds import lifecycle
from services.feedback.rounds.model import Meeting, RemindOfRound
from services.feedback.rounds.store import Rounds
from services.feedback.service import SERVICE
from shared.messages.base import Message
from shared.messages.booking import Occurrence, SessionHeld, SessionNotHeld
from shared.messaging.unit_of_work import Unit
from tests.feedback.asked import Running, closed, heard, links
from tests.notifications import build

SESSION = build.scheduled().sessions[0].session_id


def marked(sequence: int = 5, *, held: bool = True) -> SessionHeld | SessionNotHeld:
    facts = build.scheduled().facts
    occurrence = Occurrence(
        session_id=SESSION,
        sequence=sequence,
        debriefing_id=None,
        contract_id=facts.contract_id,
        series_id=facts.series_id,
        organisation=facts.organisation,
        slot=build.SLOT,
        supervisors=("aino",),
    )
    if held:
        return SessionHeld(occurrence=occurrence, themes=(), marked_at=build.NOW)
    return SessionNotHeld(occurrence=occurrence, because="supervisor", marked_at=build.NOW)


EVENTS: dict[str, Message] = {"scheduled": build.scheduled(), "moved": build.moved(), "held": marked()}


@pytest.mark.parametrize("order", list(permutations(EVENTS)), ids=" ".join)
async def test_who_was_there_is_asked_once_in_whatever_order_it_is_heard(
    feedback: Running, order: tuple[str, ...]
) -> None:
    runtime, http, _ = feedback
    for name in (*order, *order):
        await heard(runtime, EVENTS[name])
    found = await Rounds(runtime.tx).round(f"pulse:{SESSION}")
    assert found is not None
    (invitation,) = await Invitations(runtime.tx).unanswered(found.id)
    assert invitation.contact.email == "maija@kallio.example"
    (link,) = await links(runtime, found)
    assert "Miltä tapaaminen tuntui?" in (await http.get(link)).text


async def test_a_cancelled_session_is_forgotten_and_one_not_held_is_asked_about_no_more(feedback: Running) -> None:
    runtime, http, _ = feedback
    await heard(runtime, build.scheduled())
    await heard(runtime, marked())
    found = await Rounds(runtime.tx).round(f"pulse:{SESSION}")
    assert found is not None
    (link,) = await links(runtime, found)
    await heard(runtime, marked(6, held=False))
    assert (await http.get(link)).status_code == 404
    assert (await http.post(link, data={"heard": "4"})).status_code == 404
    await heard(runtime, build.cancelled())
    assert await runtime.tx.database["meetings"].count_documents({}) == 0


async def test_who_has_not_answered_is_reminded_and_nobody_else(feedback: Running) -> None:
    runtime, http, _ = feedback
    await heard(runtime, build.scheduled())
    await heard(runtime, marked())
    found = await Rounds(runtime.tx).round(f"pulse:{SESSION}")
    assert found is not None

    async def reminded() -> list[str]:
        said: list[str] = []

        async def remind(unit: Unit) -> None:
            await SERVICE.timers[RemindOfRound](RemindOfRound(round_id=found.id), unit)
            said.extend(row.aggregate for row in unit.rows)
            unit.rows.clear()

        await runtime.run(remind)
        return said

    assert len(await reminded()) == 1
    (link,) = await links(runtime, found)
    await http.post(link, data={"heard": "4"})
    assert await reminded() == []


async def test_a_round_ends_once(feedback: Running) -> None:
    runtime, _, _ = feedback
    await heard(runtime, build.scheduled())
    await heard(runtime, marked())
    found = await Rounds(runtime.tx).round(f"pulse:{SESSION}")
    assert found is not None
    for _ in range(2):
        await closed(runtime, found)
    ended = await Rounds(runtime.tx).round(found.id)
    assert ended is not None
    assert ended.state == "closed"


@given(st.sampled_from(sorted(library().values(), key=lambda each: each.id)), st.integers(0, 30))
def test_nobody_is_reminded_more_than_twice_or_when_it_is_over(asked: Questionnaire, wanted: int) -> None:
    meeting = Meeting(
        id="m",
        sequence=0,
        process="p",
        organisation="Liedon koulu",
        supervisors=("aino",),
        guest=None,
        start=build.SLOT.start,
        end=build.SLOT.end,
    )
    round_ = lifecycle.pulse(meeting, asked, build.NOW, wanted)
    times = lifecycle.reminders(round_, asked)
    assert len(times) <= 2
    assert all(round_.opens < at < round_.closes for at in times)
    assert round_.min_answers == max(5, wanted)
    assert lifecycle.is_open(round_, round_.opens)
    assert not lifecycle.is_open(round_, round_.closes)
    assert not lifecycle.is_open(round_.model_copy(update={"state": "closed"}), round_.opens + timedelta(hours=1))


def test_the_debriefing_s_question_reminds_nobody() -> None:
    assert newest("follow_up").reminders == ()
