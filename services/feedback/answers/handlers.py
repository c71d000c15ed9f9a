"""Takes answers: the invitation is used up, what was answered lies apart, and is counted when its round closes."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import structlog

from services.feedback.answers import ballots, form, pooling, publishing
from services.feedback.answers.model import CellClosed, Pool, PoolsPassOn, Share, Values
from services.feedback.answers.store import Ballots, Cells
from services.feedback.codes import spelling
from services.feedback.codes.model import Code
from services.feedback.codes.store import Codes
from services.feedback.invitations import asking
from services.feedback.invitations.model import Invitation
from services.feedback.invitations.store import Courses, Invitations
from services.feedback.questionnaires.model import Questionnaire
from services.feedback.questionnaires.store import Questionnaires
from services.feedback.rounds import lifecycle
from services.feedback.rounds.handlers import close_round
from services.feedback.rounds.model import Round, RoundClosed, RoundVoid
from services.feedback.rounds.store import Rounds
from shared.app.nightly import next_night
from shared.app.service import App
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Tx
from shared.tokens import digest

log = structlog.get_logger()
TIMER = "pools pass on"
BATCH = 50


class NotOpenError(Exception):
    """This can't be answered: it never was to be, or its time is over."""


class AnsweredError(NotOpenError):
    """It has been answered already."""


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a link opens, which somebody was mailed; or a code, which is nobody's."""

    round: Round
    asked: Questionnaire
    opened_by: Invitation | Code

    @property
    def is_answered(self) -> bool:
        found = self.opened_by
        return found.used if isinstance(found, Code) else found.answered


async def entry_of(token: str, tx: Tx) -> OpenedLink | None:
    """What the link or the code opens; None where it is neither."""
    found: Invitation | Code | None = await Invitations(tx).invitation_of(digest(token))
    found = found or await Codes(tx).code_of(digest(spelling.as_made(token)))
    round_ = await Rounds(tx).round(found.round_id) if found else None
    if found is None or round_ is None:
        return None
    return OpenedLink(round_, await Questionnaires(tx).one(round_.questionnaire), found)


async def is_open(entry: OpenedLink, unit_or_app: Unit | App) -> bool:
    """Whether an answer counts now."""
    now = unit_or_app.now if isinstance(unit_or_app, Unit) else unit_or_app.clock()
    found = entry.opened_by
    if isinstance(found, Code):
        return not found.used and lifecycle.is_open(entry.round, now)
    if entry.round.state != "open" or not asking.is_open(found, now):
        return False
    if found.debriefing_id is None:
        return True
    return asking.is_asked_about(await Courses(unit_or_app.tx).course(found.debriefing_id))


async def take_answer(unit: Unit, token: str, sent: form.Sent) -> None:
    """Keep an answer without its person, and mark the invitation or the code used.

    Raises NotOpenError when it isn't open, AnsweredError where it was answered, NotAnAnswer for what can't be read.
    """
    entry = await entry_of(token, unit.tx)
    if entry is None:
        raise NotOpenError
    if entry.is_answered:
        raise AnsweredError
    if not await is_open(entry, unit):
        raise NotOpenError
    values = form.read(entry.asked, sent)
    await _cast(entry.round, values, unit)
    if isinstance(entry.opened_by, Code):
        # It stays open until its day: there may be more people than were counted, and nobody should see who was last.
        await Codes(unit.tx).use(entry.opened_by)
        return
    await Invitations(unit.tx).use(entry.opened_by.id)
    if not await Invitations(unit.tx).is_anybody_missing(entry.round.id):
        await close_round(entry.round, unit)


async def count_round(closed: RoundClosed, unit: Unit) -> None:
    """What was answered comes into its pool, and is shown as soon as that has enough people."""
    round_ = closed.round
    box = ballots.box_of(_secret(unit), round_.id)
    if (n := await Ballots(unit.tx).count(box)) > 0:
        empty = pooling.pool_for(round_, await Questionnaires(unit.tx).one(round_.questionnaire), unit.now)
        await _pour(empty, (pooling.share_of(round_, box, n, unit.now),), unit)


async def destroy_ballots(void: RoundVoid, unit: Unit) -> None:
    """What it was about was not."""
    await Ballots(unit.tx).destroy(ballots.box_of(_secret(unit), void.round.id))


async def pass_pools_on(due: PoolsPassOn, unit: Unit) -> None:
    """What has waited in vain for more from near by is put together with more from further away; once a night."""
    moved = 0
    for level, patience in pooling.PATIENCE.items():
        for pool in await Cells(unit.tx).waiting_since(level, unit.now - patience, BATCH):
            asked = await Questionnaires(unit.tx).one(pool.questionnaire)
            following = pooling.next_pool(pool, asked, unit.now)
            if following is not None:
                await Cells(unit.tx).remove_pool(pool)
                await _pour(following, pool.shares, unit)
                moved += 1
    again = unit.now if moved >= BATCH else next_night(unit.now, unit.settings.zone)
    unit.schedule(TIMER, again, PoolsPassOn())


@contextlib.asynccontextmanager
async def passing_on(app: App) -> AsyncIterator[None]:
    """See to it that the timer runs, from the first start on."""

    async def begin(unit: Unit) -> None:
        unit.schedule(TIMER, next_night(unit.now, unit.settings.zone), PoolsPassOn())

    await app.run(begin)
    yield


async def _pour(empty: Pool, shares: tuple[Share, ...], unit: Unit) -> None:
    cells = Cells(unit.tx)
    pool = pooling.with_shares(await cells.pool(empty), shares, unit.now)
    if not pooling.is_enough(pool):
        await cells.save_pool(pool)
        return
    asked = await Questionnaires(unit.tx).one(pool.questionnaire)
    boxes = [share.box for share in pool.shares]
    if lost := await Ballots(unit.tx).unreadable(_secret(unit), boxes):
        await _leave_out(pool, lost, unit)
        return
    answers = await Ballots(unit.tx).taken_out(_secret(unit), boxes)
    cell = publishing.cell(unit.new_id(), pool, asked, answers)
    await cells.remove_pool(pool)
    await cells.add(cell, asked, answers)
    await unit.happened(CellClosed(cell))


async def _leave_out(pool: Pool, lost: frozenset[str], unit: Unit) -> None:
    """Ballots that were sealed with another secret can't be read: their rounds are given up, the others go on."""
    log.warning("ballots can't be read; was the secret changed?", rounds=len(lost))
    for box in lost:
        await Ballots(unit.tx).destroy(box)
    left = tuple(share for share in pool.shares if share.box not in lost)
    await Cells(unit.tx).remove_pool(pool)
    if left:
        await _pour(pool.model_copy(update={"shares": ()}), left, unit)


async def _cast(round_: Round, values: Values, unit: Unit) -> None:
    secret = _secret(unit)
    await Ballots(unit.tx).cast(ballots.box_of(secret, round_.id), ballots.seal(secret, values))


def _secret(unit: Unit) -> str:
    return unit.settings.service_key
