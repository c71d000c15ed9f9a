"""Reports in which every part shows something: cells as they close, of people who need not be there."""

from datetime import timedelta
from itertools import cycle, islice

from services.feedback.answers import publishing
from services.feedback.answers.model import Pool, Share, Values
from services.feedback.answers.store import Cells
from services.feedback.closings.model import Closing
from services.feedback.closings.store import Closings
from services.feedback.processes.model import Process
from services.feedback.processes.store import Processes
from services.feedback.questionnaires.library import questionnaire
from services.feedback.questionnaires.model import Questionnaire
from services.feedback.rounds.model import Round
from services.feedback.rounds.store import Rounds
from services.feedback.sessions.model import SessionOutcome
from services.feedback.sessions.store import Sessions
from shared.clock import utc_now
from shared.store.mongo import Tx
from tests.journeys.story import Story

THEMES = ("Kuormittavat tilanteet", "Oman työn rajat", "Tiedonkulku tiimissä", "Palautteen antaminen ja saaminen")
ORGANISATION = "Varsinais-Suomen hyvinvointialueen lastensuojelun avopalvelut"
CLOSED = (
    ("pulse@1", "2026-W40"),
    ("pulse@1", "2026-W44"),
    ("evaluation@1", "2025-W48"),
    ("evaluation@1", "2026-W20"),
    ("benefit@1", "2026-W46"),
    ("follow_up@1", "2026-W45"),
)


async def reports(story: Story) -> dict[str, str]:
    """The pages of reports, by who looks at them."""
    tx = Tx(story.network.database("feedback"))
    for n, (name, week) in enumerate(CLOSED):
        asked, pool = questionnaire(name), _pool(name, week)
        answers = [_answer(asked, n + 1, who) for who in range(7)]
        await Cells(tx).add(publishing.cell(f"cell{n}", pool, asked, answers), asked, answers)
    few = _pool("evaluation@1", "2026-W47")
    await Cells(tx).save_pool(few)
    now = utc_now()
    await Rounds(tx).save(
        Round(
            id="open",
            questionnaire="pulse@1",
            process="process",
            organisation=ORGANISATION,
            supervisors=("aino",),
            opens=now,
            closes=now.replace(year=now.year + 1),
            min_answers=5,
        )
    )
    await _processes(tx)
    names = tx.database["organisation_names"]
    await names.replace_one({"_id": "varha"}, {"name": ORGANISATION, "revision": 1}, upsert=True)
    return {
        "coordinator-reports": "/feedback/reports",
        "coordinator-report-network": "/feedback/reports/network",
        "supervisor-report": "/feedback/reports/mine",
        "orderer-report": "/feedback/reports/varha",
        "orderer-report-process": "/feedback/reports/varha?process=process",
        "supervisor-closings": "/feedback/closings",
        "supervisor-closing": "/feedback/closings/fresh",
        "supervisor-closing-given": "/feedback/closings/process?given=1",
    }


async def _processes(tx: Tx) -> None:
    """One over and looked back on, one over and not yet, one under way."""
    now = utc_now()
    titles = {"process": "Avopalvelut, ryhmä 4", "fresh": "Avopalvelujen johtoryhmä", "running": "Avopalvelut, ryhmä 5"}
    for n, (name, title) in enumerate(titles.items()):
        process = Process(
            id=name,
            title=title,
            organisation=ORGANISATION,
            organisation_id="varha",
            supervisors=("aino",),
            agreed=10,
            themes=THEMES,
            state="running" if name == "running" else "ended",
            ended_at=None if name == "running" else now - timedelta(days=n),
        )
        await Processes(tx).save(process)
        for nth in range(10 - 4 * n):
            start = now - timedelta(days=28 * nth + 2)
            session = SessionOutcome(
                id=f"{name}{nth}",
                sequence=1,
                process=name,
                organisation=ORGANISATION,
                supervisors=("aino",),
                start=start,
                end=start + timedelta(minutes=90),
                status="not_held" if nth == 7 else "held",
                themes=THEMES[: nth % 4],
            )
            await Sessions(tx).save(session)
    await Closings(tx).save(Closing(process="process", handled=THEMES[:3], onwards=THEMES[2:4], given_at=now))


def _pool(name: str, week: str) -> Pool:
    share = Share(box=week, process="process", n=7, min_answers=5, week=week, supervisors=("aino",))
    return Pool(
        questionnaire=name,
        level="process",
        key="process",
        process="process",
        organisation=ORGANISATION,
        shares=(share,),
        since=utc_now(),
    )


def _answer(asked: Questionnaire, nth: int, who: int) -> Values:
    """Each answers a little otherwise, the same in every run."""
    values: dict[str, int | tuple[str, ...] | str] = {}
    for place, item in enumerate(asked.items):
        if item.kind == "scale":
            values[item.id] = 1 + (nth + who * (place % 3 + 1)) % 5
        elif item.kind == "choices":
            options = [option.id for option in item.options]
            values[item.id] = tuple(islice(cycle(options), who % len(options), who % len(options) + 1 + who % 4))
        else:
            values[item.id] = "Kiitos avoimesta ja lämpimästä otteesta.\nJatketaan näin."
    return values
