"""Reads what a report is made of: cells that have closed, and what is not to be seen yet."""

from services.feedback.answers.store import Cells
from services.feedback.closings.store import Closings
from services.feedback.network.store import NetworkStore
from services.feedback.processes.store import Processes
from services.feedback.questionnaires.library import newest
from services.feedback.questionnaires.model import Words
from services.feedback.questionnaires.store import Questionnaires
from services.feedback.reports import figures
from services.feedback.reports.attendance import Attendance, attendance, of_network
from services.feedback.reports.report import Report, report
from services.feedback.reports.scopes import Scope
from services.feedback.rounds.lifecycle import min_answers
from services.feedback.rounds.store import Rounds
from services.feedback.sessions.store import Sessions
from shared.app.service import App


async def read_report(scope: Scope, app: App) -> Report:
    """The report as it stands; it changes only when a cell closes."""
    tallies = await Cells(app.tx).tallies(scope.key)
    pools = await Cells(app.tx).pools(scope.pools())
    rounds = await Rounds(app.tx).still_open(scope.rounds(), app.clock())
    fewest = min_answers(await NetworkStore(app.tx).fewest())
    return report(tallies, pools, rounds, await Questionnaires(app.tx).every(), fewest)


async def read_attendance(scope: Scope, app: App) -> Attendance:
    """What became of its sessions: of each process apart, but of the whole network only how many."""
    whose = scope.processes()
    if not whose and scope.process is None:
        return of_network(await Sessions(app.tx).counted())
    only = {"_id": scope.process} if scope.process else {}
    processes = await Processes(app.tx).of({**whose, **only})
    sessions = await Sessions(app.tx).of({**whose, **({"process": scope.process} if scope.process else {})})
    closings = await Closings(app.tx).of([each.id for each in processes])
    return attendance(processes, sessions, closings, app.clock())


async def read_words(scope: Scope, app: App) -> list[tuple[Words, list[str]]]:
    """What was written to a supervisor, question by question, from as many texts on as it takes people; to nobody
    else.
    """
    if scope.kind != "supervisor":
        return []
    fewest = min_answers(await NetworkStore(app.tx).fewest())
    cells = await Cells(app.tx).cells(scope.cells())
    every = (await Questionnaires(app.tx).every()).values()
    questions = {item.id: item.text for each in every for item in each.items if "supervisor" in item.readers}
    said = {item: await Cells(app.tx).texts_of_many(cells, item, fewest) for item in questions}
    return [(questions[item], texts) for item, texts in said.items() if texts]


async def read_summary(app: App) -> dict[str, object]:
    """How debriefings were found helpful."""
    tallies = [each for each in await Cells(app.tx).tallies("network") if each.questionnaire == newest("follow_up").id]
    return figures.summary(tallies, "helped", min_answers(await NetworkStore(app.tx).fewest()))
