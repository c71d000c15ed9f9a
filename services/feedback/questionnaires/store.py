"""Questionnaires that can be asked: ours, which are files, and the network's own, which are documents."""

from collections.abc import Mapping

from services.feedback.questionnaires import library
from services.feedback.questionnaires.drafting import Draft
from services.feedback.questionnaires.library import UnknownQuestionnaire
from services.feedback.questionnaires.model import Questionnaire
from shared.store.mongo import Tx

LIST_LIMIT = 500


class Questionnaires:
    """Reads and writes in one transaction, or outside of any. Nobody stands in what it keeps."""

    def __init__(self, tx: Tx) -> None:
        self._drafts = tx.database["questionnaire_drafts"]
        self._published = tx.database["questionnaires"]
        self._occasions = tx.database["occasions"]
        self._session = tx.session

    async def one(self, questionnaire_id: str) -> Questionnaire:
        """One version, ours or own. Raises UnknownQuestionnaire."""
        if questionnaire_id in library.library():
            return library.questionnaire(questionnaire_id)
        found = await self._published.find_one({"_id": questionnaire_id}, session=self._session)
        if found is None:
            raise UnknownQuestionnaire(questionnaire_id)
        return Questionnaire.model_validate(found)

    async def every(self) -> Mapping[str, Questionnaire]:
        """Every version that has ever been asked, by its id."""
        found = await self._published.find({}, session=self._session).to_list(LIST_LIMIT)
        own = [Questionnaire.model_validate(each) for each in found]
        return {**library.library(), **{each.id: each for each in own}}

    async def asked_on(self, occasion: str) -> Questionnaire:
        """What is asked now: the network's own if it has taken one into use, else ours."""
        found = await self._occasions.find_one({"_id": occasion}, session=self._session)
        return await self.one(found["questionnaire"]) if found else library.newest(occasion)

    async def publish(self, version: Questionnaire) -> None:
        """A version that will never change. It fails where there is one already."""
        await self._published.insert_one({"_id": version.id, **version.model_dump()}, session=self._session)

    async def ask(self, occasion: str, questionnaire_id: str | None) -> None:
        """From now on this one is asked; ours again where it is None."""
        if questionnaire_id is None:
            await self._occasions.delete_one({"_id": occasion}, session=self._session)
            return
        new = {"_id": occasion, "questionnaire": questionnaire_id}
        await self._occasions.replace_one({"_id": occasion}, new, upsert=True, session=self._session)

    async def draft(self, draft_id: str) -> Draft | None:
        found = await self._drafts.find_one({"_id": draft_id}, session=self._session)
        return Draft.model_validate({"id": draft_id, **found}) if found else None

    async def drafts(self) -> list[Draft]:
        found = await self._drafts.find({}, session=self._session).to_list(LIST_LIMIT)
        return sorted((Draft.model_validate({"id": each["_id"], **each}) for each in found), key=lambda each: each.id)

    async def save(self, draft: Draft) -> None:
        new = {"_id": draft.id, **draft.model_dump(exclude={"id"})}
        await self._drafts.replace_one({"_id": draft.id}, new, upsert=True, session=self._session)

    async def remove(self, draft_id: str) -> None:
        await self._drafts.delete_one({"_id": draft_id}, session=self._session)
