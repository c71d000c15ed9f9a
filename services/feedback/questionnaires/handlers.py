"""The network's own questionnaires: drafted, changed, taken into use, given up."""

from collections.abc import Mapping

from services.feedback.questionnaires import drafting
from services.feedback.questionnaires.drafting import OCCASIONS, Draft, Occasion
from services.feedback.questionnaires.model import Questionnaire
from services.feedback.questionnaires.schemas import NewQuestionnaire, typed
from services.feedback.questionnaires.store import Questionnaires
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit


class NoSuchDraftError(LookupError):
    """There is none with this id."""


async def begin(unit: Unit, occasion: Occasion, *, copy: bool) -> Draft:
    """A new draft: empty, or what is asked now."""
    draft = Draft(id=unit.new_id(), occasion=occasion)
    if copy:
        draft = drafting.copied(draft.id, occasion, await Questionnaires(unit.tx).asked_on(occasion))
    await Questionnaires(unit.tx).save(draft)
    return draft


async def take_in(unit: Unit, new: NewQuestionnaire) -> Draft:
    """A draft made elsewhere."""
    draft = new.draft(unit.new_id(), [drafting.own_id(unit.new_id()) for _ in new.items])
    await Questionnaires(unit.tx).save(draft)
    return draft


async def change(unit: Unit, draft_id: str, form: Mapping[str, str], do: str) -> Draft:
    """What was typed, and then what the button does. Raises NoSuchDraftError."""
    draft = typed(await find(unit, draft_id), form)
    draft = drafting.changed(draft, do, drafting.own_id(unit.new_id()))
    await Questionnaires(unit.tx).save(draft)
    return draft


async def use(unit: Unit, draft_id: str, who: str) -> Questionnaire:
    """It is asked from the next round on. Raises NoSuchDraftError and UnfinishedError."""
    draft, store = await find(unit, draft_id), Questionnaires(unit.tx)
    version = drafting.version(draft, (await store.every()).values(), unit.new_id)
    await store.publish(version)
    await store.ask(draft.occasion, version.id)
    await store.save(draft.model_copy(update={"versions": version.version}))
    unit.audit(who, N_("Took a questionnaire into use"), version.title.fi)
    return version


async def ask_ours(unit: Unit, occasion: str, who: str) -> None:
    """The questionnaire that came with the program is asked again."""
    await Questionnaires(unit.tx).ask(occasion, None)
    unit.audit(who, N_("Took the network's own questionnaire out of use"), occasion)


async def give_up(unit: Unit, draft_id: str) -> None:
    """The draft is gone. What was asked of it stays, for the figures' sake."""
    await find(unit, draft_id)
    await Questionnaires(unit.tx).remove(draft_id)


async def find(unit: Unit, draft_id: str) -> Draft:
    found = await Questionnaires(unit.tx).draft(draft_id)
    if found is None:
        raise NoSuchDraftError
    return found


async def asked_now(unit_or_store: Questionnaires) -> dict[str, Questionnaire]:
    """What is asked at each occasion."""
    return {occasion: await unit_or_store.asked_on(occasion) for occasion in OCCASIONS}
