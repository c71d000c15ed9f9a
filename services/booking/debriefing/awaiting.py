"""Who has still to answer for a case: said to every service whenever it has changed, for a line on their pages."""

from datetime import datetime

from services.booking.debriefing.model import Case
from shared.messages.booking import AnswersAwaited

PAGE = "/booking/asked"


def awaited(before: Case, after: Case, now: datetime) -> tuple[AnswersAwaited, ...]:
    """What is said of it: the whole each time, nothing where nothing has changed."""
    was, will = _state(before), _state(after)
    if was == will:
        return ()
    people, until = will
    event = AnswersAwaited(about=after.id, revision=after.revision, people=people, until=until, page=PAGE, said_at=now)
    return (event,)


def _state(case: Case) -> tuple[tuple[str, ...], datetime | None]:
    people = tuple(sorted(offer.email for offer in case.open_offers))
    return people, case.answer_by if people else None
