"""Where anybody checks whether a contract's document is genuine: they choose the file, and nothing of it is kept."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from services.contracts.agreements.clauses import PARTY_NUMBERS
from services.contracts.agreements.document.verify import OUTCOMES, Verdict, verify
from shared.app.service import App, CurrentApp
from shared.i18n import N_, Text
from shared.web.problems import Problem, wants_json
from shared.web.security.limits import Limit

router = APIRouter(prefix="/verify", tags=["contracts"])
# Each file is read by a process of its own: nobody needs more than these.
FEW_FILES = Depends(Limit(20, 60))
NO_FILE = N_("Choose the file that you were sent.")


@router.get("", include_in_schema=False)
async def show(request: Request, app: CurrentApp) -> Response:
    """Where a file is chosen."""
    return _verdict_page(request, app)


@router.post("", dependencies=[FEW_FILES])
async def check(request: Request, app: CurrentApp) -> Response:
    """Whether a file (`file`, multipart) is a contract that this network has sealed, and unchanged; as JSON too.

    Of a genuine one it is told when it was sealed, and how many parties it has by their roles: no names.
    """
    async with request.form(max_files=1, max_fields=2) as form:
        file = form.get("file")
        pdf = await file.read() if isinstance(file, UploadFile) else b""
    if not pdf:
        if wants_json(request):
            raise Problem(422, NO_FILE, {"file": NO_FILE})
        return _verdict_page(request, app, error=NO_FILE)
    verdict = await verify(pdf, app.settings)
    if wants_json(request):
        return JSONResponse(verdict.model_dump(mode="json"), headers={"Cache-Control": "no-store"})
    return _verdict_page(request, app, verdict)


def _verdict_page(request: Request, app: App, verdict: Verdict | None = None, error: Text | None = None) -> Response:
    errors = {"file": error} if error else {}
    return app.pages.render(
        request,
        "agreement_verify.html",
        422 if error else 200,
        verdict=verdict,
        outcomes=OUTCOMES,
        roles=PARTY_NUMBERS,
        errors=app.pages.translate_all(request, errors),
    )
