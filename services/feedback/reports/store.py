"""What is shown of the answers, as it was last renewed."""

from services.feedback.reports.model import Figures
from shared.store.mongo import Tx


class FiguresStore:
    """Reads and writes in one transaction, or outside of any."""

    def __init__(self, tx: Tx) -> None:
        self._figures = tx.database["figures"]
        self._session = tx.session

    async def figures(self, about: str) -> Figures | None:
        """What is shown of the answers."""
        found = await self._figures.find_one({"_id": about}, session=self._session)
        return Figures.model_validate(found) if found else None

    async def show(self, about: str, figures: Figures) -> None:
        """Show these from now on."""
        new = figures.model_dump()
        await self._figures.replace_one({"_id": about}, new, upsert=True, session=self._session)
