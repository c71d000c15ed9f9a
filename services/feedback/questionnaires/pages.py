"""Where the coordinator makes own questionnaires, and sees beside them what people will be asked."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.feedback.questionnaires import drafting, handlers
from services.feedback.questionnaires.drafting import KINDS, OCCASIONS, Draft, UnfinishedError
from services.feedback.questionnaires.handlers import NoSuchDraftError
from services.feedback.questionnaires.schemas import typed
from services.feedback.questionnaires.store import Questionnaires
from shared.app.service import App, CurrentApp
from shared.i18n import LANGUAGES, N_
from shared.web.language import language_of
from shared.web.problems import Problem

router = APIRouter(tags=["feedback"])
HERE = "/feedback/questionnaires"
NONE_SUCH = N_("There is no such questionnaire any more. Open it from the list.")
WHICH = N_("Choose when it is asked.")
RIGHTS = N_("Tick that the words are your own or that you hold a licence to them.")


@router.get("/questionnaires")
async def list_all(request: Request, app: CurrentApp) -> Response:
    """What is asked at each occasion, and the network's own."""
    return await _list(request, app)


@router.post("/questionnaires")
async def begin(request: Request, app: CurrentApp) -> Response:
    """A new draft: `occasion`, and `from_asked` to begin from what is asked now."""
    form = await request.form()
    occasion = form.get("occasion")
    if occasion not in OCCASIONS:
        return await _list(request, app, 422, errors={"occasion": app.pages.translate(request, WHICH)})
    draft = await app.run(
        lambda unit: handlers.begin(unit, occasion, copy="from_asked" in form)  # type: ignore[arg-type]  # one of OCCASIONS
    )
    return RedirectResponse(f"{HERE}/{draft.id}", 303)


@router.post("/questionnaires/occasions/{occasion}")
async def ask_ours(occasion: str, request: Request, app: CurrentApp) -> Response:
    """The questionnaire that came with the program is asked again."""
    if occasion not in OCCASIONS:
        raise Problem(404)
    await app.run(lambda unit: handlers.ask_ours(unit, occasion, request.state.person.email))
    return RedirectResponse(HERE, 303)


@router.get("/questionnaires/{draft_id}")
async def edit(draft_id: str, request: Request, app: CurrentApp) -> Response:
    """The editor and the preview."""
    return await _editor(await _draft(draft_id, app), request, app)


@router.post("/questionnaires/{draft_id}")
async def change(draft_id: str, request: Request, app: CurrentApp) -> Response:
    """Keep what was typed, and do what the button says: save, use, drop, or what `drafting.changed` does."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    do = form.get("do", "save")
    try:
        if do == "drop":
            await app.run(lambda unit: handlers.give_up(unit, draft_id))
            return RedirectResponse(HERE, 303)
        draft = await app.run(lambda unit: handlers.change(unit, draft_id, form, do))
    except NoSuchDraftError as unknown:
        raise Problem(404, NONE_SUCH) from unknown
    if do == "use":
        return await _use(draft, request, app, is_ours="rights" in form)
    return RedirectResponse(f"{HERE}/{draft_id}?saved=1{_place(do, draft)}", 303)


@router.post("/questionnaires/{draft_id}/preview")
async def preview(draft_id: str, request: Request, app: CurrentApp) -> Response:
    """What has been typed, as people will see it; nothing of it is kept."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    asked = drafting.sketch(typed(await _draft(draft_id, app), form))
    shown = _preview_language(form.get("shown", ""), request)
    fragment = app.pages.fragment(request, "preview.html", asked=asked, none="-", language=shown)
    return Response(fragment, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"})


async def _use(draft: Draft, request: Request, app: App, *, is_ours: bool) -> Response:
    if not is_ours:
        said = app.pages.translate(request, RIGHTS)
        return await _editor(draft, request, app, 422, errors={"rights": said})
    try:
        await app.run(lambda unit: handlers.use(unit, draft.id, request.state.person.email))
    except UnfinishedError as unfinished:
        errors = app.pages.translate_all(request, unfinished.fields)
        return await _editor(draft, request, app, 422, errors=errors)
    return RedirectResponse(f"{HERE}?used=1", 303)


async def _list(request: Request, app: App, status: int = 200, **context: Any) -> Response:
    store = Questionnaires(app.tx)
    context |= {
        "asked": await handlers.asked_now(store),
        "drafts": await store.drafts(),
        "occasions": OCCASIONS,
        "used": "used" in request.query_params,
    }
    return app.pages.render(request, "questionnaires.html", status, **context)


async def _editor(draft: Draft, request: Request, app: App, status: int = 200, **context: Any) -> Response:
    asked_now = await Questionnaires(app.tx).asked_on(draft.occasion)
    context |= {
        "draft": draft,
        "asked": drafting.sketch(draft),
        "in_use": asked_now.name == draft.name,
        "occasion": OCCASIONS[draft.occasion],
        "kinds": KINDS,
        "none": "-",
        "languages": LANGUAGES,
        "saved": "saved" in request.query_params,
    }
    return app.pages.render(request, "questionnaire.html", status, **context)


async def _draft(draft_id: str, app: App) -> Draft:
    found = await Questionnaires(app.tx).draft(draft_id)
    if found is None:
        raise Problem(404, NONE_SUCH)
    return found


def _preview_language(wanted: str, request: Request) -> str:
    return wanted if wanted in LANGUAGES else language_of(request)


def _place(do: str, draft: Draft) -> str:
    """Where on the page to go on: at the item that is new, or that moved."""
    what, _, which = do.partition("-")
    places = {"add": len(draft.items) - 1}
    if which.isdecimal():
        places |= {"up": max(0, int(which) - 1), "down": min(int(which) + 1, len(draft.items) - 1)}
    return f"#item-{places[what]}" if what in places else ""
