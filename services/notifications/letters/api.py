"""Letters over JSON: one of the log sent again."""

from fastapi import APIRouter, Request

from services.notifications.letters.handlers import resend
from shared.app.service import CurrentApp
from shared.i18n import Mistake
from shared.web.problems import Problem
from shared.web.security.access import TOKEN_SHOWN, author

router = APIRouter(prefix="/api", dependencies=[TOKEN_SHOWN], tags=["letters"])


@router.post("/letters/{letter_id}/resend", status_code=202)
async def resend_letter(letter_id: str, request: Request, app: CurrentApp) -> dict[str, str]:
    """Send a letter once more, as it was; 409 where it is no longer true, or what it said is not kept any more."""
    try:
        letter = await app.run(lambda unit: resend(letter_id, author(request), unit))
    except Mistake as wrong:
        raise Problem(409, wrong.text) from None
    return {"id": letter.id}
