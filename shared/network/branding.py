"""What every service keeps of the network's settings, to show on its pages."""

from shared.messages.base import Language, Part
from shared.store.mongo import Tx

TOPIC = "network"


class Branding(Part):
    """The network's own name and colour (#rrggbb), None where the deployment's and the usual ones hold; the telephone
    number at which a person helps, None where there is none.
    """

    revision: int = 0
    name: str | None = None
    colour: str | None = None
    languages: tuple[Language, ...] = ("fi", "sv", "en")
    phone: str | None = None


class BrandingStore:
    """One document."""

    def __init__(self, tx: Tx) -> None:
        self._shown = tx.database["network_shown"]
        self._session = tx.session

    async def read(self) -> Branding:
        found = await self._shown.find_one({"_id": "network"}, session=self._session)
        return Branding.model_validate(found or {})

    async def keep(self, shown: Branding) -> bool:
        """Keep it unless it is older than what is known; whether it was kept."""
        if shown.revision <= (await self.read()).revision:
            return False
        new = {"_id": "network", **shown.model_dump()}
        await self._shown.replace_one({"_id": "network"}, new, upsert=True, session=self._session)
        return True
