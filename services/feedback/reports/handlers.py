"""What is shown is renewed as answers come, but only when enough have come since."""

from services.feedback.answers.model import Answered
from services.feedback.answers.store import Answers
from services.feedback.network.store import NetworkStore
from services.feedback.reports.figures import shown_next
from services.feedback.reports.store import FiguresStore
from shared.messaging.unit_of_work import Unit
from shared.store.mongo import Database, Tx


async def renew_figures(answered: Answered, unit: Unit) -> None:
    """Show more, where so many answers have come since that none of them can be found out."""
    await _renew(answered.about, unit.tx)


async def show_what_was_kept(database: Database) -> None:
    """Answers kept before figures were shown in steps: what was shown stays shown."""
    tx = Tx(database)
    for about in await Answers(tx).subjects():
        if await FiguresStore(tx).figures(about) is None:
            await _renew(about, tx)


async def _renew(about: str, tx: Tx) -> None:
    shown, marks = await FiguresStore(tx).figures(about), await Answers(tx).marks(about)
    if (following := shown_next(shown, marks, await NetworkStore(tx).fewest())) is not None:
        await FiguresStore(tx).show(about, following)
