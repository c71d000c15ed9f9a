"""Own questionnaires: one in use with an item of each kind, and a draft of a pulse."""

from services.feedback.questionnaires.drafting import Draft, DraftItem, Said, version
from services.feedback.questionnaires.store import Questionnaires
from shared.store.mongo import Tx
from tests.journeys.story import Story

STATEMENT = Said(
    fi="Työyhteisömme perustehtävä on minulle aiempaa kirkkaampi.",
    sv="Arbetsgemenskapens grunduppgift är klarare för mig än förr.",
    en="Our work community's basic task is clearer to me than before.",
)
CHOICES = tuple(
    Said(fi=fi, sv=sv, en=en)
    for fi, sv, en in (
        ("Kuormitus", "Belastning", "Strain"),
        ("Tiedonkulku tiimissä", "Informationsgången i teamet", "Information in the team"),
        ("Oman työn rajat", "Gränserna för det egna arbetet", "Limits of one's work"),
    )
)


async def questionnaires(story: Story) -> dict[str, str]:
    """The pages of questionnaires."""
    store = Questionnaires(Tx(story.network.database("feedback")))
    title = Said(fi="Miten ryhmämme voi?", sv="Hur mår vår grupp?", en="How is our group?")
    items = (
        DraftItem(id="own_1", kind="scale", text=STATEMENT),
        DraftItem(id="own_2", kind="choices", text=STATEMENT, options=CHOICES),
        DraftItem(id="own_3", kind="text", text=STATEMENT),
    )
    whole = Draft(id="whole", occasion="evaluation", title=title, items=items)
    first = version(whole, (), lambda: "new")
    await store.publish(first)
    await store.ask("evaluation", first.id)
    await store.save(whole.model_copy(update={"versions": 1}))
    await store.save(Draft(id="bare", occasion="pulse"))
    here = "/feedback/questionnaires"
    return {
        "coordinator-questionnaires": here,
        "coordinator-questionnaire": f"{here}/whole",
        "coordinator-questionnaire-bare": f"{here}/bare?saved=1",
    }
