"""When a round is open, and how long: pure."""

from datetime import datetime, timedelta

from services.feedback.processes.model import Process
from services.feedback.questionnaires.model import Questionnaire
from services.feedback.rounds.model import Meeting, Round

# Whoever pressed 'send' in the last moment is still counted: no transaction takes longer.
GRACE = timedelta(minutes=2)
FEWEST = 5
# As many as can be in one room with a supervisor.
MOST_PLACES = 100


def min_answers(wanted: int | None) -> int:
    """For how many people figures are shown at least. A network may want more than five, never fewer."""
    return max(FEWEST, wanted or FEWEST)


def pulse(meeting: Meeting, asked: Questionnaire, now: datetime, wanted: int | None) -> Round:
    """The round that follows a session."""
    return Round(
        id=pulse_id(meeting.id),
        questionnaire=asked.id,
        process=meeting.process,
        organisation=meeting.organisation,
        supervisors=meeting.supervisors,
        opens=now,
        closes=now + timedelta(days=asked.open_days),
        min_answers=min_answers(wanted),
    )


def of_process(round_id: str, process: Process, asked: Questionnaire, now: datetime, wanted: int | None) -> Round:
    """The round about a whole process, or about a stretch of it."""
    return Round(
        id=round_id,
        questionnaire=asked.id,
        process=process.id,
        organisation=process.organisation,
        organisation_id=process.organisation_id,
        supervisors=process.supervisors,
        opens=now,
        closes=now + timedelta(days=asked.open_days),
        min_answers=min_answers(wanted),
    )


def pulse_id(session_id: str) -> str:
    return f"pulse:{session_id}"


def is_open(found: Round, now: datetime) -> bool:
    """Whether an answer still counts."""
    return found.state == "open" and found.opens <= now < found.closes


def reminders(found: Round, asked: Questionnaire) -> list[datetime]:
    """When who has not answered is reminded: once or twice, and never when it is over anyway."""
    times = [found.opens + timedelta(days=days) for days in asked.reminders[:2]]
    return [at for at in times if at < found.closes]


def codes_id(session_id: str) -> str:
    return f"codes:{session_id}"


def by_codes(meeting: Meeting, asked: Questionnaire, now: datetime, wanted: int | None) -> Round:
    """The round of those who are there and whose addresses nobody has: the same questions, another box than that of who
    is asked by mail, so that one person in both is never taken for two.
    """
    return pulse(meeting, asked, now, wanted).model_copy(update={"id": codes_id(meeting.id)})


def with_places(found: Round, places: int) -> Round:
    """The round, open to as many people as are there; the number can be put right upwards as long as it is open."""
    return found.model_copy(update={"places": min(MOST_PLACES, max(found.places, places))})
